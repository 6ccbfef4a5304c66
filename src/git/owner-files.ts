/** Reads the files that name owners: Backstage catalogs in folders, and those of a clone. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { Entity } from '../model/owner/catalog.ts'
import { readEntity } from '../model/owner/catalog.ts'
import { codeownersFiles } from '../model/owner/codeowners.ts'
import type { RepositoryFiles } from '../model/knowledge.ts'
import { cleanLines } from '../model/text.ts'

const catalogFiles = ['catalog-info.yaml', 'catalog-info.yml']
const largestFile = 1_000_000
const mostFiles = 2_000
const deepest = 6

/** The entities of a file, or of every YAML file in or below a folder; none where nothing can be read. */
export async function readCatalog(path: string): Promise<Entity[]> {
  const kind = await stat(path).catch(() => null)
  if (kind === null) return []
  const files = kind.isDirectory() ? await yamlFiles(path) : [path]
  const found = await Promise.all(files.map((file) => entitiesIn(file, file)))
  return found.flat()
}

/**
 * CODEOWNERS, and the catalog files at the root and in `folders`, as they stand in the clone that
 * `path` is in. Nothing is run, and nothing outside of the clone is read.
 */
export async function readRepositoryFiles(
  path: string,
  folders: readonly string[],
): Promise<RepositoryFiles> {
  const root = await rootOf(path)
  const entities: Entity[] = []
  for (const folder of new Set(['', ...folders]))
    for (const name of catalogFiles)
      entities.push(...(await entitiesIn(join(root, folder, name), join(folder, name))))
  for (const file of codeownersFiles) {
    const text = await readSmall(join(root, file))
    if (text !== null) return { codeowners: { file, text: cleanLines(text).join('\n') }, entities }
  }
  return { codeowners: null, entities }
}

/** The folder with `.git`, at or above; the folder itself where there is none. */
async function rootOf(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    if ((await stat(join(at, '.git')).catch(() => null)) !== null) return at
    if (dirname(at) === at) return path
  }
}

async function yamlFiles(root: string): Promise<string[]> {
  const files: string[] = []
  let level = [root]
  for (let depth = 0; depth <= deepest && level.length > 0; depth++) {
    const below: string[] = []
    for (const folder of level) {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (files.length === mostFiles) return files
        if (entry.isFile() && /\.ya?ml$/.test(entry.name)) files.push(join(folder, entry.name))
        if (entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name))
          below.push(join(folder, entry.name))
      }
    }
    level = below
  }
  return files
}

/** `name` is what the file is called in the answer. A document that is no YAML is passed over. */
async function entitiesIn(file: string, name: string): Promise<Entity[]> {
  const text = await readSmall(file)
  // Most YAML in a repository is something else.
  if (text === null || !text.includes('backstage.io/')) return []
  return parseAllDocuments(text).flatMap((document) => {
    if (!('toJS' in document) || document.errors.length > 0) return []
    return readEntity(plain(document), name) ?? []
  })
}

/** null where aliases would blow it up. */
function plain(document: { toJS(): unknown }): unknown {
  try {
    return document.toJS()
  } catch {
    return null
  }
}

async function readSmall(file: string): Promise<string | null> {
  const kind = await stat(file).catch(() => null)
  if (kind === null || !kind.isFile() || kind.size > largestFile) return null
  return readFile(file, 'utf8').catch(() => null)
}
