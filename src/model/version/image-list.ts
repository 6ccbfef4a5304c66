/** A list of images or commits, one a line, as registries and build systems print it. */
import { cleanLine } from '../text.ts'

/** What one line says about its commit: hash digits, and a name that may be a tag of the repository. */
export interface ListedBuild {
  readonly text: string
  /** Seven or more digits of a hash, lower case; the longest there is. */
  readonly digits: string | null
  readonly name: string
}

/**
 * The first word of a line counts: a commit, an image with its tag, or a tag alone. Empty lines and
 * those that begin with `#` are passed over, and so is the digest of an image.
 */
export function parseImageList(text: string): readonly ListedBuild[] {
  return text.split(/\r\n|\n|\r/).flatMap((line) => {
    const [word = ''] = line.trim().split(/[\s,]+/)
    if (word === '' || word.startsWith('#')) return []
    const [image = ''] = cleanLine(word).split('@')
    const name = image.slice(image.lastIndexOf(':') + 1)
    const digits = name.toLowerCase().match(/(?<![0-9a-f])[0-9a-f]{7,64}(?![0-9a-f])/g) ?? []
    const [longest] = digits.toSorted((a, b) => b.length - a.length)
    return [{ text: image, digits: longest ?? describedIn(name), name }]
  })
}

/** `v1.2-6-gabc1234`: git writes a `g` before the digits. */
function describedIn(name: string): string | null {
  return /-g([0-9a-f]{7,40})$/.exec(name)?.[1] ?? null
}
