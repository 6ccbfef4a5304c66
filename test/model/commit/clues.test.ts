import { describe, expect, test } from 'vitest'
import { cluesIn, termsOf } from '../../../src/model/commit/clues.ts'
import { stackIn } from '../../../src/model/commit/stack.ts'
import { cleanLines } from '../../../src/model/text.ts'
import { incidents } from '../../support/bisect-incidents.ts'

function stackOf(name: string) {
  const log = incidents.find((incident) => incident.name.startsWith(name))?.log ?? ''
  const { frames, packages } = stackIn(cleanLines(log))
  return { files: frames.map(({ path }) => path), packages }
}

describe('the stack in a log', () => {
  test.each([
    [
      'node: a shared package',
      [
        'app/packages/logging/dist/mask.js',
        'app/packages/logging/dist/index.js',
        'app/services/cart/dist/routes/basket.js',
      ],
      ['express'],
    ],
    ['node: a setting', ['app/services/cart/dist/config.js'], []],
    [
      'go: nil map',
      ['src/internal/cache/cache.go', 'src/internal/currency/rates.go', 'src/cmd/payments/main.go'],
      [],
    ],
    [
      'go: a bumped driver',
      ['src/internal/ledger/query.go', 'src/internal/api/payments.go'],
      ['github.com/jackc/pgx/v5'],
    ],
    [
      'java: a null',
      [
        'com/acme/orders/loyalty/Points.java',
        'com/acme/orders/OrderService.java',
        'com/acme/orders/web/OrderController.java',
        'org/springframework/web/method/support/InvocableHandlerMethod.java',
      ],
      [],
    ],
    [
      'python: an attribute',
      ['app/billing/usage/aggregate.py', 'app/billing/tasks.py'],
      ['celery'],
    ],
    [
      'rust: an index',
      ['crates/parser/src/framing.rs', 'crates/ingest/src/pipeline.rs'],
      ['tokio'],
    ],
  ])('%s', (name, files, packages) => {
    expect(stackOf(name)).toEqual({ files, packages })
  })

  test('of several causes that Java names, the last one is where it broke', () => {
    const lines = [
      'java.lang.IllegalStateException: cannot start',
      '\tat com.acme.Main.main(Main.java:11)',
      'Caused by: java.lang.NullPointerException: no rate',
      '\tat com.acme.tax.Rates$Table.find(Rates.java:40)',
    ]
    expect(stackIn(lines).frames.map(({ path }) => path)).toEqual([
      'com/acme/tax/Rates.java',
      'com/acme/Main.java',
    ])
  })

  test('a log without one gives none', () => {
    expect(stackIn(['listening on :8080', 'GET /a.html 200 1.2ms', ''])).toEqual({
      frames: [],
      packages: [],
    })
  })
})

test('words compare by their parts, without case and endings, and common ones do not count', () => {
  expect(termsOf('PriceCache')).toEqual(termsOf('prices, caching'))
  expect(termsOf('loadPriceList')).toEqual(termsOf('load_price_lists'))
  expect(termsOf('Error: failed to start the server')).toEqual([])
})

test('what a line tells of says what kind of fault it is', () => {
  const kindsOf = (line: string) => [...cluesIn([line]).kinds]
  expect(kindsOf('Error: missing environment variable PRICE_URL')).toEqual(['settings'])
  expect(kindsOf('ERROR: column "channel" of relation "orders" not found')).toEqual(['database'])
  expect(kindsOf("ModuleNotFoundError: No module named 'xmlschema'")).toEqual(['dependency'])
  expect(
    kindsOf('error while loading shared libraries: libssl.so.3: No such file or directory'),
  ).toEqual(['image'])
  expect(kindsOf('listening with the config /etc/app.yaml')).toEqual([])
})
