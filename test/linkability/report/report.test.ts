import {
  type CollusionResult,
  createCollusionReport,
  defaultAuditPolicy,
  formatIds,
} from '@unscored/linkability'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { measure, withTexts } from './measured.ts'

let result: CollusionResult

beforeAll(async () => {
  result = await measure()
})

/** Rows of the table that has a caption, each as the text of its cells. */
function rowsOf(page: string, caption: string): string[][] {
  const [, table = ''] =
    new RegExp(`<caption>${caption}</caption>(.*?)</table>`, 's').exec(page) ?? []
  return [...table.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) =>
      cell.replace('<span class="range">', ' | ').replaceAll(/<[^>]*>/g, ''),
    ),
  )
}

const percent = (rate: number) => `${(100 * rate).toFixed(1)}\u00a0%`

test('the same result gives the same page', () => {
  expect(createCollusionReport({ result: structuredClone(result) })).toBe(
    createCollusionReport({ result }),
  )
})

test('every rate that was measured stands in a table with its interval', () => {
  const [, ...rows] = rowsOf(createCollusionReport({ result }), 'Linking by format')
  expect(rows).toHaveLength(2)
  for (const [i, { label, visitToVisit, visitToPerson }] of result.formats.entries()) {
    const cells = [visitToVisit, visitToPerson].map(
      ({ top1 }) => `${percent(top1.value)} | ${percent(top1.low)} to ${percent(top1.high)}`,
    )
    expect(rows[i]?.slice(0, 3)).toEqual([label, ...cells])
  }
})

test('shares of visits by the people of the country who could be meant are of all of them, with bounds where they differ', () => {
  const caption = 'Share of visits, by how many people of the country could be meant'
  const [head, linking, hiding] = rowsOf(createCollusionReport({ result }), caption)
  expect(head?.slice(0, 4)).toEqual(['Format', '1 person', '2 to 9', '10 to 99'])
  expect(head?.slice(-3)).toEqual(['10,000 to 99,999', '100,000 or more', 'Fewer than 1,000'])
  // A certificate is of one person; a product and the number of a dose are of many.
  expect([linking?.[1], linking?.at(-1)]).toEqual([percent(1), percent(1)])
  expect([hiding?.[1], hiding?.at(-1)]).toEqual([percent(0), percent(0)])

  const [first, ...others] = result.formats
  if (first === undefined) throw new Error('there is a format')
  const bins = [
    { from: 1, until: 1, byLeast: 3, byMost: 0 },
    { from: 2, until: 9, byLeast: 1, byMost: 1 },
    { from: 10, until: null, byLeast: 0, byMost: 3 },
  ]
  const anonymity = { entitled: { least: 20, most: 20 }, visits: 4, bins }
  const page = createCollusionReport({
    result: { ...result, formats: [{ ...first, anonymity }, ...others] },
  })
  const [, open] = rowsOf(page, caption)
  expect(open?.slice(1, 4)).toEqual([
    `${percent(0.75)} | by the most: ${percent(0)}`,
    percent(0.25),
    `${percent(0)} | by the most: ${percent(0.75)}`,
  ])
  expect(open?.at(-1)).toBe(`${percent(1)} | by the most: ${percent(0.25)}`)
})

test('a format that was simulated with fewer people says so, and no other does', () => {
  const page = createCollusionReport({ result })
  expect(page).not.toContain('It was simulated with')
  const [first, ...others] = result.formats
  if (first === undefined) throw new Error('there is a format')
  const visitToVisit = { ...first.visitToVisit, guessing: 0.2 }
  const formats = [{ ...first, holders: 5, visitToVisit }, ...others]
  const changed = createCollusionReport({ result: { ...result, formats } })
  const parts = changed.split('It was simulated with')
  expect(parts).toHaveLength(2)
  expect(parts[1]).toMatch(/^ 5 of the 12 people/)
  expect(rowsOf(changed, 'Linking by format').map((row) => row[3])).toEqual([
    ...['By guessing', percent(0.2), percent(1 / 12)],
  ])
  const lines = [...changed.matchAll(/class="guess" d="M([\d.]+),/g)].map(([, x]) => Number(x))
  expect(lines[0]).toBeGreaterThan(lines[1] ?? Number.NaN)
  expect(changed).toContain(
    `${percent(0.2)}; ${percent(1 / 12)} for ${others.map(({ label }) => label).join(' and ')}`,
  )
})

test('what links visits and what does not is said in words', () => {
  const page = createCollusionReport({ result })
  const [linking, hiding] = result.formats.map(({ label }) => label)
  expect(page).toMatch(
    new RegExp(`linked <strong>(nearly always|more often than not)</strong>: ${linking}`),
  )
  expect(page).toContain(`linked <strong>no better than by guessing</strong>: ${hiding}`)
  const [, leak] = rowsOf(page, 'One leak at a time')
  expect([leak?.[0], leak?.at(-1)]).toEqual(['id', 'yes'])
})

test('shares of visits by the people who could be meant make a whole, of each format', () => {
  const page = createCollusionReport({ result })
  const [head, ...rows] = rowsOf(
    page,
    'Share of visits, by how many of the simulated people could be meant',
  )
  expect(head).toEqual(['Format', '1 person', '2 to 9', '10 to 12'])
  for (const [, ...cells] of rows) {
    const sum = cells.reduce((total, cell) => total + Number.parseFloat(cell), 0)
    expect(sum).toBeCloseTo(100, 0)
  }
  // A certificate that is shown whole is of one person.
  expect(rows[0]?.[1]).toBe(percent(1))
})

test('what the audit predicted stands beside what was measured, with bounds where it has such', () => {
  const [first, ...others] = result.formats
  const bin = {
    candidates: { least: 1, most: 4.25 },
    predicted: { least: 0.25, most: 1 },
    measured: { value: 0.5, low: 0.4, high: 0.6 },
    visits: 9,
  }
  const changed = first ? [{ ...first, calibrationByAuditor: [bin] }, ...others] : []
  const page = createCollusionReport({ result: { ...result, formats: changed } })
  const [, row, ...rows] = rowsOf(page, 'Predicted by the audit, and measured')
  expect(row).toEqual([
    ...[`1. ${first?.label}`, '1.0 to 4.3', `${percent(0.25)} to ${percent(1)}`],
    ...[`${percent(0.5)} | ${percent(0.4)} to ${percent(0.6)}`, '9'],
  ])
  const bins = others.flatMap(({ calibrationByAuditor }) => calibrationByAuditor)
  expect(rows.map(([, candidates]) => candidates)).toEqual(
    bins.map(({ candidates }) => candidates.most.toFixed(1)),
  )
  expect(rows.length).toBeGreaterThan(0)
})

test('audits stand beside, and what bounds nothing is said to be open', () => {
  const anonymity = {
    people: { least: 12_345, most: 20_000 },
    worst: { least: 1, most: 1 },
    median: { least: 900, most: null },
  }
  const audit = { anonymity, verdict: 'notMet', policy: defaultAuditPolicy } as const
  const page = createCollusionReport({ result, audits: [{ label: 'A <request>', audit }] })
  const [, row] = rowsOf(page, 'People who could be meant, of the population')
  expect(row).toEqual([
    ...['A &lt;request&gt;', '12,345 to 20,000', '900 or more', '1'],
    'at least 1,000: not met',
  ])
  expect(createCollusionReport({ result })).not.toContain('What an audit says')
})

describe('nothing that is put in becomes part of the page', () => {
  const shape = (page: string) => page.replaceAll(/>[^<]*</g, '><').replaceAll(/"[^"]*"/g, '""')

  test('whatever text it is', () => {
    const plain = shape(createCollusionReport({ result: withTexts(result, 'x') }))
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const page = createCollusionReport({ result: withTexts(result, text) })
        expect(shape(page)).toBe(plain)
      }),
      { numRuns: 30 },
    )
  })

  test.each(['<script>', '</style>', '"onload="', "'", '&lt;', '\u0000', '\u202e'])(
    'not %j',
    (text) => {
      const count = (page: string) => page.split(text).length
      const [plain, hostile] = ['x', `a${text}b`].map((put) =>
        createCollusionReport({ result: withTexts(result, put) }),
      )
      const own = ['&lt;', "'", '</style>'].includes(text) ? count(plain ?? '') : 1
      expect(count(hostile ?? '')).toBe(own)
    },
  )
})

test('a result of no format and no leak is a page, too', () => {
  const page = createCollusionReport({ result: { ...result, formats: [], leaks: [] } })
  expect(page).toContain('No format was simulated.')
  expect(page).not.toContain('<svg')
})

test('charts have no place that is no number, whatever was measured', () => {
  const estimate = fc
    .tuple(...[0, 1, 2].map(() => fc.double({ min: 0, max: 1, noNaN: true })))
    .map((values) => values.sort((a, b) => a - b))
    .map(([low = 0, value = 0, high = 0]) => ({ value, low, high }))
  const bins = fc.array(
    fc.record({
      candidates: fc.double({ min: 1, max: 12, noNaN: true }),
      predicted: fc.double({ min: 0, max: 1, noNaN: true }),
      measured: estimate,
      visits: fc.nat(),
    }),
  )
  fc.assert(
    fc.property(estimate, bins, fc.subarray([...formatIds]), (top1, calibration, ids) => {
      const [format] = result.formats
      if (format === undefined) throw new Error('there is a format')
      const link = { ...format.visitToPerson, top1, calibration }
      const formats = ids.map((id) => ({
        ...{ ...format, format: id, visitToVisit: link, visitToPerson: link },
      }))
      const page = createCollusionReport({ result: { ...result, formats } })
      expect(page).not.toMatch(/NaN|Infinity|undefined/)
    }),
    { numRuns: 50 },
  )
})
