import { formatPopulationTable, parsePopulationTable } from '@unscored/linkability'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { italianText, smallTable, smallText } from './tables.ts'

describe('a population table', () => {
  test('is read with what its header says', () => {
    const table = smallTable()
    expect(table).toMatchObject({
      ...{ title: 'Doses in Nowhere', counts: { dosesBy: 'doseNumber' }, absent: 'zero' },
      suppressed: { lower: 1, upper: 4 },
      same: new Map([['country', 'XX']]),
    })
    expect(table.dimensions.at(-1)?.values).toEqual(['2021-05-31', '2021-06-01', '2021-06-02'])
    expect(table.cells.length).toBe(6)
  })

  test('gives the first value of a marginal what the others leave', () => {
    const { cells } = smallTable()
    expect(cells.marginals[0]?.map(({ lower }) => lower[0])).toEqual([6, 4])
    expect(cells.marginals[1]?.map(({ upper }) => upper[1])).toEqual([5, 1])
  })

  test.each([
    { cell: '*', lower: 1, upper: 4 },
    { cell: '?', lower: 0, upper: Number.POSITIVE_INFINITY },
    { cell: '?', people: '900', lower: 0, upper: 900 },
    { cell: '3-7', lower: 3, upper: 7 },
    { cell: '10', rounded: '5', lower: 6, upper: 14 },
    { cell: '0', rounded: '5', lower: 0, upper: 4 },
  ])('takes $cell for bounds, never for nothing', ({ cell, lower, upper, ...header }) => {
    const { cells } = smallTable(header, `@ A\nN ${cell} . .`)
    expect([cells.counts.lower[0], cells.counts.upper[0]]).toEqual([lower, upper])
    expect(cells.marginals[0]?.map((column) => column.lower[0])).toEqual([0, 0])
    expect(cells.marginals[0]?.map((column) => column.upper[0])).toEqual([upper, upper])
  })

  test('of Italy is what its text says, to the letter', () => {
    const text = italianText()
    expect(formatPopulationTable(parsePopulationTable(text))).toBe(text)
  })

  test('comes back from its text, whatever it holds', () => {
    const count = fc.nat(50)
    const cell = fc.oneof(
      fc.constantFrom('.', '*', '?', '2-9'),
      fc.tuple(count, count, count).map(([a, b, c]) => `${a + b + c}:${a}:${a + b}`),
      count.map((n) => `${n + 1}:?:${n}`),
    )
    const row = fc.tuple(cell, cell, cell).map((cells) => cells.join(' '))
    const rows = fc.tuple(row, row, row).map(([a, b, c]) => `@ A\nN ${a}\nS ${b}\n@ B\nS ${c}`)
    const header = fc.record({
      absent: fc.constantFrom('zero', 'suppressed', 'unknown'),
      rounded: fc.constantFrom('', '5'),
      people: fc.constantFrom('', '100000'),
    })
    fc.assert(
      fc.property(header, rows, (changes, text) => {
        const table = smallTable(changes, text)
        expect(parsePopulationTable(formatPopulationTable(table))).toEqual(table)
      }),
    )
  })

  test('may have spaces in values', () => {
    const table = smallTable({ same: 'country Far%20Away%25' })
    expect(table.same.get('country')).toBe('Far Away%')
    expect(parsePopulationTable(formatPopulationTable(table))).toEqual(table)
  })
})

describe('a population table is refused with line and column', () => {
  const dimension = 'product code A B\nregion code N S\ndoseDate day 2021-05-31 to 2021-06-02'
  test.each([
    { name: 'another edition', text: 'unscored population 2\n', code: 'tableVersion', at: [1, 1] },
    {
      name: 'no end of the header',
      text: 'unscored population 1\n',
      code: 'tableHeader',
      at: [2, 1],
    },
    { name: 'no licence', text: smallText({ licence: '' }), code: 'tableHeader', at: [1, 1] },
    { name: 'an unknown name', text: smallText({ owner: 'me' }), code: 'tableHeader', at: [15, 1] },
    { name: 'two titles', text: smallText({ title: 'A\nB' }), code: 'tableHeader', at: [3, 1] },
    {
      name: 'a title of nothing',
      text: smallText({ title: ' ' }),
      code: 'tableHeader',
      at: [2, 1],
    },
    {
      name: 'counts of things',
      text: smallText({ counts: 'things' }),
      code: 'tableHeader',
      at: [5, 9],
    },
    {
      name: 'doses by no member',
      text: smallText({ counts: 'doses by batch' }),
      ...{ code: 'tableHeader', at: [5, 18] },
    },
    {
      name: 'absence of a third kind',
      text: smallText({ absent: 'few' }),
      code: 'tableHeader',
      at: [6, 9],
    },
    {
      name: 'suppression without bounds',
      text: smallText({ absent: 'suppressed', suppressed: '' }),
      ...{ code: 'tableHeader', at: [6, 1] },
    },
    {
      name: 'bounds that are none',
      text: smallText({ suppressed: '4-1' }),
      code: 'tableHeader',
      at: [7, 13],
    },
    {
      name: 'rounding to nothing',
      text: smallText({ rounded: '0' }),
      code: 'tableHeader',
      at: [15, 10],
    },
    {
      name: 'too much of people',
      text: smallText({ people: '1 2' }),
      code: 'tableHeader',
      at: [15, 11],
    },
    { name: 'no dimension', text: smallText({ dimension: '' }), code: 'tableHeader', at: [1, 1] },
    {
      name: 'a member without values',
      text: smallText({ dimension: 'x code' }),
      code: 'tableHeader',
      at: [9, 1],
    },
    {
      name: 'a kind that is none',
      text: smallText({ dimension: 'x text a' }),
      code: 'tableHeader',
      at: [9, 14],
    },
    {
      name: 'a day that is none',
      text: smallText({ dimension: 'x day 2021-02-30' }),
      code: 'tableValue',
      at: [9, 18],
    },
    {
      name: 'days backwards',
      text: smallText({ dimension: 'x day 2021-02-02 to 2021-01-01' }),
      ...{ code: 'tableValue', at: [9, 32] },
    },
    {
      name: 'an integer that is none',
      text: smallText({ dimension: 'x integer 01' }),
      code: 'tableValue',
      at: [9, 22],
    },
    {
      name: 'a value twice',
      text: smallText({ dimension: 'x code a b a' }),
      code: 'tableValue',
      at: [9, 23],
    },
    {
      name: 'a broken percent sign',
      text: smallText({ same: 'country %f' }),
      code: 'tableValue',
      at: [8, 15],
    },
    {
      name: 'a constant of two values',
      text: smallText({ same: 'country A B' }),
      code: 'tableHeader',
      at: [8, 1],
    },
    {
      name: 'a marginal of one value',
      text: smallText({ marginal: 'sex code male' }),
      code: 'tableHeader',
      at: [12, 1],
    },
    {
      name: 'two members of one name',
      text: smallText({ same: 'sex male' }),
      code: 'tableHeader',
      at: [13, 11],
    },
    {
      name: 'what is implied by nothing',
      text: smallText({ implied: 'm code batch M M' }),
      ...{ code: 'tableHeader', at: [14, 1] },
    },
    {
      name: 'too little implied',
      text: smallText({ implied: 'm code product M' }),
      code: 'tableHeader',
      at: [14, 1],
    },
    {
      name: 'a day implied',
      text: smallText({ implied: 'm day product 2021-01-01 2021-01-01' }),
      ...{ code: 'tableHeader', at: [14, 12] },
    },
    { name: 'a row in no block', text: smallText({}, 'N . . .'), code: 'tableRow', at: [16, 1] },
    {
      name: 'a block of too many values',
      text: smallText({}, '@ A N'),
      code: 'tableRow',
      at: [16, 1],
    },
    {
      name: 'a value that is none',
      text: smallText({}, '@ A\nE . . .'),
      code: 'tableValue',
      at: [17, 1],
    },
    { name: 'a row too short', text: smallText({}, '@ A\nN . .'), code: 'tableRow', at: [17, 1] },
    {
      name: 'a row twice',
      text: smallText({}, '@ A\nN . . .\nN . . .'),
      code: 'tableDuplicate',
      at: [18, 1],
    },
    { name: 'no count', text: smallText({}, '@ A\nN . -1 .'), code: 'tableCell', at: [17, 5] },
    {
      name: 'a count of one marginal',
      text: smallText({}, '@ A\nN 9:1 . .'),
      code: 'tableMarginal',
      at: [17, 3],
    },
    {
      name: 'a marginal of too many',
      text: smallText({}, '@ A\nN 9:1+2:1 . .'),
      code: 'tableMarginal',
      at: [17, 3],
    },
    {
      name: 'a marginal beyond its cell',
      text: smallText({}, '@ A\nN 9:10:1 . .'),
      code: 'tableMarginal',
      at: [17, 3],
    },
    {
      name: 'suppression that no header tells of',
      text: smallText({ suppressed: '', dimension }, '@ A\nN * . .'),
      ...{ code: 'tableCell', at: [16, 3] },
    },
  ])('where it has $name', ({ text, code, at: [line, column] }) => {
    expect(() => parsePopulationTable(text)).toThrow(
      expect.objectContaining({ code, at: { line, column } }),
    )
  })

  test('or without, where it is too long', () => {
    expect(() => parsePopulationTable(' '.repeat(32 * 1024 * 1024 + 1))).toThrow(
      expect.objectContaining({ code: 'tableTooLarge' }),
    )
  })
})
