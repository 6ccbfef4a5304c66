import { expect, test } from 'vitest'
import { noHistoryText, printHistory } from '../../../src/cli/print/history.ts'
import { cart, now, report, sha } from '../../support/cli-fixtures.ts'

test('history lists the releases, newest first', () => {
  expect(printHistory(cart, 'table', false, now)).toBe(
    [
      'RELEASE       VERSION   COMMIT      RELEASED   BY           PROOF    CHANGES     CAUSE',
      '7 (current)   1.7.2     bbbbbbb     12m        deploy-bot   bad      image,env   release 1.7.2',
      '6             1.7.1     <unknown>   5d         <unknown>    proven   -           -',
      '',
    ].join('\n'),
  )
})

test('history -o json prints every field of the contract, in its order', () => {
  expect(printHistory(cart, 'json', false, now)).toBe(
    `${JSON.stringify(
      {
        workload: { context: 'prod', namespace: 'shop', kind: 'Deployment', name: 'cart' },
        items: [
          {
            release: 7,
            version: { value: '1.7.2', source: 'tag of image cart:1.7.2', confidence: 'certain' },
            commit: {
              value: sha('b'),
              source: 'label commit on the pod template',
              confidence: 'certain',
            },
            images: ['registry.example/cart:1.7.2', 'envoy:1.30'],
            releasedAt: '2026-03-01T11:48:00Z',
            releasedBy: 'deploy-bot',
            cause: 'release 1.7.2',
            proof: 'bad',
            current: true,
            changes: ['image', 'env'],
            rememberedBy: null,
          },
          {
            release: 6,
            version: { value: '1.7.1', source: 'tag of image cart:1.7.1', confidence: 'certain' },
            commit: {
              value: null,
              source: 'no label, annotation or tag names a commit',
              confidence: 'none',
            },
            images: ['registry.example/cart:1.7.1', 'envoy:1.30'],
            releasedAt: '2026-02-24T12:00:00Z',
            releasedBy: null,
            cause: null,
            proof: 'proven',
            current: false,
            changes: [],
            rememberedBy: null,
          },
        ],
      },
      null,
      2,
    )}\n`,
  )
})

test('a workload without releases prints nothing and says why', () => {
  expect(printHistory(report, 'table', false, now)).toBe('')
  expect(noHistoryText(report)).toBe(
    'no releases known of shop/cronjob/報告: a CronJob keeps no releases\n',
  )
})
