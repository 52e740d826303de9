import type { Rows } from './corpus.ts'
import {
  columnOf,
  countsOf,
  type Feature,
  type LearnedFeature,
  learnFeatures,
  type OwnPair,
  type Training,
} from './features.ts'

/** How the adversary scores two rows, learned from rows of which it knows whose they are. */
export interface Model {
  /** What never differs between two rows of one holder, taken together as one. */
  readonly fingerprint: readonly LearnedFeature[]
  /** How often the whole of it is the same because the holder is. */
  readonly stability: number
  /** What is the same now and then. */
  readonly habits: readonly LearnedFeature[]
  /** Makes a sum of evidence the logarithm of a likelihood ratio. */
  readonly calibration: Calibration
}

interface Calibration {
  readonly offset: number
  readonly slope: number
}

/** What {@link learnModel} takes beside the training. */
export interface LearnModelOptions {
  /** Gives another row of the right for a pair, of another holder. */
  readonly other: (pair: number) => number
}

/**
 * Learns a model.
 *
 * What is always the same makes one fingerprint, so that members which follow from each other are counted once. What is the same
 * now and then is added as if one said nothing of the other; how much less it says is then learned by a logistic regression on
 * pairs of one holder and pairs of two.
 */
export function learnModel(training: Training, { other }: LearnModelOptions): Model {
  const features = learnFeatures(training)
  const pairs = [...training.own, ...training.own.map(({ left }, i) => ({ left, right: other(i) }))]
  const fingerprint = distinct(
    features.filter(({ stability }) => stability >= ALWAYS),
    ({ left }) => partitionOf(columnOf(training.left, left)),
  )
  const habits = distinct(
    features.filter(({ stability }) => stability < ALWAYS),
    (feature) => matchesOf(feature, training, pairs),
  ).slice(0, MAX_HABITS)
  const plain = {
    ...{ fingerprint, habits, calibration: { offset: 0, slope: 1 } },
    stability: stabilityOf(fingerprint, training),
  }
  const scorer = createScorer(plain, training)
  const own = training.own.map(({ left, right }) => scorer.score(left, right))
  const others = training.own.map(({ left }, i) => scorer.score(left, other(i)))
  return { ...plain, calibration: calibrated(own, others) }
}

const ALWAYS = 0.995

/** Those that tell the most are kept: what comes behind adds little and costs each comparison. */
const MAX_HABITS = 12

/** Of features that come to the same the first. */
function distinct(
  features: readonly LearnedFeature[],
  keyOf: (feature: LearnedFeature) => string,
): LearnedFeature[] {
  const byKey = new Map<string, LearnedFeature>()
  for (const feature of features) {
    const key = keyOf(feature)
    if (!byKey.has(key)) byKey.set(key, feature)
  }
  return [...byKey.values()]
}

/** The same text for two features that are the same for the same pairs. */
function matchesOf(
  { left, right }: Feature,
  training: Training,
  pairs: readonly OwnPair[],
): string {
  const [ofLeft, ofRight] = [columnOf(training.left, left), columnOf(training.right, right)]
  return pairs.map((pair) => (ofLeft[pair.left] === ofRight[pair.right] ? '1' : '0')).join('')
}

/** The same text for two columns that are the same in the same rows. */
function partitionOf(column: Float64Array): string {
  const numbers = new Map<number, number>()
  const groups = Array.from(column, (value) => {
    const number = numbers.get(value) ?? numbers.size
    numbers.set(value, number)
    return number
  })
  return groups.join(' ')
}

function stabilityOf(fingerprint: readonly Feature[], { left, right, own }: Training): number {
  const [ofLeft, ofRight] = keysOf(fingerprint, left, right)
  const same = own.filter((pair) => ofLeft[pair.left] === ofRight[pair.right]).length
  // Nobody knows from so many pairs that it never differs.
  return (same + 0.5) / (own.length + 1)
}

/** For each row a number that stands for all that its fingerprint is of. */
function keysOf(features: readonly Feature[], left: Rows, right: Rows): [Int32Array, Int32Array] {
  const numbers = new Map<string, number>()
  const keys = (rows: Rows, side: keyof Feature) => {
    const columns = features.map((feature) => columnOf(rows, feature[side]))
    return Int32Array.from({ length: rows.length }, (_, row) => {
      const text = columns.map((column) => column[row]).join(' ')
      const number = numbers.get(text) ?? numbers.size
      numbers.set(text, number)
      return number
    })
  }
  return [keys(left, 'left'), keys(right, 'right')]
}

/** Scores rows on the left and rows on the right. */
export interface Scorer {
  /** The logarithm of how much likelier two rows are if one holder left both than if two did. */
  score(left: number, right: number): number
  /** The scores of a row on the left with many of the right, in their order: in less time than one by one, and the same. */
  scores(left: number, rights: readonly number[]): Float64Array
  /** Rows of the right whose fingerprint is that of a row on the left. */
  alike(left: number): readonly number[]
  /** Whether all that have the same fingerprint have the same score, and so have all others. */
  readonly isPlain: boolean
}

/** What {@link createScorer} takes beside the model. */
export interface ScorerOptions {
  readonly left: Rows
  readonly right: Rows
}

/** A scorer for rows: how rare a value is among those on the right says how much it tells. */
export function createScorer(model: Model, { left, right }: ScorerOptions): Scorer {
  const { offset, slope } = model.calibration
  const [ofLeft, ofRight] = keysOf(model.fingerprint, left, right)
  const blocks = new Map<number, number[]>()
  for (const [row, key] of ofRight.entries()) {
    const block = blocks.get(key)
    if (block) block.push(row)
    else blocks.set(key, [row])
  }
  const hasFingerprint = model.fingerprint.length > 0
  const whole = { stability: model.stability, rows: right.length }
  const habits = model.habits.map(({ left: l, right: r, stability }) => {
    const column = columnOf(right, r)
    return { left: columnOf(left, l), right: column, stability, counts: countsOf(column) }
  })

  /** What each thing that is compared with a row on the left tells, where it is the same and where it is not. */
  function comparisonsOf(l: number): Comparison[] {
    const key = ofLeft[l] as number
    const comparisons = habits.map(({ left: column, right: other, stability, counts }) => {
      const value = column[l] as number
      const count = counts.get(value) ?? 0
      return { value, other, ...evidence({ stability, rows: right.length, count }) }
    })
    if (!hasFingerprint) return comparisons
    const count = blocks.get(key)?.length ?? 0
    return [{ value: key, other: ofRight, ...evidence({ ...whole, count }) }, ...comparisons]
  }

  function scores(l: number, rights: readonly number[]): Float64Array {
    const sums = new Float64Array(rights.length)
    for (const { value, other, same, different } of comparisonsOf(l)) {
      for (let i = 0; i < rights.length; i++) {
        sums[i] = (sums[i] as number) + (other[rights[i] as number] === value ? same : different)
      }
    }
    // Sums of floats in another order would differ in their last digits.
    return sums.map((sum) => Math.round((offset + slope * sum) * 1e9) / 1e9)
  }
  return {
    score: (l, r) => scores(l, [r])[0] as number,
    scores,
    alike: (l) => blocks.get(ofLeft[l] as number) ?? [],
    isPlain: habits.length === 0,
  }
}

/** What a value on the left is compared with, and the evidence that is found. */
interface Comparison {
  readonly value: number
  /** By the row on the right. */
  readonly other: ArrayLike<number>
  readonly same: number
  readonly different: number
}

interface EvidenceOptions {
  stability: number
  rows: number
  /** How many rows have the value. */
  count: number
}

/** A holder keeps her value in a share of cases, and else draws one as everybody does. */
function evidence({ stability, rows, count }: EvidenceOptions) {
  const rate = Math.max(count, 1) / rows
  return {
    same: Math.log((stability + (1 - stability) * rate) / rate),
    different: Math.log(1 - Math.min(stability, 1 - 1e-4)),
  }
}

/** Offset and slope by which sums fit what they were of; held near 0 and 1, since sums can part the two without a rest. */
function calibrated(own: readonly number[], others: readonly number[]): Calibration {
  const points = [...own.map((x) => [x, 1] as const), ...others.map((x) => [x, 0] as const)]
  let [offset, slope] = [0, 1]
  for (let step = 0; step < NEWTON_STEPS; step++) {
    let [g0, g1, h00, h01, h11] = [-PRIOR * offset, -PRIOR * (slope - 1), PRIOR, 0, PRIOR]
    for (const [x, is] of points) {
      const p = 1 / (1 + Math.exp(-(offset + slope * x)))
      const weight = p * (1 - p)
      g0 += is - p
      g1 += (is - p) * x
      h00 += weight
      h01 += weight * x
      h11 += weight * x * x
    }
    const determinant = h00 * h11 - h01 * h01
    offset += (h11 * g0 - h01 * g1) / determinant
    slope += (h00 * g1 - h01 * g0) / determinant
  }
  // Where nothing was ever mistaken a slope could be anything; what was counted is then as it is.
  const isSound = Number.isFinite(offset) && slope > 0 && slope < 1
  return isSound ? { offset, slope } : { offset: 0, slope: 1 }
}

const NEWTON_STEPS = 12
const PRIOR = 20
