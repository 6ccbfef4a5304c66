/** The shop's monorepo as its first commit has it. */
import type { Edit } from './edit.ts'
import { write } from './edit.ts'

const money = `# Money in whole cents. Every service counts with these.

function fail(message) {
  failed = 1
  print "FATAL " message | "cat 1>&2"
  close("cat 1>&2")
  exit 1
}

function divide(a, b, what) {
  if (b == 0) fail("division by zero: " what)
  return b == 0 ? 0 : a / b
}

function round(x) {
  return int(x + 0.5)
}

function cents(text) {
  return round(text * 100)
}

function money(amount) {
  return sprintf("%d.%02d EUR", int(amount / 100), amount % 100)
}
`

const basket = `# Prices one basket. Its lines are item,quantity,price and discount,percent.

BEGIN { FS = "," }

$1 == "discount" { percent = $2; next }

NF == 3 {
  n++
  amount[n] = $2 * cents($3)
  subtotal += amount[n]
}

END {
  if (failed) exit 1
  for (i = 1; i <= n; i++) total += amount[i] - discount_of(amount[i], subtotal, percent)
  total += tax_of(total)
  print "INFO  priced " name ": " n " items, " money(total)
}
`

const discount = `# What a line of a basket gets off its price.

function discount_of(amount, subtotal, percent) {
  # A basket of free samples has nothing to take a share of.
  if (subtotal == 0) return 0
  return round(amount * percent / 100)
}
`

const tax = `# Value added tax.

function tax_of(amount) {
  return round(amount * rate() / 100)
}

function rate() {
  return 19
}
`

const build = `#!/bin/sh
# Checks that the programs of checkout compile.
set -eu
cd "$(dirname "$0")"
awk -f ../../libs/money/money.awk -f discount.awk -f tax.awk </dev/null
echo "checkout $(cat VERSION) built"
`

const run = `#!/bin/sh
# Starts checkout: it prices the baskets in warm-up/ before it takes orders.
set -eu
cd "$(dirname "$0")"
echo "INFO  checkout $(cat VERSION) starting"
for basket in warm-up/*.csv; do
  awk -v name="$(basename "$basket" .csv)" -f ../../libs/money/money.awk -f discount.awk -f tax.awk \\
    -f basket.awk "$basket"
done
echo "INFO  warm-up done, ready for orders"
`

const codeowners = `* @shop/platform
/libs/money/ @shop/checkout
/services/cart/ @shop/cart
/services/catalog/ @shop/storefront
/services/checkout/ @shop/checkout
/services/web/ @shop/storefront
`

const services = ['cart', 'catalog', 'checkout', 'web']

export const firstFiles: readonly Edit[] = [
  write('README.md', '# shop\n\nThe services behind shop.example, and the libraries they share.\n'),
  write('CODEOWNERS', codeowners),
  write('libs/money/money.awk', money),
  write(
    'libs/log/log.sh',
    '# Prints one line of log.\nlog() {\n  printf "%-5s %s\\n" "$1" "$2"\n}\n',
  ),
  ...services.map((name) =>
    write(
      `services/${name}/service.yaml`,
      `name: ${name}\nport: 8080\nreplicas: 2\nmemory: 128Mi\ntimeout: 2s\n`,
    ),
  ),
  write('services/checkout/VERSION', '1.5.0\n'),
  write('services/checkout/CHANGELOG.md', '# checkout\n'),
  write('services/checkout/basket.awk', basket),
  write('services/checkout/discount.awk', discount),
  write('services/checkout/tax.awk', tax),
  write('services/checkout/build.sh', build),
  write('services/checkout/run.sh', run),
  write('services/checkout/warm-up/books.csv', 'novel,2,12.90\natlas,1,49.00\ndiscount,10\n'),
  write('services/checkout/warm-up/free-sample.csv', 'sample,1,0.00\n'),
  write('services/cart/VERSION', '2.2.0\n'),
  write('services/cart/limits.conf', 'items=100\n'),
  write('services/catalog/VERSION', '3.0.0\n'),
  write('services/catalog/categories.txt', 'books\nmusic\n'),
  write('services/web/pages.txt', '/\n/basket\n/checkout\n'),
]
