/** Text as nobody should be able to put it on a terminal, in every field of a workload that holds text. */
import { trimPod } from '../../src/cluster/trim/trim-pod.ts'
import { trimReplicaSet, trimWorkload } from '../../src/cluster/trim/trim.ts'
import type { KubeObject } from '../../src/model/kube/kube.ts'
import type { Random } from './cluster-random.ts'

const escapes = [
  // Colours, the cursor, the screen, its size, modes, replies, charsets, a whole reset.
  ...[
    '[31m',
    '[2J',
    '[H',
    '[999;999H',
    '[10A',
    '[?25l',
    '[?1049h',
    '[?1049l',
    '[?1000h',
    '[?2004h',
  ],
  ...['[?7l', '[6n', '[c', '[>c', '[>0q', '[5n', '[8;1;1t', '[21t', '[22t', '[3J', '[?69h', '[4h'],
  ...['[1;2r', '[12l', '[20h', '[?47h', '[!p', '[?3h', '[18t', '[>4;2m', '[=1u', '[?u'],
  ...['c', '(0', ')0', 'H', 'D', 'M', 'E', '7', '8', '#8', '%G', 'N', 'O', 'Z', 'n', '='],
  // Titles, links, colours, the clipboard, notifications, files.
  ...[']0;t\u0007', ']2;t\u001B\\', ']8;;file:///etc/passwd\u0007', ']4;1;?\u0007', ']10;?\u0007'],
  ...[']52;c;cm0gLXJm\u0007', ']777;notify;a;b\u0007', ']1337;File=:AA==\u0007', ']9;b\u0007'],
  ...[
    'P$qm\u001B\\',
    'P+q544e\u001B\\',
    'Pq#0\u001B\\',
    '_Ga=T\u001B\\',
    '^pm\u001B\\',
    'Xs\u001B\\',
  ],
].map((rest) => `\u001B${rest}`)

const pieces = [
  ...escapes,
  // The same in one character, and without an end.
  ...escapes.map((escape) => escape.replace('\u001B[', '\u009B').replace('\u001B]', '\u009D')),
  ...[
    '\u001B',
    '\u001B[',
    '\u001B]52;c;',
    '\u0090',
    '\u0098',
    '\u009C',
    '\u009E',
    '\u009F',
    '\u0084',
  ],
  ...['\u0007', '\b', '\r', '\n', '\t', '\v', '\f', '\u000E', '\u000F', '\u007F', '\0', '\u0085'],
  ...['\u202E', '\u2066', '\u200B', '\u200D', '\u2028', '\u2029', '\uFEFF', '\u00AD', '\u180E'],
  ...['\uD800', '\uDC00', '\u0301'.repeat(9), '\uFFFA', '\u{E0041}', '\uE000', '\u2800', '\uFE0F'],
  ...['cart', 'é', '日本', '👩‍👩‍👧', '🇩🇪', 'ـ', '؜', ' ', '▌', '─'],
]

export function hostileText(random: Random): string {
  return Array.from({ length: 1 + random.below(4) }, () => random.pick(pieces)).join('')
}

/** A failing Deployment with its ReplicaSet and Pod; `text` is asked for every text in them. */
export function hostileObjects(i: number, text: () => string): KubeObject[] {
  const owner = (kind: string, uid: string) => [{ kind, name: text(), uid, controller: true }]
  const meta = (uid: string, more: object) => ({
    ...{ uid, name: text(), namespace: text(), creationTimestamp: '2026-01-01T00:00:00Z' },
    labels: { app: text(), team: text(), 'app.kubernetes.io/version': text(), [text()]: text() },
    annotations: {
      'a8r.io/owner': text(),
      'a8r.io/chat': text(),
      'a8r.io/repository': text(),
      'kubernetes.io/change-cause': text(),
      'deployment.kubernetes.io/revision': '3',
      [text()]: text(),
    },
    ...more,
  })
  const containers = [{ name: text(), image: text(), env: [{ name: text(), value: text() }] }]
  const spec = {
    replicas: 1,
    template: { metadata: { labels: { app: text() } }, spec: { containers } },
  }
  const condition = { type: 'Progressing', status: 'False', reason: text(), message: text() }
  const waiting = { waiting: { reason: text(), message: text() } }
  const last = { terminated: { exitCode: 1, reason: text(), message: text() } }
  return [
    trimWorkload('Deployment', {
      metadata: meta(`d-${i}`, {}),
      spec,
      status: { replicas: 1, conditions: [condition] },
    }),
    trimReplicaSet({
      metadata: meta(`r-${i}`, { ownerReferences: owner('Deployment', `d-${i}`) }),
      spec,
      status: { replicas: 1 },
    }),
    trimPod({
      metadata: meta(`p-${i}`, { ownerReferences: owner('ReplicaSet', `r-${i}`) }),
      spec: { nodeName: text() },
      status: {
        ...{ phase: 'Pending', reason: text(), message: text() },
        containerStatuses: [
          { name: text(), image: text(), restartCount: 5, state: waiting, lastState: last },
        ],
      },
    }),
  ].filter((object) => object !== null)
}
