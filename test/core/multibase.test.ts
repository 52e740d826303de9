import { encodeMultibase, parseMultibase } from '@unscored/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const refusal = expect.objectContaining({ name: 'FormatError', code: 'invalidMultibase' })

describe.each(['z', 'u'] as const)('multibase %s', (prefix) => {
  test('gives back the octets it was made of', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        const text = encodeMultibase(octets, prefix)
        expect(text.startsWith(prefix)).toBe(true)
        expect(parseMultibase(text, [prefix])).toEqual(octets)
        expect(parseMultibase(text)).toEqual(octets)
      }),
      { seed: 1 },
    )
  })

  test('is the only text for its octets', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (body) => {
        let octets: Uint8Array
        try {
          octets = parseMultibase(prefix + body)
        } catch {
          return
        }
        expect(encodeMultibase(octets, prefix)).toBe(prefix + body)
      }),
      { seed: 1, numRuns: 2000, examples: [['QQ'], ['QR'], ['11'], ['']] },
    )
  })
})

test.each<{ name: string; text: unknown }>([
  { name: 'no prefix', text: '' },
  { name: 'another prefix', text: 'mAAAA' },
  { name: 'an upper case prefix', text: 'Z11' },
  { name: 'a number', text: 7 },
  { name: 'nothing', text: undefined },
  { name: 'an array', text: ['z11'] },
  { name: 'base58 with 0', text: 'z0' },
  { name: 'base58 with l', text: 'zl' },
  { name: 'base58 with white space', text: 'z1 1' },
  { name: 'base64 with padding', text: 'uQQ==' },
  { name: 'base64 that is not for URLs', text: 'u+/+/' },
  { name: 'base64 with a line break', text: 'uQUFB\nQUFB' },
  { name: 'base64 with bits left over', text: 'uQR' },
  { name: 'base64 of one character', text: 'uQ' },
  { name: 'letters beyond ASCII', text: 'zé' },
])('$name is refused', ({ text }) => {
  expect(() => parseMultibase(text)).toThrow(refusal)
})

test('a prefix that the format does not allow is refused', () => {
  expect(() => parseMultibase('zQQ', ['u'])).toThrow(refusal)
  expect(() => parseMultibase('uQQ', ['z'])).toThrow(refusal)
})

test('base58 so long that decoding it would keep a server busy is refused unread', () => {
  const longest = `z${'2'.repeat(4096)}`
  expect(parseMultibase(longest).length).toBeGreaterThan(2900)
  expect(() => parseMultibase(`${longest}2`)).toThrow(refusal)
  expect(() => parseMultibase(`z${'2'.repeat(2 ** 24)}`)).toThrow(refusal)
})
