import { expand_message_xmd, expand_message_xof } from '@noble/curves/abstract/hash-to-curve.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { shake256 } from '@noble/hashes/sha3.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expandMessageXmd, expandMessageXof } from '../../packages/bbs/src/expand-message.ts'

type Expand = (message: Uint8Array, dst: Uint8Array, length: number) => Uint8Array

const hashes: { hash: string; ours: Expand; nobles: Expand; most: number }[] = [
  {
    hash: 'SHA-256',
    ours: expandMessageXmd,
    nobles: (message, dst, length) => expand_message_xmd(message, dst, length, sha256),
    most: 255 * 32,
  },
  {
    hash: 'SHAKE-256',
    ours: expandMessageXof,
    nobles: (message, dst, length) => expand_message_xof(message, dst, length, 128, shake256),
    most: 65_535,
  },
]

describe.each(hashes)('expanding a message with $hash', ({ ours, nobles, most }) => {
  const octets = (maxLength: number, minLength = 0) => fc.uint8Array({ minLength, maxLength })

  test('gives what @noble/curves gives', () => {
    fc.assert(
      fc.property(
        octets(300),
        octets(255, 1),
        fc.integer({ min: 1, max: 400 }),
        (m, dst, length) => {
          expect(ours(m, dst, length)).toEqual(nobles(m, dst, length))
        },
      ),
      { numRuns: 500, examples: [[new Uint8Array(), new Uint8Array(255), most]] },
    )
  })

  test.each([
    { name: 'a tag of 256 octets', dst: 256, length: 48 },
    { name: 'more octets than it can give', dst: 8, length: most + 1 },
  ])('is refused with $name', ({ dst, length }) => {
    expect(() => ours(new Uint8Array(), new Uint8Array(dst), length)).toThrow(RangeError)
  })
})
