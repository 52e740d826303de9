import {
  epochHeader,
  gapScalars,
  gapsBetween,
  generateKeyPair,
  signGaps,
  verifyGap,
} from '@unscored/bbs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../random-sources.ts'

describe('the gaps of a list', () => {
  test('hold every number that is not revoked, once, and none that is', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 40 }))
    fc.assert(
      fc.property(numbers, (revoked) => {
        const gaps = gapsBetween(3, revoked)
        for (let id = 1; id <= 45; id++) {
          const around = gaps.filter(({ after, before }) => after < id && id < before)
          expect(around).toHaveLength(revoked.includes(id) ? 0 : 1)
        }
      }),
      { seed: 1 },
    )
  })

  test('are one of all where nothing is revoked', () => {
    expect(gapsBetween(3, [])).toEqual([{ list: 3, after: 0, before: 65_535 }])
    expect(gapsBetween(3, [2, 2, 1])).toEqual([{ list: 3, after: 2, before: 65_535 }])
  })

  test.each([0, 65_535, -1, 1.5, Number.NaN])('have no bound at %d', (id) => {
    expect(() => gapsBetween(3, [id])).toThrow(RangeError)
  })
})

describe('a signed gap', async () => {
  const key = await generateKeyPair({ random: seededRandom(1) })
  const other = await generateKeyPair({ random: seededRandom(2) })
  const { publicKey } = key
  const [gap] = await signGaps({ ...key, epoch: 7, gaps: gapsBetween(3, []) })
  if (gap === undefined) throw new Error('nothing was signed')

  test.each<[name: string, change: Partial<Parameters<typeof verifyGap>[0]>, expected: boolean]>([
    ['as it is', {}, true],
    ['of another epoch', { epoch: 6 }, false],
    ['of another key', { publicKey: other.publicKey }, false],
    ['of another list', { gap: { ...gap, list: 4 } }, false],
    ['that begins elsewhere', { gap: { ...gap, after: 1 } }, false],
    ['that ends elsewhere', { gap: { ...gap, before: 65_534 } }, false],
    ['whose signature is short', { gap: { ...gap, signature: gap.signature.subarray(1) } }, false],
  ])('%s', async (_, change, expected) => {
    expect(await verifyGap({ publicKey, epoch: 7, gap, ...change })).toBe(expected)
  })

  test('is of three scalars under the epoch in 8 octets', () => {
    expect(gapScalars(gap)).toEqual([3n, 0n, 65_535n])
    expect([...epochHeader(258)]).toEqual([0, 0, 0, 0, 0, 0, 1, 2])
    expect([...epochHeader(0)]).toEqual(Array.from({ length: 8 }, () => 0))
    for (const epoch of [-1, 0.5, 2 ** 53]) expect(() => epochHeader(epoch)).toThrow(RangeError)
  })

  test('is there for each gap, in their order, however many there are', async () => {
    const gaps = Array.from({ length: 65 }, (_, list) => gapsBetween(list, [])).flat()
    const signed = await signGaps({ ...key, epoch: 7, gaps })
    expect(signed.map(({ list, after, before }) => ({ list, after, before }))).toEqual(gaps)
    for (const at of [0, 63, 64]) {
      const one = signed[at]
      expect(one && (await verifyGap({ publicKey, epoch: 7, gap: one }))).toBe(true)
    }
    expect(await signGaps({ ...key, epoch: 7, gaps: [] })).toEqual([])
  })
})
