import type { CollusionResult, LinkResult } from '../simulation/result.ts'
import type { Estimate } from '../simulation/statistics.ts'

/**
 * What a simulation measured as CSV: a line for each format and relation, and for each leak. Rates are from 0 to 1, each with the
 * ends of its interval of 95 % behind it.
 *
 * @see RFC 4180
 */
export function createCollusionCsv({ formats, leaks, settings }: CollusionResult): string {
  const { visits } = settings
  const rows = [
    ...formats.flatMap(({ format, holders, visitToVisit, visitToPerson }) => [
      [format, '', 'visitToVisit', holders, visits, ...figuresOf(visitToVisit)],
      [format, '', 'visitToPerson', holders, visits, ...figuresOf(visitToPerson)],
    ]),
    ...leaks.map((result) => [
      ...[result.format, result.leak, 'visitToVisit', result.holders, Math.min(visits, 3)],
      ...figuresOf(result.visitToVisit),
    ]),
  ]
  return [header, ...rows].map((row) => `${row.join(',')}\r\n`).join('')
}

const rates = ['top1', 'auc', 'advantage', 'bits'] as const

const header = [
  ...['format', 'leak', 'relation', 'holders', 'visits', 'guessing'],
  ...[...rates, ...rates.map((rate) => `shuffled_${rate}`)].flatMap((rate) => [
    ...[rate, `${rate}_low`, `${rate}_high`],
  ]),
]

// Ids and numbers have no commas, quotes or ends of lines.
function figuresOf({ guessing, shuffled, ...result }: LinkResult): number[] {
  const ends = ({ value, low, high }: Estimate) => [value, low, high]
  return [
    guessing,
    ...[result, shuffled].flatMap((one) => rates.flatMap((rate) => ends(one[rate]))),
  ]
}
