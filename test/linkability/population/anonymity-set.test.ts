import {
  anonymityGroups,
  anonymitySet,
  type Knowledge,
  type Known,
  parsePopulationTable,
  quantileOf,
  shareBelow,
} from '@unscored/linkability'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeWith, readSharedJson } from '../../support/shared.ts'
import { buildItalianTable, italianData, italianText, smallTable } from './tables.ts'

const italy = parsePopulationTable(italianText())

describeWith('data', italianData, 'anonymity sets in Italy', () => {
  test('are of a table that is built of the open data', () => {
    expect(buildItalianTable()).toEqual(italy)
  })

  const baseline = readSharedJson<Record<string, Record<string, number>>>(
    'data',
    `${italianData}anonymity-set-baseline.json`,
  )
  test.each(Object.entries(baseline))('are those counted otherwise: %s', (title, expected) => {
    const [dose = '', members = ''] = title.split(', ')
    const groups = anonymityGroups({ table: italy, knowing: knowledgeOf(dose, members.split('+')) })
    // Doses are counted there, and doses are what persons cannot be more than.
    const bound = 'upper'
    const round = (share: number) => Math.round(share * 1e6) / 1e6
    expect({
      cells: groups.sizes.length,
      doses: groups.total[bound],
      ...Object.fromEntries(
        [2, 5, 10, 100, 1000].map((k) => [
          `share_in_cells_<${k}`,
          round(shareBelow(groups, { k, bound })),
        ]),
      ),
      median_anonymity_set: quantileOf(groups, { share: 0.5, bound }),
      p01_anonymity_set: quantileOf(groups, { share: 0.01, bound }),
    }).toEqual(expected)
  })
})

function knowledgeOf(dose: string, members: readonly string[]): Knowledge {
  const told = members.map((member): [string, Known] => {
    const shown = (['day', 'week', 'month'] as const).find((period) => period === member)
    if (shown !== undefined) return ['doseDate', { shown }]
    return [member === 'ageband' ? 'ageBand' : member, { shown: 'day' }]
  })
  return {
    ...Object.fromEntries(told),
    ...(dose === 'second dose' && { doseNumber: { value: 2 } }),
  }
}

describe('an anonymity set', () => {
  const table = smallTable()
  const people = (knowing: Knowledge) => anonymitySet({ table, knowing }).people

  test.each<{ name: string; knowing: Knowledge; lower: number; upper: number }>([
    // 11 first doses and 12 of the second, and 1 to 4 of which that is not known.
    { name: 'of everybody', knowing: {}, lower: 12, upper: 26 },
    { name: 'of one dose', knowing: { doseNumber: { value: 1 } }, lower: 10, upper: 14 },
    { name: 'of a month', knowing: { doseDate: { value: '2021-05' } }, lower: 9, upper: 13 },
    {
      name: 'of a time',
      knowing: { doseDate: { value: '2021-06-01T10:00:00Z' } },
      lower: 2,
      upper: 3,
    },
    {
      name: 'of days between',
      knowing: { doseDate: { from: '2021-06-01', until: '2021-06-02' } },
      ...{ lower: 8, upper: 13 },
    },
    {
      name: 'of integers between',
      knowing: { doseNumber: { from: 2, until: 9 } },
      lower: 12,
      upper: 16,
    },
    { name: 'of a list', knowing: { product: { oneOf: ['B', 'C'] } }, lower: 1, upper: 5 },
    { name: 'of what is implied', knowing: { manufacturer: { value: 'M' } }, lower: 12, upper: 26 },
    { name: 'of the same for all', knowing: { country: { value: 'XX' } }, lower: 12, upper: 26 },
    // Of 10 of whom 4 had the second and 5 are women, as many as 4 are both, or none.
    {
      name: 'of two marginals',
      knowing: {
        ...{ product: { value: 'A' }, region: { value: 'N' }, doseDate: { value: '2021-05-31' } },
        ...{ doseNumber: { value: 2 }, sex: { value: 'female' } },
      },
      ...{ lower: 1, upper: 4 },
    },
    { name: 'with a name', knowing: { familyName: { value: 'Fictitious' } }, lower: 1, upper: 26 },
  ])('$name is counted', ({ knowing, lower, upper }) => {
    expect(people(knowing)).toEqual({ lower, upper })
  })

  test.each<{ name: string; knowing: Knowledge }>([
    { name: 'a product', knowing: { product: { value: 'C' } } },
    { name: 'a country', knowing: { country: { value: 'YY' } } },
  ])('is not empty for $name that nobody in the table has', ({ knowing }) => {
    expect(people(knowing)).toEqual({ lower: 1, upper: Number.POSITIVE_INFINITY })
    const bounded = smallTable({ people: '5000' })
    expect(anonymitySet({ table: bounded, knowing }).people).toEqual({ lower: 1, upper: 5000 })
  })

  test('has a worst case and a median where something will be told', () => {
    const set = anonymitySet({
      table,
      knowing: { doseNumber: { value: 2 }, region: { shown: 'day' } },
    })
    expect(set.worst).toEqual({ lower: 1, upper: 1 })
    expect(set.median).toEqual({ lower: 11, upper: 15 })
  })

  test.each([
    { absent: 'suppressed', people: 26 + 6 * 4 },
    { absent: 'unknown', people: Number.POSITIVE_INFINITY },
  ])('counts what is $absent as bounds', ({ absent, people: upper }) => {
    const set = anonymitySet({ table: smallTable({ absent }, '@ A\nN 9 9 4'), knowing: {} })
    expect(set.people.lower).toBe(1)
    expect(set.people.upper).toBe(absent === 'unknown' ? upper : 22 + 9 * 4)
    expect(set.worst.lower).toBe(1)
  })

  test('is never larger for one thing more that is known, and knows no order', () => {
    const known: Record<string, readonly Known[]> = {
      product: [{ value: 'A' }, { oneOf: ['A', 'B'] }, { shown: 'day' }],
      region: [{ value: 'N' }, { shown: 'day' }],
      doseDate: [
        { value: '2021-06' },
        { from: '2021-05-31', until: '2021-06-01' },
        { shown: 'month' },
      ],
      doseNumber: [{ value: 1 }, { value: 2 }, { shown: 'day' }],
      sex: [{ value: 'male' }, { shown: 'day' }],
      givenName: [{ value: 'Éxample' }],
      country: [{ value: 'XX' }],
    }
    const entry = fc
      .constantFrom(...Object.keys(known))
      .chain((name) => fc.tuple(fc.constant(name), fc.constantFrom(...(known[name] ?? []))))
    const entries = fc.uniqueArray(entry, {
      selector: ([name]) => name,
      minLength: 1,
      maxLength: 7,
    })
    fc.assert(
      fc.property(entries, (all) => {
        const [, ...fewer] = all
        const whole = anonymitySet({ table, knowing: Object.fromEntries(all) })
        const part = anonymitySet({ table, knowing: Object.fromEntries(fewer) })
        expect(whole.people.upper).toBeLessThanOrEqual(part.people.upper)
        // Who has a value that is known may be better off than the worst of all.
        const isTold = 'shown' in (all[0]?.[1] ?? {})
        if (isTold) expect(whole.worst.upper).toBeLessThanOrEqual(part.worst.upper)
        const reversed = Object.fromEntries([...all].reverse())
        expect(anonymitySet({ table, knowing: reversed })).toEqual(whole)
      }),
    )
  })
})
