import type { LinkResult } from '../simulation/result.ts'
import type { Estimate } from '../simulation/statistics.ts'

/** A rate in percent: `12.3 %` on one line, the same whatever the language of the machine is. */
export function percent(rate: number): string {
  const shown = rate * 100
  // Below a tenth of a percent another digit tells chance from nothing.
  return `${shown !== 0 && Math.abs(shown) < 0.1 ? shown.toFixed(2) : shown.toFixed(1)}\u00a0%`
}

/** Between what a rate lies. */
export function percentRange({ low, high }: Estimate): string {
  return `${percent(low)} to ${percent(high)}`
}

/** A difference of rates, from −1 to 1. */
export function decimal(value: number): string {
  return value.toFixed(3).replace('-', '−')
}

/** Between what one lies. */
export function decimalRange({ low, high }: Estimate): string {
  return `${decimal(low)} to ${decimal(high)}`
}

/** A count, with commas between thousands. */
export function whole(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** How far linking works, by what lies within 95 %. */
export type LinkVerdict = 'nearlyAlways' | 'often' | 'sometimes' | 'chance'

/**
 * No better than by guessing, where the adversary found nothing to go by, or where neither its first guess nor its choice between
 * two people shows that it knew anything.
 */
export function verdictOf({
  by,
  top1,
  guessing,
  advantage,
}: Pick<LinkResult, 'by' | 'top1' | 'guessing' | 'advantage'>): LinkVerdict {
  if (by.length === 0 || (top1.low <= guessing && advantage.low <= 0)) return 'chance'
  if (top1.low >= 0.9) return 'nearlyAlways'
  return top1.value >= 0.5 ? 'often' : 'sometimes'
}

/** The same in words. */
export const verdictWords: Readonly<Record<LinkVerdict, string>> = {
  nearlyAlways: 'nearly always',
  often: 'more often than not',
  sometimes: 'sometimes, and better than by guessing',
  chance: 'no better than by guessing',
}
