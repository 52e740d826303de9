import { digestOf, digestOfOctets, encodeMultibase, isDigest } from '@unscored/core'
import { describe, expect, test } from 'vitest'

/** SHA-256 of nothing (FIPS 180-4's examples) behind 12 20. */
const OF_NOTHING = 'uEiDjsMRCmPwcFJr79MiZb7kkJ65B5GSbk0yklZkbeFK4VQ'

describe('digests', () => {
  test('are multihashes of SHA-256', () => {
    expect(digestOfOctets(new Uint8Array())).toBe(OF_NOTHING)
    expect(isDigest(OF_NOTHING)).toBe(true)
  })

  test('of JSON do not depend on the order of members', () => {
    expect(digestOf({ a: 1, b: [2, 3] })).toBe(digestOf({ b: [2, 3], a: 1 }))
    expect(digestOf({ b: [2, 3] })).not.toBe(digestOf({ b: [3, 2] }))
  })

  test('of text that has no UTF-8 are refused', () => {
    expect(() => digestOf(['\ud800'])).toThrow(expect.objectContaining({ code: 'invalidJson' }))
  })

  test.each([
    { name: 'no text', text: 7 },
    { name: 'a digest of another length', text: OF_NOTHING.slice(0, -1) },
    { name: 'another prefix of multibase', text: `z${OF_NOTHING.slice(1)}` },
    { name: 'another kind of hash', text: encodeMultibase(new Uint8Array(34).fill(0x13), 'u') },
    { name: 'spare bits that are not zero', text: `${OF_NOTHING.slice(0, -1)}R` },
    { name: 'characters of base64', text: `u+${OF_NOTHING.slice(2)}` },
  ])('are not $name', ({ text }) => {
    expect(isDigest(text)).toBe(false)
  })
})
