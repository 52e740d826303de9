import type { Draw } from './draw.ts'

/** What was measured, and between what it lies with 95 % confidence. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** How often each holder is in each of many samples that are drawn of all of them, with one that came twice counted twice. */
export type Resamples = readonly Uint8Array[]

/** Samples of holders, by which it is told how far what was measured could be off. */
export function drawResamples(holders: number, draw: Draw): Resamples {
  return Array.from({ length: RESAMPLES }, () => {
    const weights = new Uint8Array(holders)
    for (let i = 0; i < holders; i++) {
      const drawn = draw.below(holders)
      weights[drawn] = (weights[drawn] as number) + 1
    }
    return weights
  })
}

const RESAMPLES = 400

/** What {@link bootstrap} takes. */
export interface BootstrapOptions {
  readonly resamples: Resamples
  /** Of how often each holder is in a sample; once each in what was measured. */
  readonly statistic: (weights: Uint8Array) => number
  /** The least and the greatest that it can be, where it is a rate or a difference of two. */
  readonly range?: readonly [number, number]
  /** How many holders anything was seen of; all by default. */
  readonly trials?: number
}

/**
 * A statistic with the percentiles of a bootstrap over holders. Where all samples give the same, since nothing was seen but one of
 * two outcomes, the bound is the exact one of Clopper and Pearson for as many trials as there are holders of whom it was.
 */
export function bootstrap({ resamples, statistic, range, trials }: BootstrapOptions): Estimate {
  const holders = resamples[0]?.length ?? 0
  const value = statistic(new Uint8Array(holders).fill(1))
  const sampled = resamples.map(statistic).sort((a, b) => a - b)
  const at = (share: number) => sampled[Math.round(share * (sampled.length - 1))] as number
  const [low, high] = [at(0.025), at(0.975)]
  if (high - low > 1e-9 || range === undefined) return { value, low, high }
  const reach = (range[1] - range[0]) * (1 - 0.025 ** (1 / Math.max(1, trials ?? holders)))
  return { value, low: Math.max(range[0], value - reach), high: Math.min(range[1], value + reach) }
}

/** What was counted of one holder, all of which is resampled together. */
export interface Tally {
  sum: number
  count: number
}

/** A rate, from 0 to 1. */
export function estimateRate(holders: readonly Tally[], resamples: Resamples): Estimate {
  const trials = holders.filter(({ count }) => count > 0).length
  return bootstrap({ resamples, statistic: ratioOf(holders), range: [0, 1], trials })
}

/** A mean that nothing bounds. */
export function estimateMean(holders: readonly Tally[], resamples: Resamples): Estimate {
  return bootstrap({ resamples, statistic: ratioOf(holders) })
}

function ratioOf(holders: readonly Tally[]): BootstrapOptions['statistic'] {
  return (weights) => {
    let [sum, count] = [0, 0]
    for (const [i, one] of holders.entries()) {
      sum += (weights[i] as number) * one.sum
      count += (weights[i] as number) * one.count
    }
    return count === 0 ? 0 : sum / count
  }
}

/** Scores of pairs, and whether each is of one holder. */
export interface ScoredPair {
  /** The holder by whom it is resampled: that of the left. */
  readonly holder: number
  readonly isOwn: boolean
  /** The logarithm of a likelihood ratio. */
  readonly score: number
  /** Decides between equal scores; from 0 up to 1. */
  readonly coin: number
}

/** How often a pair of one holder scores higher than a pair of two. */
export function estimateAuc(pairs: readonly ScoredPair[], resamples: Resamples): Estimate {
  const sorted = [...pairs].sort((a, b) => a.score - b.score || a.coin - b.coin)
  const statistic = (weights: Uint8Array) => {
    let [below, own, won] = [0, 0, 0]
    for (const { holder, isOwn } of sorted) {
      const weight = weights[holder] as number
      if (isOwn) {
        own += weight
        won += weight * below
      } else below += weight
    }
    return own * below === 0 ? 0.5 : won / (own * below)
  }
  return bootstrap({ resamples, statistic, range: [0, 1] })
}

/**
 * How much better than by guessing somebody decides whether a pair is of one holder: the share of own pairs that are taken for
 * such, less that of others. A score of 0, as likely one as the other, is decided by the coin.
 */
export function estimateAdvantage(pairs: readonly ScoredPair[], resamples: Resamples): Estimate {
  const tallies = resamples[0] ? Array.from(resamples[0], () => [0, 0, 0, 0]) : []
  for (const { holder, isOwn, score, coin } of pairs) {
    const tally = tallies[holder] as number[]
    const isTaken = score > 0 || (score === 0 && coin < 0.5)
    const side = isOwn ? 0 : 2
    tally[side] = (tally[side] as number) + (isTaken ? 1 : 0)
    tally[side + 1] = (tally[side + 1] as number) + 1
  }
  const statistic = (weights: Uint8Array) => {
    const sums = [0, 0, 0, 0]
    for (const [i, tally] of tallies.entries()) {
      for (const [j, amount] of tally.entries()) {
        sums[j] = (sums[j] as number) + (weights[i] as number) * amount
      }
    }
    const [taken = 0, own = 0, mistaken = 0, others = 0] = sums
    return taken / Math.max(1, own) - mistaken / Math.max(1, others)
  }
  return bootstrap({ resamples, statistic, range: [-1, 1] })
}

/** The mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
