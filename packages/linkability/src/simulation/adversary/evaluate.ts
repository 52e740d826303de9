import { createDraw, type Draw } from '../draw.ts'
import type { LinkRates, LinkResult } from '../result.ts'
import {
  drawResamples,
  estimateAdvantage,
  estimateAuc,
  estimateMean,
  estimateRate,
  type Resamples,
  type ScoredPair,
} from '../statistics.ts'
import { type Answer, binsOf } from './calibrate.ts'
import { type Corpus, type Rows, rowsOfHolders, selectRows } from './corpus.ts'
import type { OwnPair } from './features.ts'
import { createScorer, learnModel, type Model, type Scorer } from './model.ts'
import { count, emptyTallies, rounded, roundedEstimate } from './tallies.ts'

/** What {@link evaluate} takes beside the corpus. */
export interface EvaluateOptions {
  readonly seed: string
  /** How many holders are told apart; those behind them the adversary knows. */
  readonly holders: number
}

/** What the adversary links visits to: other visits, or the records of persons. */
export type Relation = 'visitToVisit' | 'visitToPerson'

/** What came out, and of what. */
export interface Evaluation {
  readonly link: LinkResult
  readonly answers: readonly Answer[]
  readonly resamples: Resamples
}

/** Lets the adversary learn of the holders that it made up, and link those that it did not. */
export function evaluate(
  { visits, records }: Corpus,
  relation: Relation,
  { seed, holders }: EvaluateOptions,
): Evaluation {
  const right = relation === 'visitToVisit' ? visits : records
  const all = 1 + Math.max(...visits.holders)
  const known = setOf(
    rowsOfHolders(visits, holders, all),
    rowsOfHolders(right, holders, all),
    relation,
  )
  const drawOther = createDraw(seed, relation, 'training')
  const others = known.own.map(({ left }) => otherRow(known, left, drawOther))
  const model = learnModel(known, { other: (pair) => others[pair] as number })

  const resamples = drawResamples(holders, createDraw(seed, 'resamples'))
  const unknown = rowsOfHolders(visits, 0, holders)
  const unknownRight = rowsOfHolders(right, 0, holders)
  const { answers, rates } = measure(setOf(unknown, unknownRight, relation), {
    ...{ model, resamples, draw: createDraw(seed, relation, 'coins') },
  })
  const shuffled = shuffledHolders(unknown, createDraw(seed, relation, 'shuffled'))
  const { rates: chance } = measure(
    setOf(shuffled, relation === 'visitToVisit' ? shuffled : unknownRight, relation),
    { model, resamples, draw: createDraw(seed, relation, 'shuffled coins') },
  )
  return {
    link: {
      ...{ ...rates, by: strongest(model), shuffled: chance },
      calibration: binsOf(answers, resamples),
    },
    ...{ answers, resamples },
  }
}

function strongest({ fingerprint, habits }: Model): LinkResult['by'] {
  return [...fingerprint, ...habits].slice(0, MAX_NAMED).map(({ left: path, stability }) => ({
    path,
    stability: rounded(stability),
  }))
}

const MAX_NAMED = 12

/** Rows to link, and which belong together. */
interface LinkSet {
  readonly relation: Relation
  readonly left: Rows
  readonly right: Rows
  readonly own: readonly OwnPair[]
}

/** All pairs of an earlier and a later visit of a holder; or of a visit and her record. */
function setOf(left: Rows, right: Rows, relation: Relation): LinkSet {
  const ofHolder = new Map<number, number[]>()
  for (const [row, holder] of right.holders.entries()) {
    ofHolder.set(holder, [...(ofHolder.get(holder) ?? []), row])
  }
  const own = Array.from(left.holders).flatMap((holder, l) =>
    (ofHolder.get(holder) ?? [])
      .filter((r) => relation === 'visitToPerson' || r > l)
      .map((r) => ({ left: l, right: r })),
  )
  return { relation, left, right, own }
}

/** A row of another holder. */
function otherRow({ left, right }: LinkSet, row: number, draw: Draw): number {
  for (;;) {
    const other = draw.below(right.length)
    if (right.holders[other] !== left.holders[row]) return other
  }
}

/** The same rows, as if each were of a holder drawn at random, of whom there are as many rows as before. */
function shuffledHolders(rows: Rows, draw: Draw): Rows {
  const order = Int32Array.from({ length: rows.length }, (_, i) => i)
  for (let i = order.length - 1; i > 0; i--) {
    const j = draw.below(i + 1)
    const [a, b] = [order[i] as number, order[j] as number]
    order[i] = b
    order[j] = a
  }
  // The rows move, the holders stay where they are.
  return { ...selectRows(rows, order), holders: rows.holders }
}

interface MeasureOptions {
  model: Model
  resamples: Resamples
  draw: Draw
}

function measure(
  set: LinkSet,
  { model, resamples, draw }: MeasureOptions,
): { rates: LinkRates; answers: readonly Answer[] } {
  const scorer = createScorer(model, set)
  const pairs = scoredPairs(set, scorer, draw)
  const answers = firstAnswers(set, scorer, draw)
  const holders = resamples[0]?.length ?? 0
  const evidence = emptyTallies(holders)
  for (const { holder, isOwn, score } of pairs) {
    if (isOwn) count(evidence[holder], score / Math.LN2)
  }
  const right = emptyTallies(holders)
  for (const { holder, isRight } of answers) count(right[holder], isRight ? 1 : 0)
  const rates: LinkRates = {
    top1: roundedEstimate(estimateRate(right, resamples)),
    guessing: rounded(1 / holders),
    auc: roundedEstimate(estimateAuc(pairs, resamples)),
    advantage: roundedEstimate(estimateAdvantage(pairs, resamples)),
    bits: roundedEstimate(estimateMean(evidence, resamples)),
  }
  return { rates, answers }
}

function scoredPairs(set: LinkSet, scorer: Scorer, draw: Draw): ScoredPair[] {
  return set.own.flatMap(({ left, right }) => {
    const holder = set.left.holders[left] as number
    const other = otherRow(set, left, draw)
    return [
      { holder, isOwn: true, score: scorer.score(left, right), coin: draw.unit() },
      { holder, isOwn: false, score: scorer.score(left, other), coin: draw.unit() },
    ]
  })
}

/**
 * For each visit the record that scores highest; for each holder's last visit the earlier one that does. Between equal ones the
 * coin decides.
 */
function firstAnswers(set: LinkSet, scorer: Scorer, draw: Draw): Answer[] {
  const { left, right, relation } = set
  const isLast = (row: number) => left.holders[row + 1] !== left.holders[row]
  const toVisit = relation === 'visitToVisit'
  const rows = Array.from(left.holders.keys())
  const queries = toVisit ? rows.filter(isLast) : rows
  const candidates = toVisit ? rows.filter((row) => !isLast(row)) : Array.from(right.holders.keys())
  const isCandidate = new Uint8Array(right.length)
  for (const row of candidates) isCandidate[row] = 1
  const perHolder = candidates.length / new Set(right.holders).size
  // Where habits count, each is compared with each; so many are enough to tell a rate.
  const step = scorer.isPlain
    ? 1
    : Math.ceil((queries.length * candidates.length) / MAX_COMPARISONS)
  return queries
    .filter((_, i) => i % step === 0)
    .map((query) => {
      const alike = scorer.alike(query).filter((row) => isCandidate[row] === 1)
      const compared = scorer.isPlain && alike.length > 0 ? alike : candidates
      return answerTo(query, compared, { set, scorer, draw, perHolder })
    })
}

const MAX_COMPARISONS = 2e7

interface AnswerOptions {
  set: LinkSet
  scorer: Scorer
  draw: Draw
  /** How many candidates each holder has. */
  perHolder: number
}

function answerTo(
  query: number,
  candidates: readonly number[],
  { set: { left, right }, scorer, draw, perHolder }: AnswerOptions,
): Answer {
  const holder = left.holders[query] as number
  const scores = scorer.scores(query, candidates)
  const best = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
  let [ties, ownTies, weight] = [0, 0, 0]
  // Of millions: an iterator would take longer than what is done for each.
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number
    // Sure as it may be of one, the others have their share.
    weight += Math.exp(score - best)
    if (score < best) continue
    ties++
    if (right.holders[candidates[i] as number] === holder) ownTies++
  }
  return {
    ...{ row: query, holder, isRight: draw.unit() * ties < ownTies },
    candidates: Math.max(1, weight / perHolder),
  }
}
