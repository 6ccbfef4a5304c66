/** Twenty incidents planted in real repositories: ordinary histories with one culprit, and what the crash said. */
import type { PlannedCommit } from './git-repository.ts'
import type { Change } from './bisect-incident-noise.ts'
import { noise } from './bisect-incident-noise.ts'

export interface Incident {
  readonly name: string
  readonly language: keyof typeof noise
  readonly path: string | null
  readonly culprit: Change
  /** Where in the history the culprit is, from 0 for the oldest to 1. */
  readonly place: number
  /** Commits that look suspect too. */
  readonly decoys: readonly Change[]
  readonly log: string
}

export const incidents: readonly Incident[] = [
  {
    name: 'node: a field that is not always there',
    language: 'node',
    path: 'services/cart',
    culprit: [
      'cart: show the discount of each line',
      'services/cart/src/totals.ts:18 services/cart/src/routes/basket.ts:6',
    ],
    place: 0.4,
    decoys: [
      ['cart: rename discount to reduction in the API', 'services/cart/src/routes/basket.ts:14'],
    ],
    log: `
{"level":"info","msg":"listening on 8080"}
/app/services/cart/dist/totals.js:57
    return line.discount.percent * line.price;
                         ^

TypeError: Cannot read properties of undefined (reading 'percent')
    at discountOf (/app/services/cart/dist/totals.js:57:26)
    at Array.map (<anonymous>)
    at totalsOf (/app/services/cart/dist/totals.js:31:24)
    at openBasket (/app/services/cart/dist/routes/basket.js:44:18)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)

Node.js v20.11.1`,
  },
  {
    name: 'node: a dependency that dropped CommonJS',
    language: 'node',
    path: 'services/cart',
    culprit: [
      'Bump nanoid from 3.3.7 to 5.0.6',
      'services/cart/package.json:2 package-lock.json:10',
    ],
    place: 0.55,
    decoys: [
      ['Bump pino from 8.17.2 to 8.19.0', 'services/cart/package.json:2 package-lock.json:22'],
    ],
    log: `
node:internal/modules/cjs/loader:1275
    throw new ERR_REQUIRE_ESM(filename, true);
    ^

Error [ERR_REQUIRE_ESM]: require() of ES Module /app/node_modules/nanoid/index.js from /app/services/cart/dist/session.js not supported.
Instead change the require of index.js in /app/services/cart/dist/session.js to a dynamic import() which is available in all CommonJS modules.
    at Object.<anonymous> (/app/services/cart/dist/session.js:5:18)
    at Module._compile (node:internal/modules/cjs/loader:1376:14) {
  code: 'ERR_REQUIRE_ESM'
}`,
  },
  {
    name: 'node: a setting that production does not have',
    language: 'node',
    path: 'services/cart',
    culprit: [
      'cart: prices come from the new price service',
      'services/cart/src/config.ts:6 services/cart/src/clients/prices.ts:22 deploy/cart/values-staging.yaml:2',
    ],
    place: 0.7,
    decoys: [
      ['cart: config in one place', 'services/cart/src/config.ts:30 services/cart/src/server.ts:8'],
    ],
    log: `
file:///app/services/cart/dist/config.js:19
        throw new Error(\`missing environment variable \${name}\`);
              ^

Error: missing environment variable PRICE_SERVICE_URL
    at required (file:///app/services/cart/dist/config.js:19:15)
    at file:///app/services/cart/dist/config.js:31:20
    at ModuleJob.run (node:internal/modules/esm/module_job:218:25)

Node.js v20.11.1
Warning BackOff Back-off restarting failed container app in pod cart-6f7d9`,
  },
  {
    name: 'node: a shared package, no frame in the service',
    language: 'node',
    path: 'services/cart',
    culprit: [
      'shared: mask e-mail addresses in logs',
      'packages/logging/src/mask.ts:28 packages/logging/src/index.ts:4',
    ],
    place: 0.3,
    decoys: [
      ['shared: log levels from the environment', 'packages/logging/src/level.ts:15'],
      ['cart: log vouchers', 'services/cart/src/vouchers.ts:3'],
    ],
    log: `
/app/packages/logging/dist/mask.js:14
    return value.replace(pattern, '***');
                 ^

TypeError: value.replace is not a function
    at mask (/app/packages/logging/dist/mask.js:14:18)
    at Object.entries.map (/app/packages/logging/dist/mask.js:22:40)
    at Logger.info (/app/packages/logging/dist/index.js:41:12)
    at openBasket (/app/services/cart/dist/routes/basket.js:12:7)
    at Layer.handle [as handle_request] (/app/node_modules/express/lib/router/layer.js:95:5)`,
  },
  {
    name: 'go: nil map in a cache',
    language: 'go',
    path: null,
    culprit: [
      'cache: warm up in the background',
      'internal/cache/cache.go:21 internal/cache/warm.go:34',
    ],
    place: 0.65,
    decoys: [['currency: rates by country', 'internal/currency/rates.go:17']],
    log: `
panic: assignment to entry in nil map

goroutine 34 [running]:
github.com/acme/payments/internal/cache.(*Cache).Put(0xc0001a2000, {0xc00003a120, 0x7}, {0x9b1e40, 0xc0002b6000})
	/src/internal/cache/cache.go:48 +0x68
github.com/acme/payments/internal/currency.(*Rates).refresh(0xc0000d4000)
	/src/internal/currency/rates.go:61 +0x1f4
created by github.com/acme/payments/cmd/payments.main in goroutine 1
	/src/cmd/payments/main.go:52 +0x3a5`,
  },
  {
    name: 'go: a column that the migration renamed',
    language: 'go',
    path: null,
    culprit: [
      'ledger: call it booked_at',
      'migrations/0034_booked_at.sql:2 internal/ledger/post.go:3',
    ],
    place: 0.8,
    decoys: [
      ['ledger: journal of changes', 'internal/ledger/journal.go:40 internal/ledger/post.go:5'],
    ],
    log: `
{"time":"2026-03-01T12:00:01Z","level":"INFO","msg":"migrations applied","version":34}
{"time":"2026-03-01T12:00:03Z","level":"ERROR","msg":"cannot compute the balance","err":"pq: column \\"created_at\\" of relation \\"ledger_entries\\" does not exist"}
{"time":"2026-03-01T12:00:03Z","level":"ERROR","msg":"exiting","component":"ledger","err":"balance: pq: column \\"created_at\\" of relation \\"ledger_entries\\" does not exist"}`,
  },
  {
    name: 'go: a bumped driver that panics',
    language: 'go',
    path: null,
    culprit: ['build(deps): bump github.com/jackc/pgx/v5 from 5.5.2 to 5.5.4', 'go.mod:2 go.sum:4'],
    place: 0.2,
    decoys: [
      ['ledger: prepared statements', 'internal/ledger/query.go:19'],
      ['build(deps): bump github.com/google/uuid from 1.5.0 to 1.6.0', 'go.mod:2 go.sum:4'],
    ],
    log: `
panic: runtime error: slice bounds out of range [:18] with capacity 16

goroutine 71 [running]:
github.com/jackc/pgx/v5/pgproto3.(*Bind).Encode(0xc000512000, {0xc00021a000, 0x10, 0x10})
	/go/pkg/mod/github.com/jackc/pgx/v5@v5.5.4/pgproto3/bind.go:142 +0x8a5
github.com/jackc/pgx/v5.(*Conn).Query(0xc000498000, {0xb1d2f8, 0xc0000a4000}, {0xa1c6d2, 0x5d})
	/go/pkg/mod/github.com/jackc/pgx/v5@v5.5.4/conn.go:733 +0x2b1
github.com/acme/payments/internal/ledger.(*Store).Balance(0xc0003b2000, {0xc00030c0c0, 0x24})
	/src/internal/ledger/query.go:88 +0x16e
github.com/acme/payments/internal/api.(*Server).balance(0xc0003c8000)
	/src/internal/api/payments.go:140 +0x9c`,
  },
  {
    name: 'go: a deadlock, told by the probe alone',
    language: 'go',
    path: null,
    culprit: [
      'provider: share the breaker between accounts',
      'internal/provider/breaker.go:16 internal/provider/pool.go:9',
    ],
    place: 0.5,
    decoys: [['api: readiness waits for the provider', 'internal/api/health.go:18']],
    log: `
Warning Unhealthy Liveness probe failed: Get "http://10.2.3.4:8081/healthz": context deadline exceeded
Normal Killing Container payments failed liveness probe, will be restarted
{"level":"ERROR","msg":"provider: no free connection","account":"nl","waited":"30s"}
{"level":"ERROR","msg":"provider: no free connection","account":"de","waited":"30s"}
{"level":"WARN","msg":"shutdown: 214 requests did not finish"}`,
  },
  {
    name: 'java: a null in a stream',
    language: 'java',
    path: null,
    culprit: ['Points for guests', 'src/main/java/com/acme/orders/loyalty/Points.java:14'],
    place: 0.45,
    decoys: [['OrderService: log the steps', 'src/main/java/com/acme/orders/OrderService.java:12']],
    log: `
2026-03-01 12:00:07.113 ERROR 1 --- [nio-8080-exec-4] o.a.c.c.C.[.[.[/].[dispatcherServlet]: Servlet.service() threw exception
java.lang.NullPointerException: Cannot invoke "com.acme.orders.customer.Customer.tier()" because "customer" is null
	at com.acme.orders.loyalty.Points.multiplierFor(Points.java:52) ~[app.jar:1.9.0]
	at com.acme.orders.loyalty.Points.forOrder(Points.java:31) ~[app.jar:1.9.0]
	at com.acme.orders.OrderService.place(OrderService.java:118) ~[app.jar:1.9.0]
	at com.acme.orders.web.OrderController.create(OrderController.java:44) ~[app.jar:1.9.0]
	at java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:103) ~[na:na]
	at org.springframework.web.method.support.InvocableHandlerMethod.doInvoke(InvocableHandlerMethod.java:255) ~[spring-web-6.1.3.jar:6.1.3]`,
  },
  {
    name: 'java: a property without a value',
    language: 'java',
    path: null,
    culprit: [
      'Payment deadline can be set',
      'src/main/resources/application-staging.yaml:2 src/main/java/com/acme/orders/pay/PaymentStep.java:5',
    ],
    place: 0.75,
    decoys: [['Settings: sort application.yaml', 'src/main/resources/application.yaml:60']],
    log: `
2026-03-01 12:00:02.551  WARN 1 --- [main] ConfigServletWebServerApplicationContext : Exception encountered during context initialization - cancelling refresh attempt
org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'paymentStep': Injection of autowired dependencies failed
	at org.springframework.beans.factory.annotation.AutowiredAnnotationBeanPostProcessor.postProcessProperties(AutowiredAnnotationBeanPostProcessor.java:515)
	at com.acme.orders.OrdersApplication.main(OrdersApplication.java:11)
Caused by: java.lang.IllegalArgumentException: Could not resolve placeholder 'orders.payment.deadline' in value "\${orders.payment.deadline}"
	at org.springframework.util.PropertyPlaceholderHelper.parseStringValue(PropertyPlaceholderHelper.java:180)
	... 21 common frames omitted`,
  },
  {
    name: 'java: a migration that cannot run twice',
    language: 'java',
    path: null,
    culprit: [
      'Add V43: orders know their channel',
      'src/main/resources/db/migration/V43__channel.sql:4 src/main/java/com/acme/orders/model/Order.java:6',
    ],
    place: 0.9,
    decoys: [['Order: builder', 'src/main/java/com/acme/orders/model/Order.java:45']],
    log: `
org.flywaydb.core.internal.command.DbMigrate$FlywayMigrateException: Migration V43__channel.sql failed
--------------------------------
SQL State  : 42701
Error Code : 0
Message    : ERROR: column "channel" of relation "orders" already exists
Location   : db/migration/V43__channel.sql (/app/BOOT-INF/classes/db/migration/V43__channel.sql)
Line       : 1
	at org.flywaydb.core.internal.command.DbMigrate.doMigrateGroup(DbMigrate.java:383)
	at com.acme.orders.OrdersApplication.main(OrdersApplication.java:11)`,
  },
  {
    name: 'java: a library bump, far from the frames',
    language: 'java',
    path: null,
    culprit: ['Bump jackson-databind from 2.15.3 to 2.16.1', 'pom.xml:2'],
    place: 0.35,
    decoys: [
      ['Bump hibernate-core from 6.4.1 to 6.4.4', 'pom.xml:2'],
      ['Events carry their version', 'src/main/java/com/acme/orders/events/OrderPlaced.java:7'],
    ],
    log: `
2026-03-01 12:00:09.003 ERROR 1 --- [ntainer#0-0-C-1] o.s.k.l.KafkaMessageListenerContainer : Error while processing
Caused by: com.fasterxml.jackson.databind.exc.InvalidDefinitionException: Cannot construct instance of \`com.acme.orders.events.OrderPlaced\` (no Creators, like default constructor, exist)
	at com.fasterxml.jackson.databind.exc.InvalidDefinitionException.from(InvalidDefinitionException.java:67)
	at com.fasterxml.jackson.databind.ObjectMapper.readValue(ObjectMapper.java:3825)
	at com.acme.orders.events.OrderPublisher.replay(OrderPublisher.java:77)`,
  },
  {
    name: 'python: an attribute that went away',
    language: 'python',
    path: 'billing',
    culprit: [
      'subscriptions: plan instead of tier',
      'billing/models/subscription.py:12 billing/subscriptions/prorate.py:8 billing/migrations/0061_plan.py:20',
    ],
    place: 0.6,
    decoys: [['invoices: faster totals', 'billing/invoices/totals.py:40']],
    log: `
[2026-03-01 12:00:11,044: ERROR/ForkPoolWorker-2] Task billing.tasks.close_month[0e8f] raised unexpected: AttributeError("'Subscription' object has no attribute 'tier'")
Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/celery/app/trace.py", line 477, in trace_task
    R = retval = fun(*args, **kwargs)
  File "/app/billing/tasks.py", line 88, in close_month
    total += usage_price(subscription)
  File "/app/billing/usage/aggregate.py", line 41, in usage_price
    return PRICES[subscription.tier] * hours
AttributeError: 'Subscription' object has no attribute 'tier'`,
  },
  {
    name: 'python: a module that is not in the image',
    language: 'python',
    path: 'billing',
    culprit: [
      'sepa: validate XML against the schema',
      'billing/sepa/validate.py:30 requirements-dev.txt:1',
    ],
    place: 0.25,
    decoys: [
      ['sepa: files in UTF-8', 'billing/sepa/export.py:4'],
      ['Bump celery from 5.3.6 to 5.4.0rc1', 'requirements.txt:2'],
    ],
    log: `
Traceback (most recent call last):
  File "/app/manage.py", line 11, in <module>
    main()
  File "/usr/local/lib/python3.12/site-packages/django/core/management/__init__.py", line 442, in execute_from_command_line
    utility.execute()
  File "/app/billing/api/sepa.py", line 6, in <module>
    from billing.sepa.validate import validate
  File "/app/billing/sepa/validate.py", line 2, in <module>
    import xmlschema
ModuleNotFoundError: No module named 'xmlschema'`,
  },
  {
    name: 'python: a wrong default in settings',
    language: 'python',
    path: 'billing',
    culprit: ['settings: pool connections', 'billing/settings/production.py:5'],
    place: 0.85,
    decoys: [['payments: one query for all customers', 'billing/payments/matching.py:18']],
    log: `
ERROR django.request Internal Server Error: /api/invoices
Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/django/db/backends/base/base.py", line 289, in ensure_connection
    self.connect()
  File "/usr/local/lib/python3.12/site-packages/psycopg/connection.py", line 119, in connect
    raise last_ex.with_traceback(None)
django.db.utils.OperationalError: connection failed: FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute`,
  },
  {
    name: 'python: a slow query, seen as a timeout',
    language: 'python',
    path: 'billing',
    culprit: [
      'invoices: totals with tax in the list',
      'billing/api/serializers.py:16 billing/api/invoices.py:5',
    ],
    place: 0.5,
    decoys: [
      ['api: gzip', 'billing/settings/base.py:2'],
      ['invoices: list of open ones', 'billing/invoices/open.py:22'],
    ],
    log: `
[2026-03-01 12:03:31 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:22)
[2026-03-01 12:03:31 +0000] [22] [ERROR] Error handling request /api/invoices?page_size=500
Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/gunicorn/workers/sync.py", line 134, in handle
    self.handle_request(listener, req, client, addr)
  File "/usr/local/lib/python3.12/site-packages/rest_framework/serializers.py", line 768, in data
    ret = super().data
  File "/app/billing/api/serializers.py", line 57, in get_total
    return sum(line.gross for line in invoice.lines.all())
  File "/app/billing/tax/rates.py", line 20, in rate_for
    return Rate.objects.get(country=country, kind=kind).percent
SystemExit: 1`,
  },
  {
    name: 'rust: an index out of bounds',
    language: 'rust',
    path: null,
    culprit: [
      'parser: octet counting',
      'crates/parser/src/framing.rs:40 crates/parser/src/syslog.rs:5',
    ],
    place: 0.4,
    decoys: [['ingest: bigger read buffer', 'crates/ingest/src/server.rs:2']],
    log: `
thread 'tokio-runtime-worker' panicked at crates/parser/src/framing.rs:73:22:
range end index 8192 out of range for slice of length 4096
stack backtrace:
   0: rust_begin_unwind
             at /rustc/07dca489ac2d933c78d3c5158e3f43beefeb02ce/library/std/src/panicking.rs:645:5
   3: parser::framing::Frames::next
             at ./crates/parser/src/framing.rs:73:22
   4: ingest::pipeline::run::{{closure}}
             at ./crates/ingest/src/pipeline.rs:58:31
   5: tokio::runtime::task::core::Core<T,S>::poll
             at /usr/local/cargo/registry/src/index.crates.io-6f17d22bba15001f/tokio-1.36.0/src/runtime/task/core.rs:328:17`,
  },
  {
    name: 'rust: an unwrap on what a config lacks',
    language: 'rust',
    path: null,
    culprit: [
      'auth: audience from the configuration',
      'crates/auth/src/token.rs:9 crates/config/src/auth.rs:12',
    ],
    place: 0.7,
    decoys: [
      [
        'config: defaults in one file',
        'crates/config/src/defaults.rs:50 crates/config/src/lib.rs:8',
      ],
    ],
    log: `
Error: configuration /etc/ingest/config.toml: missing field \`audience\` for key "auth" at line 14 column 1
thread 'main' panicked at crates/ingest/src/main.rs:31:44:
called \`Result::unwrap()\` on an \`Err\` value: Config("missing field \`audience\`")
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace`,
  },
  {
    name: 'rust: an image without certificates',
    language: 'rust',
    path: null,
    culprit: ['Smaller image: distroless', 'Dockerfile:14 .dockerignore:3'],
    place: 0.6,
    decoys: [['auth: key set over https only', 'crates/auth/src/jwks.rs:6']],
    log: `
/usr/local/bin/ingest: error while loading shared libraries: libssl.so.3: cannot open shared object file: No such file or directory
Warning BackOff Back-off restarting failed container ingest in pod ingest-0
Warning Failed Error: container exited with code 127`,
  },
  {
    name: 'rust: out of memory, without a word from the program',
    language: 'rust',
    path: null,
    culprit: ['query: keep group states in a hash map', 'crates/query/src/group.rs:58'],
    place: 0.15,
    decoys: [['deploy: lower the memory limit', 'deploy/ingest/statefulset.yaml:2']],
    log: `
OOMKilled: container ingest exceeded its memory limit of 2Gi
Warning BackOff Back-off restarting failed container ingest in pod ingest-0
INFO query{id=81 kind="group by"}: started
INFO query{id=82 kind="group by"}: started`,
  },
]

/** The history of an incident and where its culprit is; the first commit is the good end, the last the bad one. */
export function planOf(incident: Incident): {
  readonly plan: readonly PlannedCommit[]
  readonly culprit: number
} {
  const random = chance(incident.name.length * 7919 + incident.log.length)
  const others = [...noise[incident.language], ...incident.decoys]
    .map((change) => ({ change, order: random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ change }) => change)
  const at = Math.round(incident.place * others.length)
  const changes = [...others.slice(0, at), incident.culprit, ...others.slice(at)]
  const contents = new Map<string, string[]>()
  const plan: PlannedCommit[] = [
    { parents: [], files: start(changes, contents), subject: 'Release 1.8.0' },
  ]
  let culprit = 0
  let tip = 0
  for (const [i, change] of changes.entries()) {
    const [subject, text] = change
    const files = apply(text, i, contents)
    // Every seventh comes from a branch that began one commit earlier.
    const isMerged = i % 7 === 3 && tip > 1
    plan.push({ parents: [isMerged ? tip - 1 : tip], subject, files, author: authorOf(i) })
    if (change === incident.culprit) culprit = plan.length - 1
    if (isMerged) {
      const branch = plan.length - 1
      plan.push({ parents: [tip, branch], subject: `Merge pull request #${400 + i}`, files })
    }
    tip = plan.length - 1
  }
  plan.push({ parents: [tip], subject: 'Release 1.9.0', files: { VERSION: '1.9.0\n' } })
  return { plan, culprit }
}

/** Every file that is changed later exists from the start, but for some that come with their commit. */
function start(
  changes: readonly Change[],
  contents: Map<string, string[]>,
): Record<string, string> {
  for (const [, text] of changes)
    for (const { path } of parsed(text)) {
      const length = 20 + ((path.length * 13) % 90)
      contents.set(
        path,
        Array.from({ length }, (_, line) => `${path} ${line}`),
      )
    }
  return Object.fromEntries([...contents].map(([path, lines]) => [path, `${lines.join('\n')}\n`]))
}

function apply(text: string, i: number, contents: Map<string, string[]>): Record<string, string> {
  const files: Record<string, string> = {}
  for (const { path, lines } of parsed(text)) {
    const old = contents.get(path) ?? []
    const changed = old.map((line, at) => (at < lines ? `${line.split(' #')[0]} #${i}` : line))
    for (let more = old.length; more < lines; more++) changed.push(`${path} new ${more} #${i}`)
    contents.set(path, changed)
    files[path] = `${changed.join('\n')}\n`
  }
  return files
}

function parsed(text: string): readonly { readonly path: string; readonly lines: number }[] {
  return text.split(' ').map((word) => {
    const [path = '', lines = '1'] = word.split(':')
    return { path, lines: Number(lines) }
  })
}

function authorOf(i: number): string {
  const names = ['Ana Silva', 'Li Wei', 'Jonas Weber', 'Priya Nair', 'Sam Okafor']
  return `${names[i % names.length]} <dev${i % names.length}@example.com>`
}

/** mulberry32: a seeded source of chance. */
export function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
