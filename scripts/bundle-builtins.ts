/**
 * Bundles Node's own modules as what `process.getBuiltinModule` gives, and of each no more than is used. An
 * import statement reads every export, and some load much more then: `node:http` the client of `fetch`.
 */
import type { Plugin } from 'esbuild'
import { isBuiltin } from 'node:module'

export const bundleBuiltins: Plugin = {
  name: 'builtins',
  setup: (build) => {
    build.onResolve({ filter: /^[\w:/]+$/ }, ({ path, kind }) => {
      if (!isBuiltin(path)) return null
      const namespace = kind === 'require-call' ? 'required' : 'imported'
      return { path, namespace, sideEffects: false }
    })
    build.onLoad({ filter: /./, namespace: 'required' }, ({ path }) => ({
      contents: /^(?:node:)?assert$/.test(path)
        ? assert
        : `module.exports = process.getBuiltinModule('${path}')`,
    }))
    build.onLoad({ filter: /./, namespace: 'imported' }, ({ path }) => ({
      contents: imported(path),
    }))
  },
}

/** Loaded for an assertion that fails: the first frame needs it for nothing else. */
const assert = `
const all = () => process.getBuiltinModule('node:assert')
module.exports = (value, ...rest) => value || all()(value, ...rest)
module.exports.equal = (one, other, ...rest) => one == other || all().equal(one, other, ...rest)
Object.setPrototypeOf(module.exports, new Proxy({}, { get: (_, name) => all()[name] }))
`

/** An export that nobody imports is not read. */
function imported(path: string): string {
  const names = Object.keys(process.getBuiltinModule(path) ?? {}).filter(
    (name) => name !== 'default',
  )
  return [
    `const all = process.getBuiltinModule('${path}')`,
    'const read = (name) => all[name]',
    'export default all',
    ...names.map((name) => `const _${name} = /* @__PURE__ */ read('${name}')`),
    `export { ${names.map((name) => `_${name} as ${name}`).join(', ')} }`,
  ].join('\n')
}
