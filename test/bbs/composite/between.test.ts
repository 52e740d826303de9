import { type BetweenOptions, between } from '@unscored/bbs'
import { describe, expect, test } from 'vitest'
import { digitsHash } from '../../../packages/bbs/src/composite/signed-set.ts'

const digits = { publicKey: new Uint8Array(96), elementsHash: digitsHash() }
const two: BetweenOptions = { value: 'a', from: 3n, until: 9n, octets: 2, digits }

describe('bounds', () => {
  test('are a range from below and one from above', () => {
    expect(between(two)).toEqual([
      { kind: 'range', of: { constant: -3n, terms: [['a', 1n]] }, octets: 2, digits },
      { kind: 'range', of: { constant: 9n, terms: [['a', -1n]] }, octets: 2, digits },
    ])
    expect(between({ ...two, minus: 'b' }).map(({ of }) => of.terms)).toEqual([
      [
        ['a', 1n],
        ['b', -1n],
      ],
      [
        ['a', -1n],
        ['b', 1n],
      ],
    ])
  })

  test.each<[name: string, change: Partial<BetweenOptions>]>([
    ['a single value', { from: 9n }],
    ['all that the encoding has', { from: 0n, until: 65_535n }],
    ['of three octets', { until: 2n ** 24n - 1n, octets: 3 }],
    ['below zero, of a difference', { minus: 'b', from: -65_535n, until: 0n }],
    [
      'as far apart as digits can tell, of a difference',
      { minus: 'b', from: -30_000n, until: 35_535n },
    ],
  ])('may be %s', (_, change) => {
    expect(between({ ...two, ...change })).toHaveLength(2)
  })

  test.each<[name: string, change: Partial<BetweenOptions>]>([
    ['out of order', { from: 10n }],
    ['below zero', { from: -1n }],
    ['as wide as 256^n', { until: 65_536n }],
    ['as wide as 256', { until: 256n, octets: 1 }],
    ['of no octets', { octets: 0, from: 0n, until: 0n }],
    ['of a negative number of octets', { octets: -1 }],
    ['of four octets', { octets: 4 }],
    ['of a fraction of an octet', { octets: 1.5 }],
    ['of no number of octets', { octets: Number.NaN }],
    ['below the least difference', { minus: 'b', from: -65_536n, until: -1n }],
    [
      'further apart than digits can tell, of a difference',
      { minus: 'b', from: -30_000n, until: 35_536n },
    ],
  ])('are refused where they are %s', (_, change) => {
    expect(() => between({ ...two, ...change })).toThrow(
      expect.objectContaining({ code: 'invalidBounds' }),
    )
  })
})
