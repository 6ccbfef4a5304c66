import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
let project: string

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'kulprit-lint-'))
  for (const file of ['.oxlintrc.json', 'tsconfig.json', 'package.json'])
    await cp(join(root, file), join(project, file))
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'))
})
afterAll(() => rm(project, { recursive: true, force: true }))

/** Lints one file as if it stood in src/, beside a file of every other folder. */
async function lint(path: string, source: string): Promise<string> {
  await rm(join(project, 'src'), { recursive: true, force: true })
  for (const folder of ['model', 'git', 'state', 'cluster', 'view', 'app']) {
    await mkdir(join(project, 'src', folder), { recursive: true })
    await writeFile(join(project, 'src', folder, 'thing.ts'), 'export const thing = 1\n')
  }
  await mkdir(join(project, path, '..'), { recursive: true })
  await writeFile(join(project, path), source)
  return run(join(root, 'node_modules/.bin/oxlint'), ['--deny-warnings'], { cwd: project }).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  )
}

test('a file that keeps to its layer passes', async () => {
  const source = "import { thing } from '../model/thing.ts'\nexport const twice = thing * 2\n"
  expect(await lint('src/git/fine.ts', source)).toBe('')
})

test.each([
  ['src/model/bad.ts', '../git/thing.ts', 'src/model may import only itself'],
  ['src/model/bad.ts', 'node:fs', 'src/model is pure'],
  ['src/view/bad.ts', '../cluster/thing.ts', 'src/view may import only src/state, src/model'],
  ['src/state/bad.ts', '../app/thing.ts', 'src/state may import only src/model, src/bisect'],
  ['src/cli/bad.ts', 'simple-git', 'Only src/git may import simple-git'],
  ['src/app/bad.ts', '@kubernetes/client-node', 'Only src/cluster may import'],
])('%s may not import %s', async (file, imported, message) => {
  const source = `import * as bad from '${imported}'\nexport const it = bad\n`
  expect(await lint(file, source)).toContain(message)
})

test('an import cycle is refused', async () => {
  await lint('src/git/a.ts', '')
  const source = "import { b } from './b.ts'\nexport const a = () => b\n"
  const other = "import { a } from './a.ts'\nexport const b = () => a\n"
  await writeFile(join(project, 'src/git/b.ts'), other)
  await writeFile(join(project, 'src/git/a.ts'), source)
  const failure = await run(join(root, 'node_modules/.bin/oxlint'), [], { cwd: project }).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  )
  expect(failure).toContain('no-cycle')
})
