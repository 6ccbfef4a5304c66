/** Everything that can go wrong between kulprit and a cluster, each by a name that a report can count. */
import { gzipSync } from 'node:zlib'
import type { Random } from './cluster-random.ts'
import type { Answer, AnswerFault, Exchange } from './cluster-exchange.ts'
import { expired, json, refusal, write, zipped } from './cluster-exchange.ts'
import type { Watcher } from './cluster-faulty-api.ts'

const html = '<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>'
const anHour = 3_600_000

function send(status: number, headers: Record<string, string>, body: string | Buffer): AnswerFault {
  return ({ send }) => {
    send({ status, headers, body: Buffer.from(body) })
  }
}

function refuse(
  status: number,
  message: string,
  headers: Record<string, string> = {},
): AnswerFault {
  const answer = refusal(status, message)
  return ({ send }) => {
    send({ ...answer, headers: { ...answer.headers, ...headers } })
  }
}

/** A server whose clock is a day off names the moment to come back by its own clock. */
function comeBackByClock(skewMs: number): AnswerFault {
  const now = Date.now() + skewMs
  return refuse(429, 'too many requests', {
    date: new Date(now).toUTCString(),
    'retry-after': new Date(now).toUTCString(),
  })
}

/** Sends a part of the body and leaves the rest to `then`. */
function partly(part: number, then: (exchange: Exchange) => void): AnswerFault {
  return (exchange, { status, headers, body }) => {
    const { response } = exchange
    if (response.headersSent || response.destroyed) return
    response.writeHead(status, { ...headers, 'content-length': String(body.length + 1) })
    write(response, body.subarray(0, Math.floor(body.length * part)))
    // What was written must be on its way before the connection is gone.
    setImmediate(() => {
      then(exchange)
    })
  }
}

function drip(bytes: number, everyMs: number): AnswerFault {
  return ({ response }, { status, headers, body }) => {
    if (response.headersSent || response.destroyed) return
    response.writeHead(status, headers)
    let at = 0
    const timer = setInterval(() => {
      if (response.destroyed) clearInterval(timer)
      write(response, body.subarray(at, at + bytes))
      at += bytes
      if (at < body.length) return
      clearInterval(timer)
      response.end()
    }, everyMs)
  }
}

interface List {
  readonly items: readonly unknown[]
  readonly metadata: object
}

/** The list as JSON, with something else in place of a part of it. */
function rewritten(change: (list: List) => unknown): AnswerFault {
  return ({ send }, { list, status }) => {
    if (list === undefined) return send(refusal(500, 'not this time'))
    send({ status, headers: json, body: Buffer.from(JSON.stringify(change(list))) })
  }
}

const broken = { metadata: { name: 'nobody', namespace: 'shop' }, spec: {} }

/** A careless server says back what it was sent. */
function repeating(status: number): AnswerFault {
  return ({ request, send }) => {
    const { authorization = 'nothing' } = request.headers
    send(refusal(status, `cannot authenticate ${authorization} \u001B]0;x\u0007`))
  }
}

/** On any request. */
export function faultsOfAnswers(random: Random): Record<string, AnswerFault> {
  return {
    '401': repeating(401),
    '403': refuse(403, 'pods is forbidden: User "ann" cannot list resource "pods"'),
    '404': send(404, { 'content-type': 'text/plain' }, '404 page not found\n'),
    '410': ({ send }) => send(expired('too old resource version')),
    '429 at once': refuse(429, 'too many requests', { 'retry-after': '0' }),
    '429 by a clock a day ahead': comeBackByClock(24 * anHour),
    '429 by a clock a day behind': comeBackByClock(-24 * anHour),
    '500 that repeats the token': repeating(500),
    '502 with HTML': send(502, { 'content-type': 'text/html' }, html),
    '503': refuse(503, 'apiserver not ready'),
    '503 without a body': send(503, {}, ''),
    '504 too large resource version': refuse(504, 'Too large resource version: 9, current: 1'),
    'a redirect to a login page': send(302, { location: 'https://login.invalid/' }, ''),
    '200 with HTML': send(200, { 'content-type': 'text/html' }, html),
    '200 with nothing': send(200, json, ''),
    'garbage JSON': send(200, json, '{"kind":"List","items":[{]'),
    'a body of another type': send(
      200,
      { 'content-type': 'application/vnd.kubernetes.protobuf' },
      'k8s\0\n\u0002',
    ),
    'JSON that is no object': send(200, json, random.pick(['null', '[]', '"x"', '7'])),
    'reset before the headers': ({ reset }) => reset(),
    'reset of the connection': ({ resetAll }) => resetAll(),
    'reset in the body': partly(random.number(), ({ reset }) => reset()),
    'end in the body': partly(random.number(), ({ response }) => response.end()),
    'stall in the body': partly(random.number(), () => {}),
    'no answer': () => {},
  }
}

export function faultsOfLists(
  random: Random,
  older: (exchange: Exchange) => Answer,
): Record<string, AnswerFault> {
  const flip = (body: Buffer): Buffer => {
    const damaged = Buffer.from(body)
    damaged[random.below(damaged.length)]! ^= 1 << random.below(8)
    return damaged
  }
  const rezipped = (change: (body: Buffer) => Buffer): AnswerFault => {
    return ({ send }, answer) => {
      const whole = answer.headers['content-encoding'] === 'gzip' ? answer : zipped(answer)
      send({ ...whole, body: change(whole.body) })
    }
  }
  return {
    'a slow answer': drip(256, 1),
    'an answer that drips': drip(1, 20),
    'gzip with a flipped bit': rezipped(flip),
    'gzip cut short': rezipped((body) => body.subarray(0, body.length >> 1)),
    'gzip that is none': ({ send }, { status }) =>
      send({ status, headers: { ...json, 'content-encoding': 'gzip' }, body: Buffer.from('{}') }),
    'gzip in two members': ({ send, request }, { status, headers, list }) => {
      if (list === undefined) return send(refusal(500, 'not this time'))
      const { codec, collection } = request
      const body = codec.list(collection, { ...list.metadata }, list.items)
      const half = body.length >> 1
      const parts = [gzipSync(body.subarray(0, half)), gzipSync(body.subarray(half))]
      send({
        status,
        headers: { ...headers, 'content-encoding': 'gzip' },
        body: Buffer.concat(parts),
      })
    },
    'a list from the past': (exchange) => exchange.send(older(exchange)),
    'an item without a uid': rewritten((list) => ({ ...list, items: [...list.items, broken] })),
    'an item without metadata': rewritten((list) => ({ ...list, items: [{}, ...list.items] })),
    'items that are none': rewritten((list) => ({ ...list, items: 'none' })),
    'a list without a version': rewritten(({ items }) => ({ items, metadata: {} })),
    'an expired continue token': ({ request, send }, answer) =>
      send(request.query.has('continue') ? expired('continue is too old') : answer),
  }
}

/** Of an open WATCH, at its start or in its midst. */
export function faultsOfWatches(random: Random): Record<string, (watcher: Watcher) => void> {
  const say = (text: string) => (watcher: Watcher) => {
    watcher.write(text)
  }
  const event = (type: string, object: Record<string, unknown>) => (watcher: Watcher) => {
    watcher.write(watcher.frame(type, object))
  }
  const error = (code: number, message: string) => event('ERROR', { kind: 'Status', code, message })
  const repeat = (watcher: Watcher, pick: (frames: Buffer[]) => Buffer[]): void => {
    for (const frame of pick(watcher.recent)) watcher.write(frame)
  }
  return {
    'a watch ends at once': ({ exchange }) => exchange.response.end(),
    'a watch is reset': ({ exchange }) => exchange.reset(),
    'a connection with watches is reset': ({ exchange }) => exchange.resetAll(),
    'a frame is cut by a reset': (watcher) => {
      watcher.write('{"type":"MODIFIED","object":{"metadata":{"name":"a')
      setImmediate(() => watcher.exchange.reset())
    },
    'a frame is cut by the end': (watcher) => {
      watcher.write('{"type":"ADDED","object":{"metadata":{"na')
      watcher.exchange.response.end()
    },
    'a frame is cut and nothing follows': (watcher) => {
      watcher.write('{"type":"DELETED","obj')
      watcher.muted = true
    },
    'a watch falls silent': (watcher) => {
      watcher.muted = true
    },
    'a line of garbage': say('garbage\n'),
    'an empty line': say('\n'),
    'a page of HTML in the stream': say(`${html}\n`),
    'an unknown kind of event': event('RENAMED', broken),
    'an event without metadata': event('ADDED', { spec: {} }),
    'an event without a uid': event('MODIFIED', broken),
    'ERROR 410': error(410, 'too old resource version'),
    'ERROR 500': error(500, 'etcdserver: request timed out'),
    'ERROR 500 as etcd 3.4 in a WatchList': error(
      500,
      'etcdserver: unknown method RequestProgress',
    ),
    'ERROR without a code': event('ERROR', {}),
    'events come twice': (watcher) => repeat(watcher, (frames) => frames.slice(-1)),
    'events are replayed': (watcher) => repeat(watcher, (frames) => frames.slice(-5)),
    'an event from the past': (watcher) =>
      repeat(watcher, (frames) => (frames.length < 2 ? [] : [random.pick(frames.slice(0, -1))])),
    'frames come byte by byte': (watcher) => {
      watcher.dribbles = true
    },
    'no bookmark comes': (watcher) => {
      watcher.bookmarks = false
    },
    'a watch is cut after some frames': (watcher) =>
      watcher.after(random.below(6), () => watcher.exchange.reset()),
    'ERROR 500 after some frames': (watcher) =>
      watcher.after(random.below(6), () => error(500, 'etcdserver: no leader')(watcher)),
    'a watch falls silent after some frames': (watcher) => watcher.after(random.below(6), () => {}),
    GOAWAY: ({ exchange }) => exchange.goAway(),
    'a bookmark from the past': event('BOOKMARK', { metadata: { resourceVersion: '1' } }),
    'a bookmark without a version': event('BOOKMARK', { metadata: {} }),
  }
}
