/**
 * Bundles Node's own modules as what `process.getBuiltinModule` gives. An import statement reads every
 * export of such a module, and some load much more when they are read: `node:http` the client of `fetch`.
 */
import type { Plugin } from 'esbuild'
import { isBuiltin } from 'node:module'

export const bundleBuiltins: Plugin = {
  name: 'builtins',
  setup: (build) => {
    build.onResolve({ filter: /^[\w:/]+$/ }, ({ path }) =>
      isBuiltin(path) ? { path, namespace: 'builtin', sideEffects: false } : null,
    )
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}')`,
    }))
  },
}
