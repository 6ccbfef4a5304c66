/** Every link of the documentation leads somewhere: to a file of this repository, and to a heading in it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
]

/** Without code, which may look like a link and be none. */
function prose(page: string): string {
  return readFileSync(join(root, page), 'utf8')
    .replaceAll(/^```.*?^```/gms, '')
    .replaceAll(/`[^`\n]*`/g, '`code`')
}

/** As GitHub makes them: lower case, without punctuation, blanks as dashes; a second one gets `-1`. */
function anchorsOf(file: string): string[] {
  const seen = new Map<string, number>()
  const text = readFileSync(file, 'utf8').replaceAll(/^```.*?^```/gms, '')
  return [...text.matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading = '']) => {
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-')
    const count = seen.get(slug) ?? 0
    seen.set(slug, count + 1)
    return count === 0 ? slug : `${slug}-${count}`
  })
}

function deadLinks(page: string): string[] {
  const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  return links.filter((target) => {
    if (/^(https?|mailto):/.test(target)) return false
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? join(root, page) : resolve(root, dirname(page), path)
    if (relative(root, file).startsWith('..') || !existsSync(file)) return true
    return anchor !== undefined && !anchorsOf(file).includes(anchor)
  })
}

test.each(pages)('every link in %s leads somewhere', (page) => {
  expect(deadLinks(page)).toEqual([])
})

describe('a page nobody links to is a page nobody finds', () => {
  test.each(pages.filter((page) => page.startsWith('docs/')))(
    '%s is linked from another',
    (page) => {
      const linking = pages.filter(
        (other) =>
          other !== page &&
          [...prose(other).matchAll(/\]\(([^)\s#]+)/g)].some(([, target = '']) => {
            const file = resolve(root, dirname(other), target)
            return (
              file === join(root, page) ||
              (target.endsWith('/') && dirname(join(root, page)) === resolve(file))
            )
          }),
      )
      expect(linking).not.toEqual([])
    },
  )
})
