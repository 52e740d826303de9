import {
  concatOctets,
  encodeMultibase,
  encodeMultikey,
  type MultikeyCodec,
  multikeyOctets,
  parseMultikey,
  parseMultikeyOctets,
  withCodec,
} from '@unscored/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

// Name, varint of the multicodec table, octets of the key, how its text begins.
const codecs: { codec: MultikeyCodec; prefix: number[]; length: number; text: string }[] = [
  { codec: 'Bls12381G2-public', prefix: [0xeb, 0x01], length: 96, text: 'zUC7' },
  { codec: 'Bls12381-secret', prefix: [0x8a, 0x26], length: 32, text: 'z488' },
  { codec: 'Ed25519-public', prefix: [0xed, 0x01], length: 32, text: 'z6Mk' },
  { codec: 'Ed25519-secret', prefix: [0x80, 0x26], length: 32, text: 'z3u2' },
]

const refusal = expect.objectContaining({ name: 'FormatError', code: 'invalidMultikey' })

describe.each(codecs)('a $codec key', ({ codec, prefix, length, text }) => {
  const octets = new Uint8Array(length).fill(0x5a)

  test('is its prefix and its octets', () => {
    expect(multikeyOctets({ codec, octets })).toEqual(Uint8Array.of(...prefix, ...octets))
  })

  test('comes back from its text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: length, maxLength: length }), (key) => {
        const encoded = encodeMultikey({ codec, octets: key })
        expect(parseMultikey(encoded)).toEqual({ codec, octets: key })
        expect(parseMultikey(encoded, codec)).toEqual({ codec, octets: key })
      }),
      { seed: 1, numRuns: 50 },
    )
  })

  test('has text that begins as others write it', () => {
    expect(encodeMultikey({ codec, octets }).slice(0, 3)).toBe(text.slice(0, 3))
  })

  test.each(codecs.filter((other) => other.codec !== codec))(
    'is not taken for a $codec key',
    (other) => {
      expect(() => parseMultikey(encodeMultikey({ codec, octets }), other.codec)).toThrow(refusal)
    },
  )

  test.each([0, length - 1, length + 1, 2 * length])('of %i octets is refused', (wrong) => {
    const key = new Uint8Array(wrong)
    expect(() => withCodec(codec, key)).toThrow(refusal)
    expect(() => encodeMultikey({ codec, octets: key })).toThrow(refusal)
    expect(() => parseMultikeyOctets(concatOctets(Uint8Array.from(prefix), key))).toThrow(refusal)
  })
})

test('a P-256 key comes back from its text, and begins as others write it', () => {
  const text = 'zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169'
  const key = parseMultikey(text)
  expect(key.codec).toBe('P256-public')
  expect(multikeyOctets(key)).toEqual(Uint8Array.of(0x80, 0x24, ...key.octets))
  expect(encodeMultikey(key)).toBe(text)
  expect(() => parseMultikey(text, 'Ed25519-public')).toThrow(refusal)
})

test.each([
  { name: 'no octets', octets: [] },
  { name: 'half a prefix', octets: [0xed] },
  { name: 'an unknown prefix', octets: [0x12, 0x00, ...new Uint8Array(32)] },
  {
    name: 'P-256 with a varint longer than needed',
    octets: [0x80, 0xa4, 0x00, ...new Uint8Array(33)],
  },
  { name: 'an uncompressed key of P-256', octets: [0x80, 0x24, 4, ...new Uint8Array(64)] },
  { name: 'a varint longer than needed', octets: [0xed, 0x81, 0x00, ...new Uint8Array(32)] },
])('$name is refused', ({ octets }) => {
  expect(() => parseMultikeyOctets(Uint8Array.from(octets))).toThrow(refusal)
})

test('a key read from octets does not change when they do', () => {
  const octets = Uint8Array.of(0xed, 0x01, ...new Uint8Array(32))
  const key = parseMultikeyOctets(octets)
  octets.fill(0xff)
  expect(key.octets).toEqual(new Uint8Array(32))
})

test('text in base64url is refused, for the same key in two texts would be two', () => {
  const octets = multikeyOctets({ codec: 'Ed25519-public', octets: new Uint8Array(32) })
  expect(() => parseMultikey(encodeMultibase(octets, 'u'))).toThrow(
    expect.objectContaining({ code: 'invalidMultibase' }),
  )
})
