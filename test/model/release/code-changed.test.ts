import { describe, expect, test } from 'vitest'
import { codeChanged } from '../../../src/model/release/code-changed.ts'
import { resolved, unknown } from '../../../src/model/resolved.ts'
import type { Release } from '../../../src/model/workload.ts'
import { release } from '../../support/state-fixtures.ts'

const digest = (digit: string) => `sha256:${digit.repeat(64)}`

describe('whether the code changed', () => {
  const nameless = unknown('nothing names a commit')
  const built = (image: string | null, change: Partial<Release> = {}) =>
    release(1, '1.0.0', { image, commit: nameless, version: unknown('no tag'), ...change })
  const from = (commit: string) => ({ commit: resolved(commit, 'image tag', 'likely') })
  const runs = (version: string) => ({ version: resolved(version, 'the running pod', 'weak') })

  test.each<readonly [string, Release, Release, boolean | null]>([
    ['another fixed tag', built('cart:1.8.0'), built('cart:1.9.0'), true],
    ['the same fixed tag', built('cart:1.8.0'), built('cart:1.8.0'), false],
    ['another image name', built('cart:1.8.0'), built('checkout:1.8.0'), true],
    ['the same tag from a mirror', built('cart:1.8.0'), built('mirror.example/cart:1.8.0'), false],
    ['the same moving tag', built('cart:latest'), built('cart:latest'), null],
    ['no tag', built('cart'), built('cart'), null],
    [
      'the same moving tag, of which the pods ran two digests',
      built('cart:latest', runs('sha256:aaaaaaaaaaaa')),
      built('cart:latest', runs('sha256:bbbbbbbbbbbb')),
      true,
    ],
    [
      'the same moving tag, of which the pods ran one digest',
      built('cart:latest', runs('sha256:aaaaaaaaaaaa')),
      built('cart:latest', runs('sha256:aaaaaaaaaaaa')),
      false,
    ],
    [
      'the same moving tag and the same version by a label, which need not follow the image',
      built('cart:latest', runs('1.8.0')),
      built('cart:latest', runs('1.8.0')),
      null,
    ],
    ['a moving tag, now fixed', built('cart:latest'), built('cart:1.9.0'), true],
    ['the same digest', built(`cart@${digest('a')}`), built(`cart:2@${digest('a')}`), false],
    [
      'the same tag with another digest',
      built(`cart:2@${digest('a')}`),
      built(`cart:2@${digest('b')}`),
      true,
    ],
    [
      'the same digest whatever commit a deployment tool noted',
      built(`cart@${digest('a')}`, from('1f2e3d4')),
      built(`cart@${digest('a')}`, from('5a6b7c8')),
      false,
    ],
    [
      'the same commit built again',
      built('cart:1-build5', from('1f2e3d4')),
      built('cart:1-build6', from('1f2e3d4c5b6a')),
      false,
    ],
    [
      'other commits under another tag',
      built('cart:1.8.0', from('1f2e3d4')),
      built('cart:1.9.0', from('5a6b7c8')),
      true,
    ],
    [
      'other commits under a moving tag',
      built('cart:latest', from('1f2e3d4')),
      built('cart:latest', from('5a6b7c8')),
      true,
    ],
    [
      'other commits that contradict the same fixed tag',
      built('cart:1.8.0', from('1f2e3d4')),
      built('cart:1.8.0', from('5a6b7c8')),
      null,
    ],
    [
      'one commit unknown, the tag another',
      built('cart:1', from('1f2e3d4')),
      built('cart:1.9.0'),
      true,
    ],
    ['nothing known', built(null), built(null), null],
  ])('%s', (_, older, newer, expected) => {
    expect(codeChanged(older, newer)).toBe(expected)
    expect(codeChanged(newer, older)).toBe(expected)
  })
})
