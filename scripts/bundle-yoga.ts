/**
 * Bundles Yoga, which lays out Ink's boxes, with its WebAssembly as bytes that are compiled at once. As
 * it is published it fetches them from a URL that holds them: Node loads its whole HTTP client for that.
 */
import type { Plugin } from 'esbuild'
import { readFileSync } from 'node:fs'

const entry = `
import load, { bytes } from '../binaries/yoga-wasm-base64-esm.js'
import wrapAssembly from './wrapAssembly.js'

function instantiateWasm(imports, use) {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports)
  use(instance)
  return instance.exports
}

export default wrapAssembly(await load({ instantiateWasm }))
export * from './generated/YGEnums.js'
`

export const bundleYoga: Plugin = {
  name: 'yoga',
  setup: (build) => {
    build.onLoad({ filter: /yoga-layout\/dist\/src\/index\.js$/ }, () => ({ contents: entry }))
    build.onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, ({ path }) => {
      const [before, base64, after] = readFileSync(path, 'utf8').split(
        /data:application\/octet-stream;base64,([\w+/=]{999,})/,
      )
      if (base64 === undefined) return { errors: [{ text: 'no WebAssembly found' }] }
      const bytes = `export const bytes = Buffer.from('${base64}', 'base64')`
      return { contents: `${before}${after}\n${bytes}\n` }
    })
  },
}
