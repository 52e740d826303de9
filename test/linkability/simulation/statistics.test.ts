import { describe, expect, test } from 'vitest'
import { createDraw } from '../../../packages/linkability/src/simulation/draw.ts'
import {
  drawResamples,
  estimateAdvantage,
  estimateAuc,
  estimateRate,
  type ScoredPair,
} from '../../../packages/linkability/src/simulation/statistics.ts'

const HOLDERS = 400
const resamples = drawResamples(HOLDERS, createDraw('statistics'))

/** Pairs of each holder whose score is drawn, own ones shifted. */
function pairsWith(shift: number, score: (unit: number) => number = (unit) => unit - 0.5) {
  const draw = createDraw('pairs', shift)
  return Array.from({ length: HOLDERS }, (_, holder): ScoredPair[] =>
    [true, false].flatMap((isOwn) =>
      [0, 1, 2].map(() => ({
        ...{ holder, isOwn, coin: draw.unit() },
        score: score(draw.unit()) + (isOwn ? shift : 0),
      })),
    ),
  ).flat()
}

describe('what is estimated', () => {
  test('a rate lies between bounds as wide as those of a binomial', () => {
    const tallies = Array.from({ length: HOLDERS }, (_, i) => ({
      sum: i % 4 === 0 ? 1 : 0,
      count: 1,
    }))
    const { value, low, high } = estimateRate(tallies, resamples)
    expect(value).toBe(0.25)
    const expected = 2 * 1.96 * Math.sqrt((0.25 * 0.75) / HOLDERS)
    expect(high - low).toBeGreaterThan(0.8 * expected)
    expect(high - low).toBeLessThan(1.2 * expected)
  })

  test('a rate of all or of none has the exact bound, and none of no width', () => {
    const all = estimateRate(
      Array.from({ length: HOLDERS }, () => ({ sum: 2, count: 2 })),
      resamples,
    )
    expect(all).toMatchObject({ value: 1, high: 1 })
    // (α/2)^(1/n), of Clopper and Pearson.
    expect(all.low).toBeCloseTo(0.025 ** (1 / HOLDERS), 10)
    const none = estimateRate(
      Array.from({ length: HOLDERS }, () => ({ sum: 0, count: 2 })),
      resamples,
    )
    expect(none).toMatchObject({ value: 0, low: 0 })
    expect(none.high).toBeCloseTo(1 - 0.025 ** (1 / HOLDERS), 10)
  })

  test('a rate of none of a few holders is bounded by how few they are', () => {
    const tallies = Array.from({ length: HOLDERS }, (_, i) => ({ sum: 0, count: i < 5 ? 1 : 0 }))
    expect(estimateRate(tallies, resamples).high).toBeCloseTo(1 - 0.025 ** (1 / 5), 10)
  })

  test('scores that say nothing are as good as guessing', () => {
    const auc = estimateAuc(pairsWith(0), resamples)
    expect(auc.low).toBeLessThan(0.5)
    expect(auc.high).toBeGreaterThan(0.5)
    const advantage = estimateAdvantage(pairsWith(0), resamples)
    expect(advantage.low).toBeLessThan(0)
    expect(advantage.high).toBeGreaterThan(0)
  })

  test('equal scores are decided by the coin, with bounds as wide as its', () => {
    const equal = pairsWith(0, () => 0)
    const { value, low, high } = estimateAdvantage(equal, resamples)
    expect(Math.abs(value)).toBeLessThan(0.06)
    // Of three throws for each holder on either side.
    const expected = 2 * 1.96 * Math.sqrt((2 * 0.25) / (3 * HOLDERS))
    expect(high - low).toBeGreaterThan(0.8 * expected)
    expect(high - low).toBeLessThan(1.2 * expected)
  })

  test('scores that part own pairs from others are told as such', () => {
    expect(estimateAuc(pairsWith(2), resamples).value).toBe(1)
    expect(estimateAdvantage(pairsWith(0.5), resamples).value).toBeCloseTo(0.5, 1)
    expect(estimateAuc(pairsWith(0.5), resamples).value).toBeCloseTo(0.875, 1)
  })

  test('the same draws give the same, and others others', () => {
    expect(drawResamples(10, createDraw('a'))).toEqual(drawResamples(10, createDraw('a')))
    expect(drawResamples(10, createDraw('a'))).not.toEqual(drawResamples(10, createDraw('b')))
  })
})
