import { p256 } from '@noble/curves/nist.js'
import { encodeMultibase, parsePublicJwk, withCodec } from '@unscored/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compressP256, isP256Point } from '../../packages/core/src/p256.ts'

const seeded = { seed: 20210501, numRuns: 100 }
const P = p256.Point.CURVE().p
const scalar = fc.bigInt({ min: 1n, max: p256.Point.CURVE().n - 1n })
const point = scalar.map((factor) => p256.Point.BASE.multiply(factor))
const octets32 = fc.uint8Array({ minLength: 32, maxLength: 32 })
const bytes = (value: bigint) =>
  Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'))
const base64url = (octets: Uint8Array) => encodeMultibase(octets, 'u').slice(1)

describe('a point of P-256', () => {
  test('is one in 33 octets, and in its two coordinates', () => {
    fc.assert(
      fc.property(point, (P) => {
        const compressed = P.toBytes(true)
        expect(isP256Point(compressed)).toBe(true)
        expect(compressP256(bytes(P.x), bytes(P.y))).toEqual(compressed)
        expect(withCodec('P256-public', compressed).octets).toEqual(compressed)
      }),
      seeded,
    )
  })

  test('is what a library of curves takes for one, of any octets', () => {
    let points = 0
    fc.assert(
      fc.property(fc.constantFrom(2, 3), octets32, (sign, x) => {
        const octets = Uint8Array.of(sign, ...x)
        const expected = isTaken(octets)
        if (expected) points++
        expect(isP256Point(octets)).toBe(expected)
      }),
      seeded,
    )
    expect(points).toBeGreaterThan(20)
    expect(points).toBeLessThan(80)
  })

  test('is none with its y changed', () => {
    fc.assert(
      fc.property(point, octets32, (P, y) => {
        fc.pre(base64url(y) !== base64url(bytes(P.y)))
        fc.pre(base64url(y) !== base64url(bytes(-P.y + p256.Point.CURVE().p)))
        expect(compressP256(bytes(P.x), y)).toBeUndefined()
      }),
      seeded,
    )
  })

  const { x, y } = p256.Point.BASE
  const G = p256.Point.BASE.toBytes(true)
  test.each([
    { name: 'no octets', octets: [] },
    { name: 'infinity', octets: [0] },
    { name: 'an octet less', octets: G.subarray(0, 32) },
    { name: 'an octet more', octets: [...G, 0] },
    { name: 'another sign', octets: [4, ...G.subarray(1)] },
    { name: 'the form that is not compressed', octets: p256.Point.BASE.toBytes(false) },
    { name: 'a coordinate that is the order of the field', octets: [2, ...bytes(P)] },
    { name: 'the largest coordinate', octets: [3, ...bytes(2n ** 256n - 1n)] },
  ])('is not $name', ({ octets }) => {
    expect(isP256Point(Uint8Array.from(octets))).toBe(false)
    expect(() => withCodec('P256-public', Uint8Array.from(octets))).toThrow(
      expect.objectContaining({ code: 'invalidMultikey' }),
    )
  })

  test.each([
    { name: 'x and y exchanged', coordinates: [bytes(y), bytes(x)] },
    { name: 'x as large as the field', coordinates: [bytes(P), bytes(y)] },
    { name: 'y out of the field', coordinates: [bytes(x), bytes(2n ** 256n - 1n)] },
    { name: 'zeros', coordinates: [bytes(0n), bytes(0n)] },
    { name: 'x without its last octet', coordinates: [bytes(x).subarray(0, 31), bytes(y)] },
    { name: 'y with an octet more', coordinates: [bytes(x), Uint8Array.of(0, ...bytes(y))] },
  ])('is not $name', ({ coordinates: [x = bytes(0n), y = bytes(0n)] }) => {
    expect(compressP256(x, y)).toBeUndefined()
    const jwk = { kty: 'EC', crv: 'P-256', x: base64url(x), y: base64url(y) }
    expect(() => parsePublicJwk(jwk)).toThrow(
      expect.objectContaining({ code: 'invalidVerificationMethod' }),
    )
  })
})

function isTaken(octets: Uint8Array): boolean {
  try {
    p256.Point.fromBytes(octets)
    return true
  } catch {
    return false
  }
}
