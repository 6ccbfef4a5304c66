import { expect, test } from 'vitest'
import { imageFormOf, imageOfForm } from '../../../src/model/version/image-form.ts'

const built = '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d'
const other = 'ffee'.repeat(10)

test.each([
  ['registry:5000/shop/cart:1a2b3c4', 'registry:5000/shop/cart:ffeeffe'],
  ['cart:main-1a2b3c4d', 'cart:main-ffeeffee'],
  ['cart:v1.2.3-4-g1a2b3c4', 'cart:v1.2.3-4-gffeeffe'],
  [`cart:sha-${built}`, `cart:sha-${other}`],
])('the tag of %s tells that of any commit', (image, expected) => {
  const form = imageFormOf(image, built)
  expect(form === null ? null : imageOfForm(form, other)).toBe(expected)
  expect(form === null ? null : imageOfForm(form, built)).toBe(image)
})

test('the digest of one image is not carried to another', () => {
  const form = imageFormOf(`cart:1a2b3c4@sha256:${'0'.repeat(64)}`, built)
  expect(form).toBe('cart:{sha:7}')
})

test.each(['cart:1.9.0', 'cart:latest', 'cart', 'cart:abcdef0', 'shop-1a2b3c4/cart:1.9.0'])(
  '%s tells nothing about the images of other commits',
  (image) => expect(imageFormOf(image, built)).toBeNull(),
)
