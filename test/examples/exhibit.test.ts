import { haveCommonRun } from '@unscored/examples/src/story/exhibit.ts'
import { describe, expect, test } from 'vitest'

const counting = (start: number, length: number) =>
  Uint8Array.from({ length }, (_, i) => (start + i) % 256)

describe('runs of octets that two proofs have in common', () => {
  test('are found wherever they stand in either', () => {
    const run = counting(100, 8)
    const [a, b] = [Uint8Array.of(...counting(0, 30), ...run), Uint8Array.of(1, ...run, 2, 3)]
    expect(haveCommonRun(a, b)).toBe(true)
    expect(haveCommonRun(b, a)).toBe(true)
  })

  test('are eight octets or more', () => {
    expect(haveCommonRun(counting(0, 20), counting(13, 20))).toBe(false)
    expect(haveCommonRun(counting(0, 20), counting(12, 20))).toBe(true)
  })

  test('are not found in octets that are too short to hold one', () => {
    expect(haveCommonRun(counting(0, 7), counting(0, 7))).toBe(false)
  })
})
