#!/usr/bin/env node
// Starts kulprit, or says in one line why it cannot. Kept to syntax that old Node versions parse.
const needed = [22, 19]
const found = process.versions.node.split('.').map(Number)

if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  process.stderr.write(
    'error: kulprit needs Node.js ' +
      needed.join('.') +
      ' or newer, found ' +
      process.versions.node +
      ' at ' +
      process.execPath +
      ': install a newer one from https://nodejs.org or your package manager\n',
  )
  process.exitCode = 1
} else if (process.platform === 'win32') {
  process.stderr.write('error: kulprit runs on Linux and macOS; on Windows run it inside WSL\n')
  process.exitCode = 1
} else {
  keepCompiled()
  const argv = process.argv.slice(2)
  import('../dist/first-paint.js')
    .then((first) => {
      first.paintFirst(argv)
      return import('../dist/kulprit.js')
    })
    .then(
      (kulprit) => kulprit.main(argv),
      (error) => {
        if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
        process.stderr.write('error: kulprit is not built: run `npm run build` in its folder\n')
        process.exitCode = 1
      },
    )
}

// What V8 compiled is kept for the next start, beside the rest of kulprit's cache.
function keepCompiled() {
  const { enableCompileCache } = process.getBuiltinModule('node:module')
  const home = process.env.HOME
  const cache = process.env.XDG_CACHE_HOME || (home && home + '/.cache')
  if (cache && cache.startsWith('/')) enableCompileCache(cache + '/kulprit/compiled')
}
