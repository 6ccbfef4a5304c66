/** For each test of a file an API server over TLS; it ends with the test, after what the test opened on it. */
import { afterEach, beforeEach } from 'vitest'
import { type SecureServer, startSecureServer } from './cluster-secure-server.ts'

export interface SecureServers {
  /** That of the test that runs. */
  readonly server: SecureServer
  readonly closeAfterwards: (close: () => unknown) => void
}

export function secureServerForEach(): SecureServers {
  const closers: (() => unknown)[] = []
  let server: SecureServer | null = null

  beforeEach(async () => {
    server = await startSecureServer()
  })

  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
    await server?.stop()
  })

  return {
    get server() {
      if (server === null) throw new Error('no test has begun')
      return server
    },
    closeAfterwards: (close) => {
      closers.push(close)
    },
  }
}
