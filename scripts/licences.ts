/** What of others is in the bundle, and under which licence. */
import type { Metafile } from 'esbuild'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface BundledPackage {
  readonly name: string
  readonly version: string
  /** As SPDX names it. */
  readonly licence: string
  /** Of the licence and, where there is one, of the notice. */
  readonly text: string
}

/** Every package of which some code is in the bundle, by name. One without a licence is an error. */
export function bundledPackages({ outputs }: Pick<Metafile, 'outputs'>): readonly BundledPackage[] {
  const folders = new Set(
    Object.values(outputs)
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .flatMap(([input]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0] ?? []),
  )
  // One version may lie in several folders.
  const packages = new Map<string, BundledPackage>()
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    ) as { name: string; version: string; license: string }
    const text = licenceText(folder, name)
    packages.set(`${name} ${version}`, { name, version, licence: license, text })
  }
  return [...packages].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found)
}

export function noticesText(packages: readonly BundledPackage[]): string {
  const parts = packages.map(
    ({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text}`,
  )
  const head = 'kulprit contains code of these packages, each under its own licence.'
  return `${[head, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

/** Some packages name their licence, and forget its text. */
function licenceText(folder: string, name: string): string {
  const own = readdirSync(folder)
    .filter((file) => /^(?:licen[cs]e|notice|copying)(?:\.|$)/i.test(file))
    .toSorted()
    .map((file) => join(folder, file))
  const kept = join(import.meta.dirname, 'licences', `${name}.txt`)
  const files = own.length > 0 ? own : existsSync(kept) ? [kept] : []
  if (files.length === 0)
    throw new Error(`${name} has no licence text: put it in ${kept}, or do without the package`)
  return files.map((file) => readFileSync(file, 'utf8').trim()).join('\n\n')
}
