/** The image of any commit, where the tag of a known one is made from its hash. */
import type { Sha } from '../commit/commit.ts'
import { parseImage } from './image.ts'

/**
 * `registry/cart:main-{sha:7}` for `registry/cart:main-1a2b3c4` built from `1a2b3c4…`; null where the
 * tag does not hold seven or more of the commit's first digits: then no other tag can be told.
 */
export function imageFormOf(image: string, commit: Sha): string | null {
  const { tag } = parseImage(image)
  const digits = tag?.match(/[0-9a-f]{7,64}/g)?.find((found) => commit.startsWith(found))
  if (tag === null || digits === undefined) return null
  const [named = ''] = image.split('@')
  const before = named.slice(0, -tag.length) + tag.slice(0, tag.indexOf(digits))
  return `${before}{sha:${digits.length}}${named.slice(before.length + digits.length)}`
}

/** The image that the form gives a commit. */
export function imageOfForm(form: string, commit: Sha): string {
  return form.replace(/\{sha:(\d+)\}/, (_, digits: string) => commit.slice(0, Number(digits)))
}
