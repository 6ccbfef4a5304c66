/** What else happened in five repositories: the ordinary commits around a planted culprit. */

/** A subject, and what it changed: `path:lines`, several apart by a space. */
export type Change = readonly [subject: string, files: string]

const node: readonly Change[] = [
  [
    'cart: round totals half to even',
    'services/cart/src/totals.ts:12 services/cart/test/totals.test.ts:30',
  ],
  [
    'cart: return the basket as JSON',
    'services/cart/src/routes/basket.ts:40 services/cart/src/basket.ts:8',
  ],
  ['Bump prettier from 3.1.0 to 3.2.5', 'package.json:2 package-lock.json:14'],
  ['cart: log the basket id', 'services/cart/src/routes/basket.ts:4 services/cart/src/logger.ts:3'],
  ['web: show delivery dates', 'services/web/src/pages/checkout.tsx:60 services/web/src/api.ts:12'],
  ['catalog: cache category trees for a minute', 'services/catalog/src/categories.ts:35'],
  ['ci: run the tests of changed services only', '.github/workflows/ci.yml:44'],
  ['docs: how to run the shop locally', 'README.md:30 docs/local.md:80'],
  [
    'cart: limit baskets to 150 items',
    'services/cart/src/basket.ts:9 services/cart/src/limits.ts:4',
  ],
  ['Bump typescript from 5.3.3 to 5.4.2', 'package.json:2 package-lock.json:8'],
  [
    'shared: structured logs with a request id',
    'packages/logging/src/index.ts:55 services/cart/src/server.ts:6',
  ],
  ['cart: health endpoint answers before the database', 'services/cart/src/routes/health.ts:22'],
  ['cart: fewer queries when a basket is opened', 'services/cart/src/db/baskets.ts:31'],
  [
    'web: new footer',
    'services/web/src/components/Footer.tsx:70 services/web/src/styles/footer.css:40',
  ],
  [
    'cart: accept vouchers in lower case',
    'services/cart/src/vouchers.ts:7 services/cart/test/vouchers.test.ts:15',
  ],
  ['cart: refactor price lookup', 'services/cart/src/prices.ts:25 services/cart/src/totals.ts:6'],
  ['Bump eslint and plugins', 'package.json:6 package-lock.json:120'],
  ['catalog: images in webp', 'services/catalog/src/images.ts:48'],
  [
    'cart: remove the legacy basket endpoint',
    'services/cart/src/routes/legacy.ts:90 services/cart/src/server.ts:3',
  ],
  ['cart: retry the price service twice', 'services/cart/src/clients/prices.ts:18'],
  ['deploy: raise memory of the web service', 'deploy/web/values.yaml:3'],
  [
    'cart: name the voucher in the error',
    'services/cart/src/vouchers.ts:5 services/cart/src/errors.ts:9',
  ],
  ['web: test the checkout page', 'services/web/test/checkout.test.tsx:120'],
  ['search: index brand names', 'services/search/src/indexer.ts:33'],
  [
    'cart: store the currency with the basket',
    'services/cart/src/basket.ts:11 services/cart/src/db/baskets.ts:14',
  ],
  ['Bump @types/node from 20.11.5 to 20.11.24', 'package.json:2 package-lock.json:6'],
  [
    'cart: drop lodash',
    'services/cart/src/totals.ts:5 services/cart/src/group.ts:16 services/cart/package.json:2',
  ],
  [
    'search: timeouts for the index',
    'services/search/src/client.ts:12 services/search/src/config.ts:5',
  ],
  ['web: preload the fonts', 'services/web/src/document.tsx:6'],
  [
    'cart: metrics for slow baskets',
    'services/cart/src/metrics.ts:38 services/cart/src/server.ts:4',
  ],
  [
    'catalog: sort by rating',
    'services/catalog/src/sort.ts:21 services/catalog/test/sort.test.ts:33',
  ],
  ['cart: session cookie is same-site', 'services/cart/src/session.ts:6'],
  [
    'cart: close the pool on shutdown',
    'services/cart/src/db/pool.ts:11 services/cart/src/server.ts:8',
  ],
  ['chore: license headers', 'LICENSE:4 README.md:2'],
  ['web: translate the basket page to French', 'services/web/locales/fr.json:88'],
  [
    'cart: gift wrapping',
    'services/cart/src/gifts.ts:64 services/cart/src/totals.ts:9 services/cart/src/routes/basket.ts:12',
  ],
  ['deploy: two replicas of the cart at night', 'deploy/cart/values.yaml:4'],
  ['search: fuzzy matching for typos', 'services/search/src/query.ts:57'],
  [
    'cart: validate quantities',
    'services/cart/src/validate.ts:19 services/cart/src/routes/basket.ts:5',
  ],
  [
    'cart: move the tax table into its own file',
    'services/cart/src/tax.ts:44 services/cart/src/totals.ts:21',
  ],
  ['web: error page in the shop’s colours', 'services/web/src/pages/error.tsx:35'],
]

const go: readonly Change[] = [
  [
    'ledger: post entries in one transaction',
    'internal/ledger/post.go:48 internal/ledger/post_test.go:60',
  ],
  ['api: page through payments', 'internal/api/payments.go:36 internal/api/pages.go:28'],
  ['build(deps): bump golang.org/x/net from 0.20.0 to 0.21.0', 'go.mod:2 go.sum:4'],
  ['api: return problem details', 'internal/api/errors.go:52 internal/api/payments.go:9'],
  ['webhook: sign with the new key', 'internal/webhook/sign.go:24'],
  ['cmd: print the version', 'cmd/payments/main.go:8'],
  ['ci: cache the module folder', '.github/workflows/test.yml:9'],
  ['refund: partial refunds', 'internal/refund/refund.go:72 internal/refund/refund_test.go:90'],
  ['api: authenticate before reading the body', 'internal/api/auth.go:17 internal/api/server.go:5'],
  [
    'ledger: index by account',
    'migrations/0031_ledger_account_idx.sql:3 internal/ledger/query.go:6',
  ],
  [
    'build(deps): bump github.com/prometheus/client_golang from 1.18.0 to 1.19.0',
    'go.mod:2 go.sum:6',
  ],
  ['webhook: retry with jitter', 'internal/webhook/retry.go:33 internal/webhook/retry_test.go:41'],
  ['provider: log the provider’s reference', 'internal/provider/client.go:6'],
  ['docs: sequence of a payment', 'docs/payment.md:70'],
  [
    'config: read durations as text',
    'internal/config/config.go:19 internal/config/config_test.go:22',
  ],
  ['ledger: smaller batches', 'internal/ledger/batch.go:14'],
  ['api: gzip answers', 'internal/api/server.go:11'],
  ['refund: refuse refunds of refunds', 'internal/refund/refund.go:13'],
  [
    'lint: enable errorlint',
    '.golangci.yml:4 internal/ledger/post.go:6 internal/provider/client.go:4',
  ],
  [
    'provider: one client for all accounts',
    'internal/provider/client.go:29 internal/provider/pool.go:31',
  ],
  [
    'metrics: histogram of provider latency',
    'internal/metrics/metrics.go:26 internal/provider/client.go:5',
  ],
  ['deploy: probe on the admin port', 'deploy/payments/deployment.yaml:6'],
  ['api: limit bodies to 1 MiB', 'internal/api/server.go:7 internal/api/limits.go:12'],
  [
    'webhook: drop the v1 format',
    'internal/webhook/format.go:66 internal/webhook/format_test.go:50',
  ],
  [
    'ledger: balance as a view',
    'migrations/0032_balance_view.sql:14 internal/ledger/balance.go:22',
  ],
  ['test: containers for the database', 'internal/testdb/testdb.go:60'],
  ['build(deps): bump google.golang.org/grpc from 1.61.0 to 1.62.0', 'go.mod:2 go.sum:4'],
  [
    'currency: JPY has no minor unit',
    'internal/currency/currency.go:9 internal/currency/currency_test.go:12',
  ],
  ['api: idempotency keys expire', 'internal/api/idempotency.go:27'],
  ['queue: consumer groups by region', 'internal/queue/consumer.go:41'],
  [
    'Use slog everywhere',
    'internal/log/log.go:34 internal/api/server.go:9 internal/queue/consumer.go:6 cmd/payments/main.go:5',
  ],
  ['provider: circuit breaker', 'internal/provider/breaker.go:77 internal/provider/client.go:10'],
  ['queue: acknowledge after the commit', 'internal/queue/consumer.go:8'],
  ['fraud: score by country', 'internal/fraud/score.go:44 internal/fraud/rules.go:12'],
  ['deploy: network policy', 'deploy/payments/networkpolicy.yaml:30'],
  ['fraud: list of trusted devices', 'internal/fraud/devices.go:50 migrations/0033_devices.sql:9'],
  ['README: who is on call', 'README.md:6'],
  ['api: deprecate the old status field', 'internal/api/payments.go:7'],
  ['cache: exchange rates for an hour', 'internal/currency/rates.go:38 internal/cache/cache.go:12'],
  ['cache: typed keys', 'internal/cache/cache.go:26 internal/cache/cache_test.go:31'],
]

const java: readonly Change[] = [
  [
    'Order lines keep their position',
    'src/main/java/com/acme/orders/model/OrderLine.java:9 src/test/java/com/acme/orders/model/OrderLineTest.java:24',
  ],
  [
    'Cancel orders within an hour',
    'src/main/java/com/acme/orders/OrderService.java:31 src/main/java/com/acme/orders/web/OrderController.java:14',
  ],
  ['Bump spotless-maven-plugin from 2.40.0 to 2.43.0', 'pom.xml:2'],
  [
    'Export orders as CSV',
    'src/main/java/com/acme/orders/export/CsvExport.java:88 src/main/java/com/acme/orders/web/ExportController.java:26',
  ],
  [
    'Send the confirmation after the commit',
    'src/main/java/com/acme/orders/mail/ConfirmationListener.java:19',
  ],
  ['Jenkinsfile: publish test reports', 'Jenkinsfile:8'],
  [
    'Validate postal codes',
    'src/main/java/com/acme/orders/address/PostalCodes.java:42 src/test/java/com/acme/orders/address/PostalCodesTest.java:50',
  ],
  ['Metrics by sales channel', 'src/main/java/com/acme/orders/metrics/OrderMetrics.java:25'],
  ['Fetch order lines with the order', 'src/main/java/com/acme/orders/repo/OrderRepository.java:7'],
  ['Bump mockito from 5.8.0 to 5.10.0', 'pom.xml:2'],
  [
    'Shipping costs by weight',
    'src/main/java/com/acme/orders/shipping/ShippingCosts.java:39 src/main/resources/shipping.yaml:12',
  ],
  [
    'Read-only transactions for queries',
    'src/main/java/com/acme/orders/OrderService.java:8 src/main/java/com/acme/orders/repo/OrderRepository.java:5',
  ],
  ['Add V41: index on customer', 'src/main/resources/db/migration/V41__customer_index.sql:2'],
  [
    'Mask card numbers in logs',
    'src/main/java/com/acme/orders/log/Masking.java:33 src/main/resources/logback-spring.xml:6',
  ],
  [
    'Controller advice for validation errors',
    'src/main/java/com/acme/orders/web/ErrorAdvice.java:47',
  ],
  ['Docs: order states', 'docs/states.md:40'],
  [
    'Retry the stock service',
    'src/main/java/com/acme/orders/stock/StockClient.java:21 src/main/resources/application.yaml:4',
  ],
  ['Bump testcontainers from 1.19.3 to 1.19.6', 'pom.xml:2'],
  [
    'Reserve stock in one call',
    'src/main/java/com/acme/orders/stock/StockClient.java:34 src/main/java/com/acme/orders/stock/Reservation.java:28',
  ],
  [
    'Loyalty points for orders',
    'src/main/java/com/acme/orders/loyalty/Points.java:55 src/main/java/com/acme/orders/OrderService.java:6',
  ],
  [
    'Cache customers for five minutes',
    'src/main/java/com/acme/orders/customer/CustomerClient.java:15',
  ],
  [
    'Remove the SOAP endpoint',
    'src/main/java/com/acme/orders/soap/OrderEndpoint.java:160 pom.xml:12',
  ],
  ['Invoices carry the VAT number', 'src/main/java/com/acme/orders/invoice/InvoiceWriter.java:18'],
  ['Actuator on its own port', 'src/main/resources/application.yaml:5 deploy/deployment.yaml:4'],
  [
    'Publish order events to Kafka',
    'src/main/java/com/acme/orders/events/OrderPublisher.java:61 src/main/resources/application.yaml:9',
  ],
  [
    'Records instead of Lombok for events',
    'src/main/java/com/acme/orders/events/OrderPlaced.java:30 src/main/java/com/acme/orders/events/OrderCancelled.java:26',
  ],
  ['Faster start: lazy beans in tests', 'src/test/resources/application-test.yaml:3'],
  [
    'Search orders by reference',
    'src/main/java/com/acme/orders/repo/OrderRepository.java:12 src/main/java/com/acme/orders/web/OrderController.java:17',
  ],
  [
    'Time zone of the shop for deadlines',
    'src/main/java/com/acme/orders/time/ShopClock.java:22 src/main/java/com/acme/orders/OrderService.java:4',
  ],
  [
    'Gift messages',
    'src/main/java/com/acme/orders/model/Order.java:12 src/main/resources/db/migration/V42__gift_message.sql:1',
  ],
  ['Bump logstash-logback-encoder', 'pom.xml:2'],
  ['Deploy: three replicas', 'deploy/deployment.yaml:1'],
  [
    'OrderService: split placing from paying',
    'src/main/java/com/acme/orders/OrderService.java:70 src/main/java/com/acme/orders/pay/PaymentStep.java:58',
  ],
  ['Test the cancel deadline', 'src/test/java/com/acme/orders/OrderServiceTest.java:36'],
  [
    'Address book',
    'src/main/java/com/acme/orders/address/AddressBook.java:66 src/main/java/com/acme/orders/web/AddressController.java:40',
  ],
  [
    'Payment provider by country',
    'src/main/java/com/acme/orders/pay/Providers.java:29 src/main/resources/providers.yaml:14',
  ],
  ['Log slow queries', 'src/main/resources/application.yaml:2'],
  [
    'Return 409 for double orders',
    'src/main/java/com/acme/orders/web/ErrorAdvice.java:11 src/main/java/com/acme/orders/OrderService.java:9',
  ],
  [
    'Vouchers with an end date',
    'src/main/java/com/acme/orders/voucher/Voucher.java:17 src/main/java/com/acme/orders/voucher/VoucherService.java:23',
  ],
]

const python: readonly Change[] = [
  [
    'invoices: number them by year',
    'billing/invoices/numbering.py:26 tests/invoices/test_numbering.py:40',
  ],
  [
    'invoices: PDF in the customer’s language',
    'billing/invoices/pdf.py:44 billing/locale/de.po:30',
  ],
  ['Bump ruff from 0.1.14 to 0.2.2', 'requirements-dev.txt:2'],
  [
    'dunning: second reminder after ten days',
    'billing/dunning/schedule.py:13 tests/dunning/test_schedule.py:28',
  ],
  ['api: filter invoices by state', 'billing/api/invoices.py:19 billing/api/filters.py:14'],
  ['admin: search by customer', 'billing/admin.py:9'],
  ['ci: python 3.12', '.gitlab-ci.yml:4 Dockerfile:1'],
  ['sepa: export mandates', 'billing/sepa/export.py:71 tests/sepa/test_export.py:66'],
  ['sepa: IBAN check digits', 'billing/sepa/iban.py:23'],
  ['usage: aggregate by hour', 'billing/usage/aggregate.py:52'],
  ['tasks: one queue for each tenant', 'billing/tasks.py:21 billing/celery.py:8'],
  ['docs: how dunning works', 'docs/dunning.md:60'],
  [
    'models: tenants have a currency',
    'billing/models/tenant.py:7 billing/migrations/0058_tenant_currency.py:18',
  ],
  ['api: throttle by tenant', 'billing/api/throttle.py:30 billing/settings/base.py:4'],
  ['Bump pytest from 7.4.4 to 8.0.1', 'requirements-dev.txt:2'],
  ['usage: drop raw events after 90 days', 'billing/usage/retention.py:24 billing/tasks.py:5'],
  ['invoices: preview', 'billing/invoices/preview.py:38 billing/api/invoices.py:12'],
  ['tax: reduced rate for books', 'billing/tax/rates.py:8 tests/tax/test_rates.py:16'],
  [
    'payments: match by reference',
    'billing/payments/matching.py:47 tests/payments/test_matching.py:55',
  ],
  [
    'settings: split by environment',
    'billing/settings/base.py:40 billing/settings/production.py:30 billing/settings/local.py:22',
  ],
  ['logging as JSON', 'billing/logging.py:28 billing/settings/base.py:6'],
  [
    'invoices: credit notes',
    'billing/invoices/credit.py:80 billing/models/invoice.py:11 billing/migrations/0059_credit_note.py:24',
  ],
  ['Bump django-filter from 23.5 to 24.1', 'requirements.txt:2'],
  ['tax: VAT numbers of companies', 'billing/tax/vat.py:36'],
  ['payments: import CAMT.054', 'billing/payments/camt.py:95'],
  ['admin: read-only for auditors', 'billing/admin.py:14'],
  ['usage: faster import', 'billing/usage/importer.py:33'],
  ['api: pagination by cursor', 'billing/api/pagination.py:20'],
  ['dunning: no reminders on Sundays', 'billing/dunning/schedule.py:7'],
  ['deploy: more workers', 'deploy/worker.yaml:2'],
  [
    'subscriptions: prorate upgrades',
    'billing/subscriptions/prorate.py:41 billing/models/subscription.py:6',
  ],
  [
    'subscriptions: pause',
    'billing/subscriptions/pause.py:34 billing/models/subscription.py:9 billing/migrations/0060_pause.py:15',
  ],
  [
    'type hints for the models',
    'billing/models/invoice.py:18 billing/models/subscription.py:14 billing/models/tenant.py:10',
  ],
  ['tests: factories', 'tests/factories.py:70'],
  [
    'mail: templates in the design of 2024',
    'billing/mail/templates/invoice.html:60 billing/mail/send.py:5',
  ],
  ['mail: retry three times', 'billing/mail/send.py:16'],
  ['usage: events carry a version', 'billing/usage/events.py:22 billing/usage/importer.py:6'],
  ['README: setup with uv', 'README.md:14'],
  ['payments: refunds', 'billing/payments/refunds.py:58 billing/api/payments.py:15'],
]

const rust: readonly Change[] = [
  ['ingest: batch writes', 'crates/ingest/src/writer.rs:44 crates/ingest/src/batch.rs:30'],
  [
    'parser: accept RFC 5424 structured data',
    'crates/parser/src/syslog.rs:66 crates/parser/tests/syslog.rs:50',
  ],
  ['chore(deps): bump clap from 4.4.18 to 4.5.1', 'Cargo.toml:1 Cargo.lock:16'],
  ['api: list the open segments', 'crates/api/src/segments.rs:38'],
  ['store: compact at night', 'crates/store/src/compact.rs:52 crates/store/src/schedule.rs:17'],
  ['ci: clippy on all targets', '.github/workflows/rust.yml:5'],
  [
    'ingest: count dropped lines',
    'crates/ingest/src/metrics.rs:19 crates/ingest/src/pipeline.rs:6',
  ],
  ['store: mmap segments', 'crates/store/src/segment.rs:61'],
  ['parser: faster timestamps', 'crates/parser/src/time.rs:35 crates/parser/benches/time.rs:20'],
  ['docs: format of a segment', 'docs/segment.md:90'],
  ['config: sizes with units', 'crates/config/src/size.rs:28 crates/config/src/lib.rs:5'],
  ['api: health by component', 'crates/api/src/health.rs:31'],
  ['chore(deps): bump serde_json from 1.0.111 to 1.0.114', 'Cargo.lock:6'],
  [
    'ingest: back-pressure when the writer is behind',
    'crates/ingest/src/pipeline.rs:40 crates/ingest/src/queue.rs:22',
  ],
  ['store: checksum every block', 'crates/store/src/block.rs:37 crates/store/src/segment.rs:9'],
  ['query: push filters down', 'crates/query/src/plan.rs:72 crates/query/src/filter.rs:25'],
  ['query: limit the memory of a sort', 'crates/query/src/sort.rs:33'],
  ['api: cancel queries', 'crates/api/src/query.rs:27 crates/query/src/exec.rs:14'],
  ['parser: unicode in hostnames', 'crates/parser/src/syslog.rs:8'],
  ['store: remove the v1 reader', 'crates/store/src/v1.rs:210 crates/store/src/lib.rs:4'],
  ['ingest: tenants by header', 'crates/ingest/src/tenant.rs:45 crates/ingest/src/server.rs:10'],
  ['ingest: TLS 1.3 only', 'crates/ingest/src/tls.rs:9'],
  ['deploy: bigger volume', 'deploy/ingest/statefulset.yaml:1'],
  ['test: fuzz the parser', 'crates/parser/fuzz/fuzz_targets/syslog.rs:25'],
  ['query: cache plans', 'crates/query/src/cache.rs:48 crates/query/src/plan.rs:6'],
  ['chore(deps): bump tracing from 0.1.37 to 0.1.40', 'Cargo.lock:8'],
  ['store: write the index last', 'crates/store/src/index.rs:22 crates/store/src/segment.rs:7'],
  ['api: stream results', 'crates/api/src/query.rs:41 crates/api/src/stream.rs:36'],
  ['cli: tail', 'crates/cli/src/tail.rs:60 crates/cli/src/main.rs:7'],
  ['ingest: accept gzip', 'crates/ingest/src/server.rs:14 crates/ingest/src/decode.rs:29'],
  [
    'refactor: errors with thiserror',
    'crates/store/src/error.rs:34 crates/query/src/error.rs:30 crates/ingest/src/error.rs:28',
  ],
  [
    'query: percentile function',
    'crates/query/src/functions/percentile.rs:55 crates/query/src/functions/mod.rs:3',
  ],
  ['README: sizing', 'README.md:18'],
  ['ingest: log the peer', 'crates/ingest/src/server.rs:3'],
  ['store: fewer allocations in the block reader', 'crates/store/src/block.rs:21'],
  ['config: reload on SIGHUP', 'crates/config/src/reload.rs:47 crates/ingest/src/main.rs:9'],
  ['auth: tokens from a file', 'crates/auth/src/token.rs:33'],
  ['auth: cache the key set', 'crates/auth/src/jwks.rs:40'],
]

export const noise = { node, go, java, python, rust }
