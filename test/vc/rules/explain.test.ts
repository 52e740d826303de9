import {
  compileRules,
  explainRules,
  type Predicate,
  parseValueSet,
  statementOf,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { ruleOf } from './oracle.ts'

const now = new Date('2022-02-01T10:00:00Z')
const entry = (member: string) => ({ var: `payload.v.0.${member}` })
const at = (member: string) => `/credentialSubject/${member}`
const valueSets = new Map([
  parseValueSet({
    valueSetId: 'vaccines-covid-19-names',
    valueSetValues: { A: { display: 'Avax' }, B: { display: 'Bvax' }, C: {} },
  }),
])

describe('people are told', () => {
  const many = Array.from({ length: 12 }, (_, i) => `P${i}`)
  const lists = [
    { id: 'two', elements: ['A', 'D'] },
    { id: 'many', elements: many },
  ]
  const dated = { kind: 'date', pointer: at('doseDate') } as const
  const counted = { kind: 'integer', pointer: at('doseNumber') } as const
  const beyond = {
    kind: 'difference',
    pointer: at('doseNumber'),
    minus: at('totalDoses'),
  } as const

  test.each<[Predicate, string]>([
    [
      { ...dated, from: '2021-05-08', until: '2022-01-18' },
      'Date of vaccination: 2021-05-08 to 2022-01-18',
    ],
    [
      { ...dated, from: '1900-01-01', until: '2022-01-18' },
      'Date of vaccination: 2022-01-18 or earlier',
    ],
    [
      { ...dated, from: '2021-05-08', until: '2079-06-06' },
      'Date of vaccination: 2021-05-08 or later',
    ],
    [{ ...dated, from: '2021-05-08', until: '2021-05-08' }, 'Date of vaccination: 2021-05-08'],
    [{ ...counted, from: 2, until: 99 }, 'Number of this dose: 2 or more'],
    [{ ...counted, from: 1, until: 2 }, 'Number of this dose: 2 or less'],
    [{ ...beyond, from: 0, until: 98 }, 'Number of this dose: not below doses in the series'],
    [{ ...beyond, from: 1, until: 98 }, 'Number of this dose: above doses in the series'],
    [{ ...beyond, from: -98, until: -1 }, 'Number of this dose: below doses in the series'],
    [{ ...beyond, from: -98, until: 0 }, 'Number of this dose: not above doses in the series'],
    [{ ...beyond, from: 0, until: 0 }, 'Number of this dose: the same as doses in the series'],
    [{ ...beyond, from: 2, until: 2 }, 'Number of this dose: less doses in the series is 2'],
    [{ ...beyond, from: -1, until: 2 }, 'Number of this dose: less doses in the series is -1 to 2'],
    [{ kind: 'code', pointer: at('product'), list: 'two' }, 'Vaccine product: Avax, D'],
    [
      { kind: 'code', pointer: at('product'), list: 'many' },
      `Vaccine product: ${many.slice(0, 10).join(', ')} or one of 2 others`,
    ],
    [
      { kind: 'shown', pointer: at('product'), values: ['A'], among: false },
      'Vaccine product: shown, and none of Avax',
    ],
    [
      { kind: 'shown', pointer: at('birthDate'), values: [''], among: true },
      'Date of birth: shown, and nothing',
    ],
  ])('%j', (predicate, statement) => {
    expect(statementOf(predicate, { lists, valueSets })).toBe(statement)
  })
})

describe('rules are explained', () => {
  const explain = (logic: unknown) =>
    explainRules(compileRules({ rules: ruleOf(logic), now, valueSets }), { valueSets })

  test('way by way, with what stays hidden and what would have been shown', () => {
    const logic = {
      if: [{ '===': [entry('mp'), 'A'] }, { '>': [entry('dn'), 1] }, true],
    }
    const hidden = 'Family name, Given name, Date of birth, Disease, Kind of vaccine'
    const rest = 'Doses in the series, Date of vaccination, Country of vaccination, Certified by'
    const all = `${hidden}, Vaccine product, Manufacturer, Number of this dose, ${rest}`
    expect(explain(logic).split('\n')).toEqual([
      'VR-XX-0001, at 2022-02-01T10:00:00.000Z',
      '',
      'Any one of 3 ways will do.',
      '',
      '1. Proven: a valid credential, and of it',
      '   - Vaccine product: Bvax, C',
      '   Shown: nothing',
      `   Hidden: ${all}`,
      '',
      '2. Proven: a valid credential, and of it',
      '   - Number of this dose: 2 or more',
      '   Shown: nothing',
      `   Hidden: ${all}`,
      '',
      '3. Proven: a valid credential, and of it',
      '   - Vaccine product: shown, and none of Avax',
      '   Shown: Vaccine product',
      `   Hidden: ${hidden}, Manufacturer, Number of this dose, ${rest}`,
      '',
      'To show instead what the rules look at would tell the very values of: Vaccine product, Number of this dose.',
      `To show the certificate would tell besides: ${hidden}, Manufacturer, ${rest}, and its identifier.`,
    ])
  })

  test.each([
    { name: 'by all', logic: true, says: 'There is one way to fulfil this.' },
    { name: 'by nobody', logic: false, says: 'Nobody can fulfil this.' },
  ])('that are fulfilled $name', ({ logic, says }) => {
    expect(explain(logic)).toContain(says)
  })
})
