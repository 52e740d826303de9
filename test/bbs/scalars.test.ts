import { describe, expect, test } from 'vitest'
import { integer, mod, r, randomScalars } from '../../packages/bbs/src/scalars.ts'
import { seededRandom } from './random-sources.ts'

describe('random scalars', () => {
  const given = (octets: Uint8Array) => () => octets
  const octetsOf = (...values: readonly bigint[]) =>
    Uint8Array.from(
      values.flatMap((value) => value.toString(16).padStart(96, '0').match(/../g) ?? []),
      (pair) => Number.parseInt(pair, 16),
    )

  test('are of 48 octets of the source each, of which no two share one', () => {
    const octets = seededRandom(1)(4 * 48)
    const expected = [0, 48, 96, 144].map((at) => mod(integer(octets.subarray(at, at + 48))))
    expect(randomScalars(4, given(octets))).toEqual(expected)
  })

  test.each([
    { name: 'twice the same', values: [5n, 7n, 5n] },
    { name: 'the same modulo r', values: [5n, 7n, 5n + 3n * r] },
    { name: '0', values: [5n, 0n, 7n] },
    { name: 'r', values: [5n, r, 7n] },
  ])('are not taken from a source that gives $name', ({ values }) => {
    expect(() => randomScalars(values.length, given(octetsOf(...values)))).toThrow(RangeError)
  })
})
