import { describe, expect, test } from 'vitest'
import { isSessionId, newSessionId } from '../../src/storage/session-id.ts'

describe('a session id', () => {
  test.each([
    ['cart', /^cart-[a-z0-9]{4}$/],
    ['Shop/Deploy Cart', /^shop-deploy-cart-[a-z0-9]{4}$/],
    ['../..', /^bisect-[a-z0-9]{4}$/],
    ['', /^bisect-[a-z0-9]{4}$/],
    ['x'.repeat(80), /^x{24}-[a-z0-9]{4}$/],
  ])('of %j can be typed and is a safe file name', (name, pattern) => {
    const id = newSessionId(name, [])
    expect(id).toMatch(pattern)
    expect(isSessionId(id)).toBe(true)
  })

  test('is new each time', () => {
    const taken: string[] = []
    for (let i = 0; i < 500; i++) taken.push(newSessionId('cart', taken))
    expect(new Set(taken).size).toBe(500)
  })
})
