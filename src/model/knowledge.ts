/** What files outside the cluster say about workloads: Backstage catalogs and CODEOWNERS. */
import type { Entity } from './owner/catalog.ts'
import { Catalog } from './owner/catalog.ts'
import type { Codeowners } from './owner/codeowners.ts'
import { parseCodeowners } from './owner/codeowners.ts'

/** The files of a mapped repository that name owners. */
export interface RepositoryFiles {
  /** The first of `codeownersFiles` that is there; null where none is. */
  readonly codeowners: { readonly file: string; readonly text: string } | null
  /** The entities of its catalog files, each with its file's path in the repository. */
  readonly entities: readonly Entity[]
}

interface RepositoryKnowledge {
  readonly codeowners: { readonly file: string; readonly rules: Codeowners } | null
  /** Entities by the folder that their file is in; the root is the empty text. */
  readonly byFolder: ReadonlyMap<string, Catalog>
}

export interface Knowledge {
  readonly catalog: Catalog
  /** By the repository as settings or cluster name it. */
  readonly repositories: ReadonlyMap<string, RepositoryKnowledge>
}

export const noKnowledge: Knowledge = { catalog: new Catalog([]), repositories: new Map() }

/** The catalogs that the user names outrank the files of repositories. */
export function makeKnowledge(
  entities: readonly Entity[],
  repositories: ReadonlyMap<string, RepositoryFiles>,
): Knowledge {
  if (entities.length === 0 && repositories.size === 0) return noKnowledge
  const inRepositories = [...repositories.values()].flatMap((files) => files.entities)
  return {
    catalog: new Catalog([...entities, ...inRepositories]),
    repositories: new Map(
      [...repositories].map(([name, files]) => [name, readRepository(files)] as const),
    ),
  }
}

function readRepository({ codeowners, entities }: RepositoryFiles): RepositoryKnowledge {
  const folders = Map.groupBy(entities, ({ file }) => folderOf(file))
  return {
    codeowners:
      codeowners === null
        ? null
        : { file: codeowners.file, rules: parseCodeowners(codeowners.text) },
    byFolder: new Map([...folders].map(([folder, inside]) => [folder, new Catalog(inside)])),
  }
}

function folderOf(file: string): string {
  const slash = file.lastIndexOf('/')
  return slash < 0 ? '' : file.slice(0, slash)
}
