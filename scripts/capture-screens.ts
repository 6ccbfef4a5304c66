/** Puts real screens into the README, between its `screen` marks. Run it with `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { placeOf, screenNames, takeScreens } from '../test/support/readme-screens.ts'

const readme = resolve(import.meta.dirname, '../README.md')
const screens = await takeScreens()
let text = readFileSync(readme, 'utf8')
for (const name of screenNames) {
  const { from, to } = placeOf(text, name)
  text = text.slice(0, from) + screens[name] + text.slice(to)
}
writeFileSync(readme, text)
