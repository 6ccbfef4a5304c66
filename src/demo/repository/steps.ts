/** The history of the demo's repository. Between the tags checkout-v1.8.0 and checkout-v1.9.0 a guard gets lost. */
import { append, replace, write } from './edit.ts'
import { firstFiles } from './first-files.ts'
import type { Step } from './step.ts'
import { commit, merge, release } from './step.ts'

const checkout = 'services/checkout'
const changelog = `${checkout}/CHANGELOG.md`

const before: readonly Step[] = [
  commit('main', 'ada', 'Start the monorepo', ...firstFiles),
  commit(
    'main',
    'jonas',
    'cart: raise the limit to 150 items',
    replace('services/cart/limits.conf', 'items=100', 'items=150'),
  ),
  release('cart', '2.3.0'),
  commit(
    'main',
    'priya',
    'web: add the gift card page',
    append('services/web/pages.txt', '/gift-cards'),
  ),
  commit(
    'two-currencies',
    'mei',
    'checkout: let the rate depend on the country',
    replace(`${checkout}/tax.awk`, 'function rate() {', 'function rate(country) {'),
    replace(
      `${checkout}/tax.awk`,
      '  return 19\n',
      '  if (country == "CH") return 8.1\n  return 19\n',
    ),
  ),
  commit(
    'two-currencies',
    'mei',
    'checkout: warm up with a Swiss basket',
    write(`${checkout}/warm-up/swiss.csv`, 'watch,1,180.00\n'),
  ),
  merge('two-currencies', 'ada', 388),
  release('checkout', '1.6.2', append(changelog, '- 1.6.2: tax by country')),
  release('catalog', '3.1.0', append('services/catalog/categories.txt', 'films')),
  commit(
    'main',
    'sam',
    'log: put the time first',
    replace('libs/log/log.sh', '"%-5s %s\\n" "$1" "$2"', '"%s %-5s %s\\n" "$(date +%T)" "$1" "$2"'),
  ),
  release('checkout', '1.7.0', append(changelog, '- 1.7.0: Swiss baskets')),
  commit(
    'main',
    'tomasz',
    'cart: answer within one second',
    replace('services/cart/service.yaml', 'timeout: 2s', 'timeout: 1s'),
  ),
  release('cart', '2.3.1'),
  release('checkout', '1.8.0', append(changelog, '- 1.8.0: faster warm-up')),
]

const between: readonly Step[] = [
  commit(
    'main',
    'jonas',
    'catalog: add the category games',
    append('services/catalog/categories.txt', 'games'),
  ),
  commit(
    'rounding',
    'ada',
    'money: print amounts below zero',
    replace(
      'libs/money/money.awk',
      'function money(amount) {\n',
      'function money(amount) {\n  if (amount < 0) return "-" money(-amount)\n',
    ),
  ),
  commit(
    'rounding',
    'ada',
    'checkout: price a refund while warming up',
    write(`${checkout}/warm-up/refund.csv`, 'novel,1,12.90\ndiscount,100\n'),
  ),
  merge('rounding', 'mei', 401),
  commit(
    'main',
    'sam',
    'log: drop a blank at the end of lines',
    append('libs/log/log.sh', '# Lines end where their text ends.'),
  ),
  commit(
    'main',
    'priya',
    'web: link the imprint on every page',
    append('services/web/pages.txt', '/imprint'),
  ),
  commit(
    'more-memory',
    'tomasz',
    'checkout: give it 192 MiB',
    replace(`${checkout}/service.yaml`, 'memory: 128Mi', 'memory: 192Mi'),
  ),
  commit(
    'more-memory',
    'tomasz',
    'cart: give it 160 MiB',
    replace('services/cart/service.yaml', 'memory: 128Mi', 'memory: 160Mi'),
  ),
  merge('more-memory', 'sam', 404),
  commit(
    'main',
    'mei',
    'checkout: say what it is built from',
    replace(`${checkout}/build.sh`, 'built"', 'built for shop.example"'),
  ),
  commit(
    'austria',
    'mei',
    'checkout: add the Austrian rate',
    replace(
      `${checkout}/tax.awk`,
      '  return 19\n',
      '  if (country == "AT") return 20\n  return 19\n',
    ),
  ),
  release('catalog', '3.2.0', append('services/catalog/categories.txt', 'toys')),
  commit(
    'austria',
    'mei',
    'checkout: warm up with an Austrian basket',
    write(`${checkout}/warm-up/austria.csv`, 'cake,3,24.50\n'),
  ),
  merge('austria', 'ada', 409),
  commit(
    'main',
    'jonas',
    'cart: keep baskets for a week',
    append('services/cart/limits.conf', 'days=7'),
  ),
  commit(
    'main',
    'jonas',
    'checkout: read voucher lines of baskets',
    replace(
      `${checkout}/basket.awk`,
      '$1 == "discount" { percent = $2; next }\n',
      '$1 == "discount" { percent = $2; next }\n$1 == "voucher" { voucher += cents($2); next }\n',
    ),
  ),
  commit(
    'reduced-rate',
    'sam',
    'checkout: prepare the reduced rate for books',
    replace(
      `${checkout}/tax.awk`,
      'function rate(country) {\n',
      'function reduced(country) {\n  if (country == "CH") return 2.6\n  return 7\n\nfunction rate(country) {\n',
    ),
  ),
  commit(
    'reduced-rate',
    'sam',
    'checkout: close the function of the reduced rate',
    replace(`${checkout}/tax.awk`, '  return 7\n\n', '  return 7\n}\n\n'),
  ),
  merge('reduced-rate', 'tomasz', 411),
  commit('main', 'priya', 'web: add the help pages', append('services/web/pages.txt', '/help')),
  commit(
    'vouchers',
    'jonas',
    'checkout: spread vouchers over the lines of a basket',
    write(
      `${checkout}/discount.awk`,
      `# What a line of a basket gets off its price.

function discount_of(amount, subtotal, percent, voucher,   share) {
  # Each line carries its share of the vouchers, so that a return pays back the right amount.
  share = divide(amount, subtotal, "a line's share of basket " name)
  return round(amount * percent / 100) + round(voucher * share)
}
`,
    ),
    replace(`${checkout}/basket.awk`, 'subtotal, percent)', 'subtotal, percent, voucher)'),
  ),
  commit(
    'main',
    'ada',
    'money: explain the rounding',
    replace(
      'libs/money/money.awk',
      'function round(x) {',
      '# Half a cent goes up.\nfunction round(x) {',
    ),
  ),
  commit(
    'vouchers',
    'jonas',
    'checkout: warm up with a voucher',
    write(`${checkout}/warm-up/voucher.csv`, 'novel,1,12.90\nvoucher,5.00\n'),
  ),
  commit(
    'main',
    'tomasz',
    'catalog: answer within one second',
    replace('services/catalog/service.yaml', 'timeout: 2s', 'timeout: 1s'),
  ),
  merge('vouchers', 'mei', 415),
  commit(
    'main',
    'sam',
    'README: say where the services run',
    append('README.md', '\nThey run in the cluster `demo`, namespace `shop`.'),
  ),
  release('cart', '2.4.0', append('services/cart/limits.conf', 'vouchers=3')),
  commit(
    'readiness',
    'tomasz',
    'checkout: be ready only when warm',
    append(`${checkout}/service.yaml`, 'readiness: /ready'),
  ),
  commit(
    'readiness',
    'tomasz',
    'web: be ready only when warm',
    append('services/web/service.yaml', 'readiness: /ready'),
  ),
  merge('readiness', 'sam', 418),
  commit(
    'main',
    'priya',
    'web: add the page of a voucher',
    append('services/web/pages.txt', '/vouchers'),
  ),
  commit(
    'main',
    'ada',
    'CODEOWNERS: the log library belongs to platform',
    append('CODEOWNERS', '/libs/log/ @shop/platform'),
  ),
  commit(
    'three-replicas',
    'tomasz',
    'checkout: run three of it',
    replace(`${checkout}/service.yaml`, 'replicas: 2', 'replicas: 3'),
  ),
  commit(
    'main',
    'jonas',
    'cart: count vouchers in the log',
    append('services/cart/limits.conf', 'log=vouchers'),
  ),
  commit(
    'three-replicas',
    'tomasz',
    'checkout: run four of it before the sale',
    replace(`${checkout}/service.yaml`, 'replicas: 3', 'replicas: 4'),
  ),
  merge('three-replicas', 'ada', 422),
  commit(
    'main',
    'mei',
    'money: say what the library is for',
    replace('libs/money/money.awk', '# Money in whole cents.', '# Prices in whole cents.'),
  ),
  commit(
    'main',
    'priya',
    'catalog: add the category garden',
    append('services/catalog/categories.txt', 'garden'),
  ),
  commit(
    'main',
    'sam',
    'checkout: wait three seconds for the payment',
    replace(`${checkout}/service.yaml`, 'timeout: 2s', 'timeout: 3s'),
  ),
  commit(
    'main',
    'jonas',
    'web: add the page of the sale',
    append('services/web/pages.txt', '/sale'),
  ),
  release('checkout', '1.9.0', append(changelog, '- 1.9.0: vouchers')),
]

const after: readonly Step[] = [
  commit(
    'main',
    'mei',
    'catalog: give it 256 MiB',
    replace('services/catalog/service.yaml', 'memory: 128Mi', 'memory: 256Mi'),
  ),
  commit('outlet', 'priya', 'web: add the outlet', append('services/web/pages.txt', '/outlet')),
  commit(
    'outlet',
    'priya',
    'catalog: add the category outlet',
    append('services/catalog/categories.txt', 'outlet'),
  ),
  merge('outlet', 'jonas', 431),
  release('web', '5.1.0'),
]

export const steps: readonly Step[] = [...before, ...between, ...after]
