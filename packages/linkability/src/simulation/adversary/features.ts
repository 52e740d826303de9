import { mean } from '../statistics.ts'
import { ABSENT, type Rows } from './corpus.ts'

/** Two places that are compared: of a row on the left and of one on the right. */
export interface Feature {
  readonly left: string
  readonly right: string
}

/** A feature, and what was learned of it. */
export interface LearnedFeature extends Feature {
  /** How often it is the same for two rows of one holder because they are hers: from 0 to 1. */
  readonly stability: number
  /** How often it is the same for any two rows: the rarer that is, the more it tells. */
  readonly chance: number
}

/** Rows that are compared, and which of them are of one holder. */
export interface Training {
  readonly left: Rows
  readonly right: Rows
  /** Index pairs of rows of the same holder, one after the other, of each holder equally many. */
  readonly own: readonly OwnPair[]
}

/** Two rows of one holder. */
export interface OwnPair {
  readonly left: number
  readonly right: number
}

/**
 * What is the same for two rows of one holder more often than chance has it, by rows of which the adversary knows whose they
 * are. Every path of the left is compared with every path of the right at which an equal value was seen.
 */
export function learnFeatures(training: Training): LearnedFeature[] {
  return (
    candidates(training)
      .map((feature) => ({ ...feature, ...measured(feature, training) }))
      .filter(({ significance }) => significance > SIGNIFICANT)
      .map(({ significance: _, ...feature }) => feature)
      // Stable: of those that tell as much, the first path by its name.
      .sort((a, b) => a.chance - b.chance)
  )
}

/** In standard errors. Of hundreds of features that say nothing, none is that far off by chance. */
const SIGNIFICANT = 4.5

/** In which share of the pairs looked at an equal value must stand at two paths. */
const MINIMUM_SHARE = 0.05

/** How many pairs are looked at for which paths to compare; enough for what is seen in one of twenty. */
const PAIRS_LOOKED_AT = 400

function candidates({ left, right, own }: Training): Feature[] {
  const counts = new Map<string, number>()
  const step = Math.max(1, Math.floor(own.length / PAIRS_LOOKED_AT))
  const looked = own.filter((_, i) => i % step === 0)
  const varying = [...right.columns].filter(([, column]) => !isConstant(column))
  const variable = [...left.columns].filter(([, column]) => !isConstant(column))
  for (const pair of looked) {
    const places = new Map<number, string[]>()
    for (const [path, column] of varying) {
      const value = column[pair.right] as number
      if (value !== ABSENT) places.set(value, [...(places.get(value) ?? []), path])
    }
    for (const [path, column] of variable) {
      const value = column[pair.left] as number
      const others = value === ABSENT ? [] : (places.get(value) ?? [])
      for (const other of others) {
        const key = JSON.stringify([path, other])
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
    }
  }
  const seen = [...counts]
    .filter(([, count]) => count >= MINIMUM_SHARE * looked.length)
    .map(([key]) => key)
  // That something is missing on both sides can be a mark too, and was not counted as equal.
  const same = variable
    .map(([path]) => path)
    .filter((path) => right.columns.has(path))
    .map((path) => JSON.stringify([path, path]))
  return [...new Set([...seen, ...same])].sort().map((key) => {
    const [leftPath, rightPath] = JSON.parse(key)
    return { left: leftPath, right: rightPath }
  })
}

function isConstant(column: Float64Array): boolean {
  return column.every((value) => value === column[0])
}

function measured(feature: Feature, { left, right, own }: Training) {
  const ofLeft = columnOf(left, feature.left)
  const ofRight = columnOf(right, feature.right)
  const byHolder = new Map<number, { same: number; pairs: number }>()
  for (const pair of own) {
    const holder = left.holders[pair.left] as number
    const tally = byHolder.get(holder) ?? { same: 0, pairs: 0 }
    if (ofLeft[pair.left] === ofRight[pair.right]) tally.same++
    tally.pairs++
    byHolder.set(holder, tally)
  }
  const rates = Array.from(byHolder.values(), ({ same, pairs }) => same / pairs)
  const ownRate = mean(rates)
  const chance = chanceRate(ofLeft, ofRight)
  const variance = mean(rates.map((rate) => (rate - ownRate) ** 2)) + chance * (1 - chance)
  return {
    chance,
    stability: Math.max(0, (ownRate - chance) / Math.max(1 - chance, Number.EPSILON)),
    significance: (ownRate - chance) / Math.sqrt(variance / rates.length + 1e-6),
  }
}

/** How often a left and a right row have the same there, whosever they are. */
function chanceRate(left: Float64Array, right: Float64Array): number {
  const counts = countsOf(right)
  let same = 0
  for (const value of left) same += counts.get(value) ?? 0
  return same / (left.length * right.length)
}

/** How many rows have each value. */
export function countsOf(column: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>()
  for (const value of column) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

/** A column, or one in which everything is missing. */
export function columnOf({ columns, length }: Rows, path: string): Float64Array {
  return columns.get(path) ?? new Float64Array(length).fill(ABSENT)
}
