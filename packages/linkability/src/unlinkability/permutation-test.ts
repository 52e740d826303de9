import type { Draw } from '../simulation/draw.ts'

/** What was seen of one member in every presentation. */
export interface Observed {
  readonly name: string
  /** One for each presentation; equal where the same was seen. */
  readonly values: readonly (string | number)[]
}

/** What {@link tellingMembers} takes. */
export interface TellingMembersOptions {
  /** Whose each presentation is: numbers from 0 on. */
  readonly holders: readonly number[]
  readonly draw: Draw
  /** How often something is found where there is nothing, at most: once in as many tries. */
  readonly falseAlarms: number
}

/**
 * The members by which holders are told apart, the most telling first.
 *
 * If presentations tell nothing of their holders, it makes no difference which of them are taken for those of one: so they are dealt
 * out anew many times, and what was seen is compared with what is seen then. Two statistics are looked at: how many pairs of one holder
 * are the same, and, of numbers, how far the mean ranks of holders lie apart. Each is scaled by its own spread, and the greatest of
 * all members counts (Westfall and Young), so that the rate of false alarms is exact for all members together.
 */
export function tellingMembers(
  observed: readonly Observed[],
  { holders, draw, falseAlarms }: TellingMembersOptions,
): readonly string[] {
  const statistics = statisticsOf(observed, new Set(holders).size)
  const rounds = Math.ceil(10 / falseAlarms)
  // The first round is what was seen.
  const scores = statistics.map(() => new Float64Array(rounds))
  const dealt = [...holders]
  for (let round = 0; round < rounds; round++) {
    for (const [i, { of }] of statistics.entries()) (scores[i] as Float64Array)[round] = of(dealt)
    shuffle(dealt, draw)
  }
  for (const own of scores) standardize(own)
  const greatest = Array.from({ length: rounds }, (_, round) =>
    scores.reduce((most, own) => Math.max(most, own[round] ?? 0), 0),
  )
  const found = statistics.flatMap(({ names }, i) => {
    const score = scores[i]?.[0] ?? 0
    const asGreat = greatest.filter((other) => other >= score - ROUNDING).length
    return asGreat / rounds <= falseAlarms ? [{ names, score }] : []
  })
  const names = found.sort((a, b) => b.score - a.score).flatMap((one) => one.names)
  return [...new Set(names)]
}

/** Sums of the same numbers in another order differ by less. */
const ROUNDING = 1e-9

/** A number that is the greater the more alike the presentations of one holder are. */
interface Statistic {
  readonly names: readonly string[]
  readonly of: (holders: readonly number[]) => number
}

/** What is the same or different in the same presentations is counted once, whatever its names are. */
function statisticsOf(observed: readonly Observed[], holderCount: number): readonly Statistic[] {
  const found = new Map<string, { names: string[]; of: Statistic['of'] }>()
  const add = (name: string, key: string, of: Statistic['of']) => {
    const known = found.get(key)
    if (known) known.names.push(name)
    else found.set(key, { names: [name], of })
  }
  for (const { name, values } of observed) {
    const classes = classesOf(values)
    const count = new Set(classes).size
    if (count === 1) continue
    if (count < values.length) add(name, `same ${classes}`, createSamePairs(classes, holderCount))
    const ranks = ranksOf(values)
    if (ranks) add(name, `rank ${ranks}`, createApart(ranks, holderCount))
  }
  return [...found.values()]
}

/** For each value the place of the first that is the same. */
function classesOf(values: readonly unknown[]): number[] {
  const first = new Map<unknown, number>()
  return values.map((value, i) => {
    const known = first.get(value) ?? i
    first.set(value, known)
    return known
  })
}

/** Pairs of one holder that are in one class; counts are kept in one place, which is cleared each time. */
function createSamePairs(classes: readonly number[], holderCount: number): Statistic['of'] {
  const seen = new Uint16Array(classes.length * holderCount)
  return (holders) => {
    seen.fill(0)
    let pairs = 0
    for (let i = 0; i < classes.length; i++) {
      const at = (classes[i] as number) * holderCount + (holders[i] as number)
      const before = seen[at] as number
      pairs += before
      seen[at] = before + 1
    }
    return pairs
  }
}

/** Mean ranks, where all are numbers. */
function ranksOf(values: readonly (string | number)[]): number[] | undefined {
  const numbers = values.filter((value) => typeof value === 'number')
  if (numbers.length < values.length) return undefined
  const sorted = [...numbers].sort((a, b) => a - b)
  return numbers.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2)
}

function createApart(ranks: readonly number[], holderCount: number): Statistic['of'] {
  const sums = new Float64Array(holderCount)
  return (holders) => {
    sums.fill(0)
    for (let i = 0; i < ranks.length; i++) {
      const holder = holders[i] as number
      sums[holder] = (sums[holder] as number) + (ranks[i] as number)
    }
    return sums.reduce((total, sum) => total + sum * sum, 0)
  }
}

function standardize(scores: Float64Array): void {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length
  for (const [i, score] of scores.entries()) {
    scores[i] = variance < ROUNDING ? 0 : (score - mean) / Math.sqrt(variance)
  }
}

/** Fisher and Yates. */
function shuffle(items: number[], draw: Draw): void {
  for (let i = items.length - 1; i > 0; i--) {
    const other = draw.below(i + 1)
    const item = items[i] as number
    items[i] = items[other] as number
    items[other] = item
  }
}
