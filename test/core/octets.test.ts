import { createHash } from 'node:crypto'
import {
  concatOctets,
  equalOctets,
  lengthPrefixed,
  randomOctets,
  sha256,
  uint64,
  utf8,
} from '@unscored/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toHex } from '../support/hex.ts'

const octets = fc.uint8Array({ maxLength: 20 })

test('octets are joined in order, into an array of their own', () => {
  fc.assert(
    fc.property(fc.array(octets, { maxLength: 6 }), (parts) => {
      expect([...concatOctets(...parts)]).toEqual(parts.flatMap((part) => [...part]))
    }),
    { seed: 1 },
  )
  const part = Uint8Array.of(1)
  const joined = concatOctets(part)
  part.fill(2)
  expect(joined).toEqual(Uint8Array.of(1))
})

test('octets are equal where length and every octet are', () => {
  fc.assert(
    fc.property(octets, octets, (a, b) => {
      expect(equalOctets(a, b)).toBe(toHex(a) === toHex(b))
      expect(equalOctets(a, a.slice())).toBe(true)
    }),
    {
      seed: 1,
      examples: [
        [new Uint8Array(2), new Uint8Array(3)],
        [new Uint8Array(0), new Uint8Array(0)],
      ],
    },
  )
})

test('octets that differ in one bit are not equal', () => {
  const a = new Uint8Array(32)
  for (let bit = 0; bit < 256; bit++) {
    const b = a.slice()
    b[bit >> 3] = 1 << (bit & 7)
    expect(equalOctets(a, b)).toBe(false)
  }
})

describe('uint64', () => {
  test.each<[number | bigint, string]>([
    [0, '0000000000000000'],
    [1, '0000000000000001'],
    [2 ** 32, '0000000100000000'],
    [Number.MAX_SAFE_INTEGER, '001fffffffffffff'],
    [2n ** 64n - 1n, 'ffffffffffffffff'],
  ])('of %s is %s', (value, expected) => {
    expect(toHex(uint64(value))).toBe(expected)
  })

  test.each<number | bigint>([-1, -1n, 2n ** 64n, 2 ** 64, 1.5, Number.NaN])(
    'of %s is refused',
    (value) => {
      expect(() => uint64(value)).toThrow(RangeError)
    },
  )
})

test('no two lists of parts have the same length-prefixed octets', () => {
  const parts = fc.array(fc.uint8Array({ max: 2, maxLength: 12 }), { maxLength: 4 })
  const names = (list: Uint8Array[]) => list.map(toHex).join()
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      const same = a.length === b.length && names(a) === names(b)
      expect(equalOctets(lengthPrefixed(...a), lengthPrefixed(...b))).toBe(same)
    }),
    {
      seed: 1,
      numRuns: 1000,
      examples: [
        [[], [new Uint8Array(0)]],
        [[new Uint8Array(8)], [new Uint8Array(0), new Uint8Array(0)]],
      ],
    },
  )
})

test('SHA-256 is that of others, also of a view into a larger array', async () => {
  const buffer = Uint8Array.from({ length: 100 }, (_, i) => i)
  const view = buffer.subarray(10, 50)
  expect(toHex(sha256(view))).toBe(createHash('sha256').update(view).digest('hex'))
})

test('text is UTF-8', () => {
  expect(toHex(utf8('aé€😀'))).toBe('61c3a9e282acf09f9880')
})

test('random octets are as many as asked for, and never the same', () => {
  expect(randomOctets(0)).toHaveLength(0)
  expect(randomOctets(32)).toHaveLength(32)
  expect(randomOctets(32)).not.toEqual(randomOctets(32))
})
