import { acceptedEpochs } from '@unscored/verifier'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const at = (milliseconds: number) => new Date(milliseconds)

describe('the epochs that are taken', () => {
  test.each([
    { time: 10_000, graceSeconds: 3, taken: [1, 0] },
    { time: 12_999, graceSeconds: 3, taken: [1, 0] },
    { time: 13_000, graceSeconds: 3, taken: [1] },
    { time: 19_999, graceSeconds: 3, taken: [1] },
    { time: 10_000, graceSeconds: 0, taken: [1] },
    { time: 10_000, graceSeconds: undefined, taken: [1] },
  ])('at $time with a grace of $graceSeconds are $taken', ({ time, graceSeconds, taken }) => {
    const policy = { epochSeconds: 10, ...(graceSeconds !== undefined && { graceSeconds }) }
    expect(acceptedEpochs(at(time), policy)).toEqual(taken)
  })

  test.each([10, 11, -1, Number.NaN])('have no grace of %d within ten seconds', (graceSeconds) => {
    expect(() => acceptedEpochs(at(0), { epochSeconds: 10, graceSeconds })).toThrow(RangeError)
  })

  test.each([0, -1, 0.5, Number.NaN, Infinity])('do not last %d seconds', (epochSeconds) => {
    expect(() => acceptedEpochs(at(0), { epochSeconds })).toThrow(RangeError)
  })

  test('never lack the one that a time lies in, nor hold any but it and the one before', () => {
    const times = fc.tuple(fc.nat(2 ** 40), fc.integer({ min: 1, max: 2 ** 30 }), fc.nat())
    fc.assert(
      fc.property(times, ([time, epochSeconds, some]) => {
        const policy = { epochSeconds, graceSeconds: some % epochSeconds }
        const [present, ...others] = acceptedEpochs(at(time), policy)
        const expected = Math.floor(time / (epochSeconds * 1000))
        expect(present).toBe(expected)
        expect([[], [expected - 1]]).toContainEqual(others)
      }),
    )
  })
})
