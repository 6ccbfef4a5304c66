/** Keeps up what files outside the cluster say about owners: catalogs, and CODEOWNERS of local clones. */
import { parts } from '../parts.ts'
import type { Source } from '../../git/source.ts'
import type { Knowledge } from '../../model/knowledge.ts'
import { makeKnowledge } from '../../model/knowledge.ts'
import { sameData } from '../../model/same-data.ts'
import type { Settings } from '../../model/settings/settings.ts'
import type { Workload } from '../../model/workload.ts'
import type { Environment } from '../environment.ts'

export interface KnowledgeReader {
  /** What is known, for these workloads too; null where nothing can be new since the last time. */
  update(workloads: readonly Workload[]): Promise<Knowledge | null>
  /** Everything is to be read again where the settings name other files than before. */
  settingsChanged(): void
}

/** A pull brings new files without a sign. */
const freshMs = 300_000

/**
 * Only what is on this machine is read: the catalogs that the settings name, and repositories that
 * they map to a folder or that have a clone in a source folder. Nothing is cloned for it.
 */
export function knowledgeReader(environment: Environment): KnowledgeReader {
  /** By repository, the folders in it that workloads come from. */
  const wanted = new Map<string, Set<string>>()
  let freshUntil = 0
  let known = false
  let reading = false
  let again = false
  let named = filesNamed(environment.settings())
  return {
    settingsChanged() {
      const now = filesNamed(environment.settings())
      if (!sameData(now, named)) freshUntil = 0
      named = now
    },
    async update(workloads) {
      const grown = want(wanted, workloads)
      if (Date.now() < freshUntil && !grown) return null
      freshUntil = Date.now() + freshMs
      const before = known
      known = namesFiles(environment.settings())
      // Once more where the last file is no longer named: what it said is forgotten.
      if (!known && !before) return null
      again = true
      // Whoever is reading reads once more, and answers for both.
      if (reading) return null
      reading = true
      let knowledge: Knowledge | null = null
      while (again) {
        again = false
        knowledge = await read(wanted, environment)
      }
      reading = false
      return knowledge
    },
  }
}

/** Without these settings nothing on this machine can be meant. */
function namesFiles(settings: Settings): boolean {
  return filesNamed(settings).length > 0
}

function filesNamed({ catalogs, sourceFolders, repositories, contexts }: Settings) {
  const mapped = Object.values(contexts).flatMap((rules) => rules.repositories ?? [])
  return [...catalogs, ...sourceFolders, ...repositories, ...mapped]
}

/** Whether any of them comes from a place that was not wanted before. */
function want(wanted: Map<string, Set<string>>, workloads: readonly Workload[]): boolean {
  let grown = false
  for (const { repository } of workloads) {
    if (repository.url === null) continue
    const folders = wanted.get(repository.url) ?? new Set()
    const path = repository.path ?? ''
    if (folders.has(path)) continue
    wanted.set(repository.url, folders.add(path))
    grown = true
  }
  return grown
}

async function read(
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
  { env, settings }: Environment,
): Promise<Knowledge> {
  const { parseSource, normalUrl } = await parts.source()
  const { listClones } = await parts.clones()
  const { readCatalog, readRepositoryFiles } = await parts.ownerFiles()
  const { catalogs, sourceFolders } = settings()
  const folderOf = (text: string): string[] => {
    const source = parseSource(text, env)
    return source.ok && source.value.kind === 'folder' ? [source.value.path] : []
  }
  const clones = await listClones(sourceFolders.flatMap(folderOf))
  const placeOf = (source: Source): string | null =>
    source.kind === 'folder' ? source.path : (clones.get(normalUrl(source.url) ?? '') ?? null)
  const entities = await Promise.all(catalogs.flatMap(folderOf).map(readCatalog))
  const repositories = await Promise.all(
    [...wanted].map(async ([url, folders]) => {
      const source = parseSource(url, env)
      const folder = source.ok ? placeOf(source.value) : null
      return folder === null
        ? []
        : [[url, await readRepositoryFiles(folder, [...folders])] as const]
    }),
  )
  return makeKnowledge(entities.flat(), new Map(repositories.flat()))
}
