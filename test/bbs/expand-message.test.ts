import { expand_message_xmd } from '@noble/curves/abstract/hash-to-curve.js'
import { sha256 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expandMessageXmd } from '../../packages/bbs/src/expand-message.ts'

describe('expanding a message with SHA-256', () => {
  const octets = (maxLength: number, minLength = 0) => fc.uint8Array({ minLength, maxLength })

  test('gives what @noble/curves gives', () => {
    fc.assert(
      fc.property(
        octets(300),
        octets(255, 1),
        fc.integer({ min: 1, max: 400 }),
        (m, dst, length) => {
          expect(expandMessageXmd(m, dst, length)).toEqual(
            expand_message_xmd(m, dst, length, sha256),
          )
        },
      ),
      { numRuns: 500, examples: [[new Uint8Array(), new Uint8Array(255), 255 * 32]] },
    )
  })

  test.each([
    { name: 'a tag of 256 octets', dst: 256, length: 48 },
    { name: 'more octets than there are blocks for', dst: 8, length: 255 * 32 + 1 },
  ])('is refused with $name', ({ dst, length }) => {
    expect(() => expandMessageXmd(new Uint8Array(), new Uint8Array(dst), length)).toThrow(
      RangeError,
    )
  })
})
