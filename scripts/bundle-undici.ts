/**
 * Bundles of undici what kulprit uses: connections and requests over them. Its own index loads `fetch`,
 * WebSocket, caches and mocks as well, which takes longer than all the rest.
 */
import type { Plugin } from 'esbuild'

const index = `
require('./lib/dispatcher/dispatcher').prototype.request = require('./lib/api/api-request')
exports.Agent = require('./lib/dispatcher/agent')
exports.buildConnector = require('./lib/core/connect')
`

export const bundleUndici: Plugin = {
  name: 'undici',
  setup: (build) => {
    build.onLoad({ filter: /node_modules\/undici\/index\.js$/ }, () => ({ contents: index }))
  },
}
