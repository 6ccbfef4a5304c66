// Bundles src/ into dist/, with the licences of all that is bundled.
import { build } from 'esbuild'
import { rmSync, writeFileSync } from 'node:fs'
import { bundle } from './bundle.ts'
import { bundledPackages, noticesText } from './licences.ts'

rmSync('dist', { recursive: true, force: true })
const { metafile } = await build(bundle)
writeFileSync('dist/THIRD-PARTY-NOTICES.txt', noticesText(bundledPackages(metafile)))
