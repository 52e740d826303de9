import type { Estimate, Tally } from '../statistics.ts'

/** One for each holder, of nothing yet. */
export function emptyTallies(holders: number): Tally[] {
  return Array.from({ length: holders }, () => ({ sum: 0, count: 0 }))
}

/** Adds to a tally, where there is one. */
export function count(tally: Tally | undefined, amount: number): void {
  if (tally === undefined) return
  tally.sum += amount
  tally.count++
}

/** To a millionth, so that no last digit of a floating point differs elsewhere. */
export function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6
}

/** The same for each of its members. */
export function roundedEstimate({ value, low, high }: Estimate): Estimate {
  return { value: rounded(value), low: rounded(low), high: rounded(high) }
}
