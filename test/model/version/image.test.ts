import { describe, expect, test } from 'vitest'
import { parseImage, readTag, shortDigest } from '../../../src/model/version/image.ts'

const digest = `sha256:${'ab'.repeat(32)}`

describe('an image reference', () => {
  test.each([
    ['nginx', null, 'nginx', null, null],
    ['nginx:1.27', null, 'nginx', '1.27', null],
    ['library/nginx:1.27', null, 'library/nginx', '1.27', null],
    ['localhost/app:1', 'localhost', 'app', '1', null],
    ['localhost:5000/app', 'localhost:5000', 'app', null, null],
    ['registry:5000/shop/cart', 'registry:5000', 'shop/cart', null, null],
    ['registry:5000/shop/cart:1.4.2', 'registry:5000', 'shop/cart', '1.4.2', null],
    ['ghcr.io/shop/cart:main-a1b2c3d', 'ghcr.io', 'shop/cart', 'main-a1b2c3d', null],
    ['us-central1-docker.pkg.dev/p/r/x:v0.1', 'us-central1-docker.pkg.dev', 'p/r/x', 'v0.1', null],
    ['[2001:db8::1]:5000/shop/cart:2.0.0', '[2001:db8::1]:5000', 'shop/cart', '2.0.0', null],
    ['[2001:db8::1]/cart', '[2001:db8::1]', 'cart', null, null],
    [`ghcr.io/shop/cart@${digest}`, 'ghcr.io', 'shop/cart', null, digest],
    [`ghcr.io/shop/cart:1.4.2@${digest}`, 'ghcr.io', 'shop/cart', '1.4.2', digest],
    ['', null, '', null, null],
    ['cart:', null, 'cart', null, null],
  ])('%s', (text, registry, repository, tag, digest) => {
    expect(parseImage(text)).toEqual({ registry, repository, tag, digest })
  })

  test('a digest is shortened to what people compare', () => {
    expect(shortDigest(digest)).toBe('sha256:abababababab')
  })
})

const sha = '0123456789abcdef0123456789abcdef01234567'

describe('an image tag', () => {
  test.each([
    ['v1.4.2-14-g2414721', 'v1.4.2-14-g2414721', 'certain', '2414721', 'likely'],
    ['v1.4.2-14-g2414721-dirty', 'v1.4.2-14-g2414721-dirty', 'certain', '2414721', 'weak'],
    [sha, '0123456', 'certain', sha, 'certain'],
    ['sha-a1b2c3d', 'a1b2c3d', 'certain', 'a1b2c3d', 'likely'],
    ['git.1234567', '1234567', 'certain', '1234567', 'likely'],
    [`commit-${sha}`, '0123456', 'certain', sha, 'likely'],
    ['a1b2c3d', 'a1b2c3d', 'likely', 'a1b2c3d', 'weak'],
    ['1.4.2-a1b2c3d', '1.4.2-a1b2c3d', 'certain', 'a1b2c3d', 'weak'],
    ['main-a1b2c3d', 'main-a1b2c3d', 'likely', 'a1b2c3d', 'weak'],
    ['20240131-a1b2c3d', '20240131-a1b2c3d', 'likely', 'a1b2c3d', 'weak'],
    [`release_${sha}`, `release_${sha}`, 'likely', sha, 'weak'],
  ])('%s names a commit', (tag, version, confidence, commit, commitConfidence) => {
    expect(readTag(tag)).toEqual({
      version: { value: version, confidence },
      commit: { value: commit, confidence: commitConfidence },
    })
  })

  test.each([
    ['1.4.2', 'certain'],
    ['v1.4.2', 'certain'],
    ['2024.1.31', 'certain'],
    ['1.4.2-rc.1', 'certain'],
    ['1.4.2-alpine', 'certain'],
    ['20240131', 'likely'],
    ['pr-42', 'likely'],
    ['main-1234567', 'likely'],
    ['deadbee', null],
    ['1234567', 'likely'],
  ])('%s names no commit', (tag, confidence) => {
    expect(readTag(tag)).toEqual({
      version: confidence === null ? null : { value: tag, confidence },
      commit: null,
    })
  })

  test.each([
    'latest',
    'main',
    'v5',
    '1.27',
    '1.27-alpine',
    '18-alpine3.19',
    'alpine',
    'feature-login',
  ])('%s moves, so it says nothing', (tag) => {
    expect(readTag(tag)).toEqual({ version: null, commit: null })
  })
})
