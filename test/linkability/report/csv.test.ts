import {
  type CollusionResult,
  createAnonymityCsv,
  createCalibrationCsv,
  createCollusionCsv,
} from '@unscored/linkability'
import { beforeAll, expect, test } from 'vitest'
import { measure } from './measured.ts'

let result: CollusionResult

beforeAll(async () => {
  result = await measure()
})

/** The rows of a table, each by the names of its head. */
function rowsIn(csv: string): Record<string, string | undefined>[] {
  const [head = '', ...rows] = csv.trimEnd().split('\r\n')
  return rows.map((row) => {
    const cells = row.split(',')
    return Object.fromEntries(head.split(',').map((name, i) => [name, cells[i]]))
  })
}

test('every figure of a result stands in a row under its name', () => {
  const read = rowsIn(createCollusionCsv(result))
  expect(read).toHaveLength(5)
  const [format] = result.formats
  const [leak] = result.leaks
  expect(read[1]).toMatchObject({
    ...{ format: 'dcc', leak: '', relation: 'visitToPerson', holders: '12', visits: '2' },
    top1: String(format?.visitToPerson.top1.value),
    auc_low: String(format?.visitToPerson.auc.low),
    shuffled_advantage_high: String(format?.visitToPerson.shuffled.advantage.high),
  })
  expect(read[4]).toMatchObject({
    ...{ format: 'bbs-2023-careful', leak: 'id', relation: 'visitToVisit' },
    bits: String(leak?.visitToVisit.bits.value),
  })
})

test('what was predicted stands beside what was measured, with who predicted it', () => {
  const read = rowsIn(createCalibrationCsv(result))
  for (const { format, calibrationByAuditor, visitToPerson, visitToVisit } of result.formats) {
    const own = read.filter((row) => row.format === format)
    const all = [calibrationByAuditor, visitToPerson.calibration, visitToVisit.calibration].flat()
    expect(own).toHaveLength(all.length)
    const [audited] = calibrationByAuditor
    expect(own[0]).toEqual({
      ...{ format, relation: 'visitToPerson', by: 'auditor' },
      candidates_least: String(audited?.candidates.least),
      candidates_most: String(audited?.candidates.most),
      predicted_least: String(audited?.predicted.least),
      predicted_most: String(audited?.predicted.most),
      measured: String(audited?.measured.value),
      measured_low: String(audited?.measured.low),
      measured_high: String(audited?.measured.high),
      visits: String(audited?.visits),
    })
    const last = visitToVisit.calibration.at(-1)
    expect(own.at(-1)).toMatchObject({
      ...{ relation: 'visitToVisit', by: 'adversary', visits: String(last?.visits) },
      candidates_most: String(last?.candidates),
    })
  }
})

test('each range of people has a row, and all visits are in one of a format', () => {
  const read = rowsIn(createAnonymityCsv(result))
  expect(read[0]).toEqual({
    ...{ format: 'dcc', from: '1', until: '1', by_least: '12', by_most: '12', visits: '12' },
  })
  for (const { format } of result.formats) {
    const own = read.filter((row) => row.format === format)
    expect(own.map(({ until }) => until).at(-1)).toBe('')
    for (const bound of ['by_least', 'by_most']) {
      expect(own.reduce((sum, row) => sum + Number(row[bound]), 0)).toBe(12)
    }
  }
})
