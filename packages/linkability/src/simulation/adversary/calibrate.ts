import type { AuditCount } from '../../audit/audit.ts'
import type { AuditedBin, CalibrationBin } from '../result.ts'
import { estimateRate, mean, type Resamples } from '../statistics.ts'
import type { Corpus } from './corpus.ts'
import { count, emptyTallies, rounded, roundedEstimate } from './tallies.ts'

/** Whom the adversary names first for a visit. */
export interface Answer {
  /** The visit's. */
  readonly row: number
  readonly holder: number
  readonly isRight: boolean
  /** How many holders it thinks could be meant: one over how sure it is. */
  readonly candidates: number
}

/** Visits by how many could be meant, in powers of two. */
export function binsOf(answers: readonly Answer[], resamples: Resamples): CalibrationBin[] {
  return binned(answers, ({ candidates }) => [candidates]).map((some) => ({
    candidates: rounded(mean(some.map(({ candidates }) => candidates))),
    predicted: rounded(mean(some.map(({ candidates }) => 1 / candidates))),
    ...measured(some, resamples),
  }))
}

/** What {@link auditedBinsOf} takes beside the answers. */
export interface AuditedBinsOptions {
  readonly corpus: Pick<Corpus, 'audited' | 'entitled'>
  /** How often each holder is in each sample; one for each holder. */
  readonly resamples: Resamples
}

/** Audited visits by how many could be meant as the auditor has it, at least and at most, in powers of two. */
export function auditedBinsOf(
  answers: readonly Answer[],
  { corpus: { audited, entitled }, resamples }: AuditedBinsOptions,
): AuditedBin[] {
  const holders = resamples[0]?.length ?? 0
  const some = answers.flatMap((answer) => {
    const people = audited.get(answer.row)
    return people ? [{ ...answer, ...candidatesOf(people, { entitled, holders }) }] : []
  })
  return binned(some, ({ least, most }) => [least, most]).map((bin) => ({
    candidates: {
      least: rounded(mean(bin.map(({ least }) => least))),
      most: rounded(mean(bin.map(({ most }) => most))),
    },
    predicted: {
      least: rounded(mean(bin.map(({ most }) => 1 / most))),
      most: rounded(mean(bin.map(({ least }) => 1 / least))),
    },
    ...measured(bin, resamples),
  }))
}

/** What {@link candidatesOf} takes beside the people who fit. */
export interface CandidatesOptions {
  /** How many get in. */
  readonly entitled: AuditCount
  /** How many of them are drawn. */
  readonly holders: number
}

/** Of so many holders drawn of all who get in, how many could be meant: one over how often a guess among them is right. */
export function candidatesOf(
  { least, most }: AuditCount,
  { entitled, holders }: CandidatesOptions,
): { readonly least: number; readonly most: number } {
  const all = { least: entitled.least, most: entitled.most ?? Number.POSITIVE_INFINITY }
  const fewest = shareOfOthers(least, all.most)
  const greatest = shareOfOthers(most ?? Number.POSITIVE_INFINITY, all.least)
  return { least: 1 / guessed(fewest, holders), most: 1 / guessed(greatest, holders) }
}

/** The share of people other than the visitor who fit. */
function shareOfOthers(people: number, all: number): number {
  return people < all ? (people - 1) / (all - 1) : 1
}

/**
 * How often one is right who guesses among the visitor and those of the other holders who fit, each with the same chance: the mean
 * of one over one and a binomial count.
 */
function guessed(share: number, holders: number): number {
  return share === 0 ? 1 : -Math.expm1(holders * Math.log1p(-share)) / (holders * share)
}

/** Answers in groups, from the fewest to the most. */
function binned<T extends Answer>(
  answers: readonly T[],
  sizesOf: (answer: T) => readonly number[],
): T[][] {
  const bins = new Map<string, { exponents: readonly number[]; some: T[] }>()
  for (const answer of answers) {
    const exponents = sizesOf(answer).map((size) => Math.floor(Math.log2(size) + 1e-9))
    const key = exponents.join(' ')
    const bin = bins.get(key) ?? { exponents, some: [] }
    bin.some.push(answer)
    bins.set(key, bin)
  }
  return [...bins.values()]
    .sort((a, b) => firstDifference(a.exponents, b.exponents))
    .map(({ some }) => some)
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  return a.map((one, i) => one - (b[i] ?? 0)).find((difference) => difference !== 0) ?? 0
}

function measured(some: readonly Answer[], resamples: Resamples) {
  const tallies = emptyTallies(resamples[0]?.length ?? 0)
  for (const { holder, isRight } of some) count(tallies[holder], isRight ? 1 : 0)
  return { measured: roundedEstimate(estimateRate(tallies, resamples)), visits: some.length }
}
