import { createCollusionCsv } from '@unscored/linkability'
import { expect, test } from 'vitest'
import { measure } from './measured.ts'

test('every figure of a result stands in a row under its name', async () => {
  const result = await measure()
  const [head = '', ...rows] = createCollusionCsv(result).trimEnd().split('\r\n')
  const read = rows.map((row) => {
    const cells = row.split(',')
    return Object.fromEntries(head.split(',').map((name, i) => [name, cells[i]]))
  })
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
}, 180_000)
