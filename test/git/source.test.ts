import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { normalUrl, parseSource, shownUrl, urlRefusal } from '../../src/git/source.ts'
import { failure, value } from '../support/git-repository.ts'

describe('what a user typed as a repository', () => {
  test.each([
    ['~', '/home/ada'],
    ['~/src/shop', '/home/ada/src/shop'],
    ['/src/shop/', '/src/shop'],
    ['../shop', join(process.cwd(), '../shop')],
    ['shop', join(process.cwd(), 'shop')],
    ['./odd:name', join(process.cwd(), 'odd:name')],
  ])('%s is a folder', (text, path) => {
    expect(value(parseSource(text, { HOME: '/home/ada' }))).toEqual({ kind: 'folder', path })
  })

  test.each([
    'https://github.com/acme/shop',
    'https://git.example.com:8443/acme/shop.git',
    'ssh://git@example.com:2222/acme/shop.git',
    'git@github.com:acme/shop.git',
    'example.com:acme/shop',
  ])('%s is a URL', (url) => {
    expect(value(parseSource(` ${url} `))).toEqual({ kind: 'url', url })
  })

  test.each([
    ['http://example.com/a/b', 'http is not allowed, only https and ssh are'],
    ['git://example.com/a/b', 'git is not allowed, only https and ssh are'],
    ['file:///srv/shop.git', 'file is not allowed, only https and ssh are'],
    ['ext::sh -c touch% /tmp/x', 'it contains blanks or control characters'],
    ['ext::sh', 'ext is not allowed, only https and ssh are'],
    ['ssh://-oProxyCommand=x/a', 'it has no valid host'],
    ['-oProxyCommand=x:a', 'it has no valid host'],
    ['git@host:--upload-pack=x', 'it has no valid host'],
    ['https://example.com', 'it names no repository'],
    [
      'https://ada:secret@example.com/a/b',
      'it contains a password, which belongs into a credential helper',
    ],
  ])('%s is refused with the reason', (text, reason) => {
    const refused = failure(parseSource(text))
    expect(refused.kind).toBe('usage')
    expect(refused.message).toContain(`is refused: ${reason}`)
    expect(refused.message).not.toContain('secret')
    expect(urlRefusal(text)).toBe(reason)
  })

  test.each(['', '   ', 'a\u001Bb', 'shop\u202E'])('%j is neither', (text) => {
    expect(failure(parseSource(text)).message).toContain('is neither a folder nor a URL')
  })
})

test('all ways to write a URL have one normal form', () => {
  const forms = [
    'https://github.com/Acme/Shop',
    'https://token@GitHub.com/acme/shop.git/',
    'git@github.com:acme/shop.git',
    'ssh://git@github.com:22/acme/shop',
    'ssh://git@ssh.github.com:443/acme/shop.git',
    'github.com:/acme/shop',
  ]
  expect(new Set(forms.map(normalUrl))).toEqual(new Set(['github.com/acme/shop']))
  expect(normalUrl('https://git.example.com/Acme/Shop')).toBe('git.example.com/Acme/Shop')
  expect(normalUrl('https://dev.azure.com/acme/web/_git/shop')).toBe('dev.azure.com/acme/web/shop')
  expect(normalUrl('git@ssh.dev.azure.com:v3/acme/web/shop')).toBe('dev.azure.com/acme/web/shop')
  expect(normalUrl('https://git.acme.io/scm/web/shop.git')).toBe(
    normalUrl('ssh://git@git.acme.io:7999/web/shop.git'),
  )
  expect(normalUrl('/srv/shop.git')).toBeNull()
  expect(normalUrl('file:///srv/shop.git')).toBeNull()
})

test('a URL is shown without what it could keep secret', () => {
  expect(shownUrl('https://ghp_token@github.com/a/b')).toBe('https://github.com/a/b')
  expect(shownUrl('https://ada:pw@example.com/a/b')).toBe('https://example.com/a/b')
  expect(shownUrl('ssh://git:pw@example.com/a/b')).toBe('ssh://git@example.com/a/b')
  expect(shownUrl('git@example.com:a/b')).toBe('git@example.com:a/b')
})
