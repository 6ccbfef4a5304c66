/** A TCP relay before a server, whose connections tests can cut and refuse. */
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

export interface Relay {
  readonly port: number
  /** Cuts what is connected, and whatever connects until `mend`. */
  readonly cut: () => void
  readonly mend: () => void
  /** Keeps every connection and lets nothing through until `mend`, as a peer that is gone. */
  readonly freeze: () => void
  readonly close: () => Promise<void>
}

export async function startRelay(targetPort: number): Promise<Relay> {
  const sockets = new Set<Socket>()
  let open = true
  let frozen = false
  const server = createServer((client) => {
    if (!open) {
      client.resetAndDestroy()
      return
    }
    const upstream = connect(targetPort, '127.0.0.1')
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.pipe(other)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      if (frozen) socket.pause()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      open = false
      cutAll()
    },
    mend: () => {
      open = true
      if (frozen) for (const socket of sockets) socket.resume()
      frozen = false
    },
    freeze: () => {
      frozen = true
      for (const socket of sockets) socket.pause()
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      cutAll()
      await closed
    },
  }
}
