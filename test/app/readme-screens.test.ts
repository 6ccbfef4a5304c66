import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { placeOf, screenNames, takeScreens } from '../support/readme-screens.ts'

const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8')

/** Without hashes, ages, times and the session's name, which differ from run to run. */
function lasting(screen: string): string {
  return screen
    .replaceAll(/\bcheckout-[a-z2-9]{4}\b/g, 'checkout-xxxx')
    .replaceAll(/[\w-]*\d[\w-]*…?/g, '#')
    .replaceAll(/ +/g, ' ')
}

test('the screens of the README are those of the program; npm run docs renews them', async () => {
  const screens = await takeScreens()
  for (const name of screenNames) {
    const { from, to } = placeOf(readme, name)
    expect(lasting(readme.slice(from, to))).toBe(lasting(screens[name]))
  }
}, 300_000)
