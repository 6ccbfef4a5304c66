import { describe, expect, test } from 'vitest'
import { codeownersFiles, ownersOf, parseCodeowners } from '../../../src/model/owner/codeowners.ts'

function owners(file: string, path: string): readonly string[] {
  return ownersOf(parseCodeowners(file), path)
}

describe('a pattern', () => {
  test.each([
    ['*', 'anything/at/all.ts', true],
    ['*.js', 'src/deep/total.js', true],
    ['*.js', 'src/total.jsx', false],
    ['/build/logs/', 'build/logs/a/b.txt', true],
    ['/build/logs/', 'other/build/logs/a.txt', false],
    ['/build/logs/', 'build/logs', false],
    ['docs/*', 'docs/getting-started.md', true],
    ['docs/*', 'docs/build-app/troubleshooting.md', false],
    ['apps/', 'deep/apps/cart.ts', true],
    ['apps/', 'apps', false],
    ['/docs/', 'docs/a/b.md', true],
    ['/docs/', 'src/docs/a.md', false],
    ['/scripts', 'scripts/deploy.sh', true],
    ['/scripts', 'scripts.sh', false],
    ['services/cart', 'services/cart/total.ts', true],
    ['services/cart', 'old/services/cart/total.ts', false],
    ['Makefile', 'tools/Makefile', true],
    ['**/logs', 'deep/down/logs/a.log', true],
    ['**/logs', 'logs/a.log', true],
    ['/docs/**/*.md', 'docs/a/b/c.md', true],
    ['/docs/**/*.md', 'docs/c.md', true],
    ['/docs/**', 'docs/a/b', true],
    ['/src/v?.ts', 'src/v1.ts', true],
    ['/src/v?.ts', 'src/v10.ts', false],
    ['/src/a+b(c).ts', 'src/a+b(c).ts', true],
    ['/', 'anything', true],
    [String.raw`path\ with\ spaces/`, 'path with spaces/a.ts', true],
    [String.raw`\#notes.md`, '#notes.md', true],
    ['!src/', 'src/a.ts', false],
  ])('%s matches %s: %s', (pattern, path, matches) => {
    expect(owners(`${pattern} @team`, path)).toEqual(matches ? ['@team'] : [])
  })
})

describe('a file', () => {
  const github = `
# The default, for what nothing below matches.
*           @shop/everyone
*.ts        @ada docs@example.com  # inline
/services/  @shop/services
/services/generated/
`
  test.each([
    ['README', ['@shop/everyone']],
    ['src/a.ts', ['@ada', 'docs@example.com']],
    ['services/cart/a.ts', ['@shop/services']],
    ['services/generated/a.ts', []],
  ])('the last pattern that matches %s names its owners', (path, expected) => {
    expect(owners(github, path)).toEqual(expected)
    expect(owners(github.replaceAll('\n', '\r\n'), path)).toEqual(expected)
  })

  const gitlab = `
* @everyone
[Documentation] @docs
docs/
README.md @writer
^[Database][2] @dba
*.sql
[documentation]
docs/api/ @api @everyone
`
  test.each([
    ['src/a.ts', ['@everyone']],
    ['docs/a.md', ['@everyone', '@docs']],
    ['README.md', ['@everyone', '@writer']],
    ['db/a.sql', ['@everyone', '@dba']],
    ['docs/api/a.md', ['@everyone', '@api']],
  ])('every section of %s names its owners, each once', (path, expected) => {
    expect(owners(gitlab, path)).toEqual(expected)
  })

  test('an empty one names nobody', () => {
    expect(owners('', 'a')).toEqual([])
  })

  test('is looked for where GitHub and GitLab look', () => {
    expect(new Set(codeownersFiles)).toEqual(
      new Set(['.github/CODEOWNERS', '.gitlab/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']),
    )
  })
})
