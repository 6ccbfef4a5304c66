/** Writes what an install consists of from the bundle itself; a stale page fails. */
import { build } from 'esbuild'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { bundle } from '../../scripts/bundle.ts'
import { footprint, margin, megabytes } from '../../scripts/footprint-limits.ts'
import { bundledPackages } from '../../scripts/licences.ts'

const root = resolve(import.meta.dirname, '../..')
const { metafile, outputFiles } = await build({ ...bundle, absWorkingDir: root, write: false })
const packages = bundledPackages(metafile)

/** Those that ask for no more than to be named. */
const welcome = [
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
]

test('docs/reference/footprint.md', async () => {
  const limit = (bytes: number): string => megabytes(bytes * (1 + margin))
  const byLicence = Map.groupBy(packages, ({ licence }) => licence)
  const page = [
    '# Footprint',
    'An install is one package: what kulprit uses is in its bundle. It runs no install script, needs no network and depends on nothing but Node.js and git.',
    [
      '| measured | about | a change fails above |',
      '| --- | --- | --- |',
      `| packages installed | ${footprint.packages} | ${footprint.packages} |`,
      `| tarball | ${megabytes(footprint.tarballBytes)} | ${limit(footprint.tarballBytes)} |`,
      `| unpacked | ${megabytes(footprint.unpackedBytes)} | ${limit(footprint.unpackedBytes)} |`,
    ].join('\n'),
    '`npm run footprint` measures the tarball as it is now, and the time to start beside `node -e 0`.',
    '## What is bundled',
    `${packages.length} packages: ${[...byLicence].map(([licence, of]) => `${of.length} under ${licence}`).join(', ')}. Their licences are in \`dist/THIRD-PARTY-NOTICES.txt\` of every install.`,
    [
      '| package | version | licence |',
      '| --- | --- | --- |',
      ...packages.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`),
    ].join('\n'),
  ].join('\n\n')
  await expect(`${page}\n`).toMatchFileSnapshot(join(root, 'docs/reference/footprint.md'))
})

test('no file of the bundle has a character for which V8 would keep all of its text at twice the size', () => {
  const scripts = outputFiles.filter(({ path }) => path.endsWith('.js'))
  expect(scripts.length).toBeGreaterThan(1)
  const wide = scripts.flatMap(({ text }) => /[^\x00-\x7f].{0,60}/u.exec(text)?.[0] ?? [])
  expect(wide).toEqual([])
})

test('every licence of the bundle is one that only asks to be named', () => {
  expect(packages.filter(({ licence }) => !welcome.includes(licence))).toEqual([])
})

test('the build ships the text of every licence', () => {
  const notices = readFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8')
  for (const { name, version, licence, text } of packages)
    expect(notices).toContain(`${name} ${version} (${licence})\n\n${text}`)
})
