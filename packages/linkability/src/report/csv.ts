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
  return csvOf([header, ...rows])
}

/**
 * How often the adversary was right, by how many of the simulated people a visit could be of, as CSV: as the auditor said, of one
 * visit of each holder and between bounds, and as the adversary thought itself. Rates are from 0 to 1.
 *
 * @see RFC 4180
 */
export function createCalibrationCsv({ formats }: Pick<CollusionResult, 'formats'>): string {
  const rows = formats.flatMap(({ format, calibrationByAuditor, visitToPerson, visitToVisit }) => [
    ...calibrationByAuditor.map((bin) => [
      ...[format, 'visitToPerson', 'auditor', bin.candidates.least, bin.candidates.most],
      ...[bin.predicted.least, bin.predicted.most, ...ends(bin.measured), bin.visits],
    ]),
    ...Object.entries({ visitToPerson, visitToVisit }).flatMap(([relation, { calibration }]) =>
      calibration.map(({ candidates, predicted, measured, visits }) => [
        ...[format, relation, 'adversary', candidates, candidates],
        ...[predicted, predicted, ...ends(measured), visits],
      ]),
    ),
  ])
  return csvOf([calibrationHeader, ...rows])
}

const calibrationHeader = [
  ...['format', 'relation', 'by', 'candidates_least', 'candidates_most'],
  ...['predicted_least', 'predicted_most', 'measured', 'measured_low', 'measured_high', 'visits'],
]

/**
 * Of how many people of the whole population visits could be, as the auditor says, as CSV: a line for each format and range, with
 * the number of visits that could be of so many at least, and at most. The last range of a format has no end.
 *
 * @see RFC 4180
 */
export function createAnonymityCsv({ formats }: Pick<CollusionResult, 'formats'>): string {
  const rows = formats.flatMap(({ format, anonymity: { visits, bins } }) =>
    bins.map(({ from, until, byLeast, byMost }) => [
      ...[format, from, until ?? '', byLeast, byMost, visits],
    ]),
  )
  return csvOf([['format', 'from', 'until', 'by_least', 'by_most', 'visits'], ...rows])
}

// Ids and numbers have no commas, quotes or ends of lines.
function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.join(',')}\r\n`).join('')
}

const rates = ['top1', 'auc', 'advantage', 'bits'] as const

const header = [
  ...['format', 'leak', 'relation', 'holders', 'visits', 'guessing'],
  ...[...rates, ...rates.map((rate) => `shuffled_${rate}`)].flatMap((rate) => [
    ...[rate, `${rate}_low`, `${rate}_high`],
  ]),
]

function figuresOf({ guessing, shuffled, ...result }: LinkResult): number[] {
  return [
    guessing,
    ...[result, shuffled].flatMap((one) => rates.flatMap((rate) => ends(one[rate]))),
  ]
}

function ends({ value, low, high }: Estimate): number[] {
  return [value, low, high]
}
