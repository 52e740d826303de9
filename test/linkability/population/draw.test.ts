import { createSeededRandom, drawPersons, parsePopulationTable } from '@unscored/linkability'
import { describe, expect, test } from 'vitest'
import { italianText, smallTable } from './tables.ts'

describe('persons that are drawn', () => {
  const table = parsePopulationTable(italianText())
  const draw = (seed: string, count = 2000) =>
    drawPersons({ table, count, random: createSeededRandom(seed) })

  test('are the same for a seed, and others for another', () => {
    expect(draw('one', 20)).toEqual(draw('one', 20))
    expect(draw('one', 20)).not.toEqual(draw('two', 20))
  })

  test('have every member of the table, with what follows from others', () => {
    const [person] = draw('one', 1)
    expect(Object.keys(person ?? {}).sort()).toEqual([
      ...['ageBand', 'country', 'disease', 'doseDate', 'doseNumber', 'manufacturer'],
      ...['product', 'prophylaxis', 'region', 'sex', 'totalDoses'],
    ])
    expect(person?.doseNumber).toBeTypeOf('number')
  })

  test('are as many of each as there are in the table', () => {
    const persons = draw('one')
    const share = (name: string, value: unknown) =>
      persons.filter((person) => person[name] === value).length / persons.length
    // Within four standard deviations of 6,283,271 and 14,878,628 + 6,283,271, and of the doses of Comirnaty.
    expect(Math.abs(share('doseNumber', 2) - 0.297)).toBeLessThan(0.041)
    expect(Math.abs(share('product', 'EU/1/20/1528') - 0.699)).toBeLessThan(0.045)
  })

  test('are of whom it is asked to draw', () => {
    const among = { doseNumber: { value: 2 }, region: { value: 'VDA' } } as const
    const persons = drawPersons({ table, count: 200, random: createSeededRandom('one'), among })
    for (const person of persons) expect(person).toMatchObject({ doseNumber: 2, region: 'VDA' })
  })

  test('are never of a cell of none', () => {
    const small = smallTable({}, '@ A\nN 5:0:5 . .')
    const persons = drawPersons({ table: small, count: 50, random: createSeededRandom('one') })
    for (const person of persons) {
      expect(person).toMatchObject({ doseDate: '2021-05-31', doseNumber: 1, sex: 'female' })
    }
  })

  test.each([
    { name: 'a value that nobody has', among: { product: { value: 'none' } } },
    { name: 'a member that there is not', among: { familyName: { value: 'Fictitious' } } },
    {
      name: 'values that nobody has together',
      among: { product: { value: 'EU/1/20/1525' }, doseNumber: { value: 2 } },
    },
  ])('cannot be of $name', ({ among }) => {
    const random = createSeededRandom('one')
    expect(() => drawPersons({ table, count: 1, random, among })).toThrow(RangeError)
  })
})

test('a seed gives octets that do not depend on how they are asked for', () => {
  const [whole, parts] = [createSeededRandom('s'), createSeededRandom('s')]
  expect(whole(9)).toEqual(Uint8Array.of(...parts(4), ...parts(5)))
})
