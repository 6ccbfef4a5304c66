/** Reads an image reference, and what its tag says about the version and the commit it was built from. */
import { readOnce } from '../read-once.ts'
import type { Confidence } from '../resolved.ts'

export interface ImageReference {
  /** With its port; null where the reference names none. */
  readonly registry: string | null
  readonly repository: string
  readonly tag: string | null
  /** `sha256:…` */
  readonly digest: string | null
}

/** Cut at `@`; the tag follows the last `:` after the last `/`. Never fails: odd text is a repository. */
export const parseImage = readOnce((text): ImageReference => {
  const at = text.indexOf('@')
  const named = at < 0 ? text : text.slice(0, at)
  const digest = at < 0 ? '' : text.slice(at + 1)
  const colon = named.indexOf(':', Math.max(named.lastIndexOf('/'), named.lastIndexOf(']')) + 1)
  const path = colon < 0 ? named : named.slice(0, colon)
  const tag = colon < 0 ? '' : named.slice(colon + 1)
  const slash = path.indexOf('/')
  const first = slash < 0 ? '' : path.slice(0, slash)
  const hasRegistry = /[.:]/.test(first) || first === 'localhost'
  return {
    registry: hasRegistry ? first : null,
    repository: hasRegistry ? path.slice(slash + 1) : path,
    tag: tag === '' ? null : tag,
    digest: digest === '' ? null : digest,
  }
})

/** How a source names the tag of a container's image. */
export const tagOf = readOnce((container) => `image tag of container ${container}`)

/** `sha256:` and twelve digits: enough to tell two images apart. */
export function shortDigest(digest: string): string {
  const [algorithm, hex] = digest.split(':')
  return hex === undefined ? digest.slice(0, 12) : `${algorithm}:${hex.slice(0, 12)}`
}

interface Guess {
  readonly value: string
  readonly confidence: Confidence
}

/** What a tag says. A commit stays a guess until the repository is found to hold it. */
export interface TagMeaning {
  /** null where the tag moves, as `latest` does. */
  readonly version: Guess | null
  readonly commit: Guess | null
}

const describe = /^.+-\d+-g([0-9a-f]{4,40})(-dirty)?$/
const fullCommit = /^[0-9a-f]{40}$/
const prefixedCommit = /^(?:sha|git|commit|rev)[-_.]([0-9a-f]{7,40})(?![0-9a-z])/
const shortCommit = /^(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{7,12}$/
const semver = /^v?\d+\.\d+\.\d+(?:[-_.+].*)?$/
const movingSuffix = /[-_.+](?:latest|snapshot|nightly|edge|dev|main|master|head)$/i
const noDigits = /^\D*$/
/** `alpine3.18`, `python3.11`: what it is based on, not what it is. */
const base = /^[a-z]{3,}\d{1,2}\.\d{1,2}$/i
const movingNumber = /^v?\d{1,3}(?:\.\d{1,5})?(?:[-_][a-z][\w.]*)*$/i

/**
 * The first rule that fits: `git describe` output, a full commit, a marked commit, a bare short hash
 * (with a letter and a digit, so that neither a word nor a date passes), a three-part version, a
 * short hash among other segments, a moving name (`latest`, `main`, `v5`, `1.27-alpine`), and else
 * an opaque but fixed name (`20240131`, `pr-42`).
 */
export const readTag = readOnce((tag): TagMeaning => {
  const described = describe.exec(tag)
  if (described !== null)
    return {
      version: { value: tag, confidence: 'certain' },
      // A dirty tree holds changes that no commit has.
      commit: guess(described[1], described[2] === undefined ? 'likely' : 'weak'),
    }
  if (fullCommit.test(tag))
    return {
      version: { value: tag.slice(0, 7), confidence: 'certain' },
      commit: { value: tag, confidence: 'certain' },
    }
  const prefixed = prefixedCommit.exec(tag)?.[1]
  if (prefixed !== undefined)
    return {
      version: {
        value: prefixed.length === 40 ? prefixed.slice(0, 7) : prefixed,
        confidence: 'certain',
      },
      commit: { value: prefixed, confidence: 'likely' },
    }
  if (shortCommit.test(tag))
    return {
      version: { value: tag, confidence: 'likely' },
      commit: { value: tag, confidence: 'weak' },
    }
  const among = tag.split(/[-_.]/).find((part) => shortCommit.test(part) || fullCommit.test(part))
  if (semver.test(tag))
    return {
      version: { value: tag, confidence: movingSuffix.test(tag) ? 'weak' : 'certain' },
      commit: guess(among, 'weak'),
    }
  if (among !== undefined)
    return { version: { value: tag, confidence: 'likely' }, commit: guess(among, 'weak') }
  if (noDigits.test(tag) || movingNumber.test(tag) || base.test(tag))
    return { version: null, commit: null }
  return { version: { value: tag, confidence: 'likely' }, commit: null }
})

function guess(value: string | undefined, confidence: Confidence): Guess | null {
  return value === undefined ? null : { value, confidence }
}
