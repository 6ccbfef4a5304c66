/**
 * How src/ becomes dist/: one entry, split at dynamic imports, so that the first frame loads neither the
 * Kubernetes client nor git.
 */
import type { BuildOptions } from 'esbuild'
import { bundleBuiltins } from './bundle-builtins.ts'
import { bundleUndici } from './bundle-undici.ts'
import { bundleYoga } from './bundle-yoga.ts'

export const bundle = {
  entryPoints: { kulprit: 'src/app/main.ts', 'first-paint': 'src/app/first-paint.ts' },
  outdir: 'dist',
  entryNames: '[name]',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  // An older target rewrites the /v regexes in Ink's hot loop into slow constructors.
  target: 'esnext',
  minifySyntax: true,
  // V8 keeps the text of all that is loaded: a fifth less of it, in lines that can be shown where it fails.
  minifyWhitespace: true,
  lineLimit: 120,
  legalComments: 'linked',
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  // Ink loads the devtools only when DEV is set; it is never shipped.
  alias: { 'react-devtools-core': './scripts/empty-module.js' },
  plugins: [bundleYoga, bundleUndici, bundleBuiltins],
  logLevel: 'warning',
  metafile: true,
} as const satisfies BuildOptions
