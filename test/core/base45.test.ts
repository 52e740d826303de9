import { encodeBase45, readBase45 } from '@unscored/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const ascii = (text: string) => new TextEncoder().encode(text)

describe('base45', () => {
  test.each([
    ['BB8', 'AB'],
    ['%69 VD92EX0', 'Hello!!'],
    ['UJCLQE7W581', 'base-45'],
    ['QED8WEX0', 'ietf!'],
    ['', ''],
  ])('%o is the octets of %o (RFC 9285 §4.3, §4.4)', (text, octets) => {
    expect(readBase45(text)).toEqual(ascii(octets))
  })

  test.each([
    ['a group beyond two octets', 'GGW'],
    ['the largest group there is', ':::'],
    ['a last pair beyond one octet', 'V5'],
    ['a length that nothing encodes to', 'BB8B'],
    ['a small letter', 'bB8'],
    ['a character outside of the alphabet', 'BB_'],
    ['a character of two code units', 'B😀'],
    ['a character at the end of a longer text', 'BB8é8'],
  ])('refuses %s', (_, text) => {
    expect(readBase45(text)).toBeUndefined()
  })

  test('reads the largest groups that octets make', () => {
    expect(readBase45('FGW')).toEqual(Uint8Array.of(0xff, 0xff))
    expect(readBase45('U5')).toEqual(Uint8Array.of(0xff))
  })

  test('reads what was encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (octets) => {
        expect(readBase45(encodeBase45(octets))).toEqual(octets)
      }),
    )
  })

  test('a text is octets or it is nothing, and no two texts are the same octets', () => {
    const characters = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:a_é')
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 12 }), (text) => {
        const octets = readBase45(text)
        expect(octets === undefined ? text : encodeBase45(octets)).toBe(text)
      }),
    )
  })
})
