import { digestOf } from '@unscored/core'
import {
  type CompiledRules,
  type CompileRulesOptions,
  CredentialError,
  compileRules,
  type Dose,
  parseRules,
  satisfiablePlans,
  satisfies,
} from '@unscored/vc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { visitsOf } from './doses.ts'
import { dose, isAccepted, payloadOf, publishedRule, ruleOf } from './oracle.ts'

const now = new Date('2022-02-01T10:00:00Z')
const entry = (member: string) => ({ var: `payload.v.0.${member}` })
const dob = { var: 'payload.dob' }
const clock = { var: 'external.validationClock' }
const plusTime = (date: unknown, amount: number, unit = 'day') => ({
  plusTime: [date, amount, unit],
})
const at = (member: string) => `/credentialSubject/${member}`

function compile(logic: unknown, options: Partial<CompileRulesOptions> = {}): CompiledRules {
  return compileRules({ rules: ruleOf(logic), now, ...options })
}

function refusalOf(logic: unknown, options: Partial<CompileRulesOptions> = {}): unknown {
  try {
    compile(logic, options)
  } catch (refusal) {
    return refusal
  }
  return undefined
}

function canProve(compiled: CompiledRules, changes: Partial<Dose>): boolean {
  return satisfiablePlans(compiled, { ...dose, ...changes }).length > 0
}

describe('what is proven', () => {
  const codes = new Map([['A', 'Avax'], ...['B', 'C'].map((code) => [code, code] as const)])
  const valueSets = new Map([['vaccines-covid-19-names', codes]])

  test.each([
    {
      name: 'a date at the latest',
      logic: { 'not-after': [plusTime(entry('dt'), 14), plusTime(clock, 0)] },
      plans: [[{ kind: 'date', pointer: at('doseDate'), from: '1900-01-01', until: '2022-01-18' }]],
    },
    {
      name: 'a date between two others',
      logic: {
        'not-after': [plusTime(entry('dt'), 14), plusTime(clock, 0), plusTime(entry('dt'), 270)],
      },
      plans: [[{ kind: 'date', pointer: at('doseDate'), from: '2021-05-08', until: '2022-01-18' }]],
    },
    {
      name: 'a number of doses',
      logic: { '>=': [entry('dn'), 2] },
      plans: [[{ kind: 'integer', pointer: at('doseNumber'), from: 2, until: 99 }]],
    },
    {
      name: 'a number added to',
      logic: { '>': [5, { '+': [entry('dn'), 2] }] },
      plans: [[{ kind: 'integer', pointer: at('doseNumber'), from: 1, until: 2 }]],
    },
    {
      name: 'how many doses are missing, whichever is named first',
      logic: { '<': [{ '+': [1, entry('sd')] }, entry('dn')] },
      plans: [
        [
          {
            kind: 'difference',
            pointer: at('doseNumber'),
            minus: at('totalDoses'),
            from: 2,
            until: 98,
          },
        ],
      ],
    },
    {
      name: 'two numbers, where their difference follows from them',
      logic: { and: [{ '===': [entry('dn'), 1] }, { '===': [entry('sd'), entry('dn')] }] },
      plans: [
        [
          { kind: 'integer', pointer: at('doseNumber'), from: 1, until: 1 },
          { kind: 'integer', pointer: at('totalDoses'), from: 1, until: 1 },
        ],
      ],
    },
    {
      name: 'either of two things, and not both',
      logic: { if: [{ '>=': [entry('dn'), 3] }, true, { '===': [entry('sd'), 1] }] },
      plans: [
        [{ kind: 'integer', pointer: at('doseNumber'), from: 3, until: 99 }],
        [{ kind: 'integer', pointer: at('totalDoses'), from: 1, until: 1 }],
        // Whoever has had more doses than the series has had three, or the series is of one.
        [
          {
            kind: 'difference',
            pointer: at('doseNumber'),
            minus: at('totalDoses'),
            from: 1,
            until: 98,
          },
        ],
      ],
    },
    {
      name: 'what is left of two alternatives that are the same in the end',
      logic: {
        if: [{ '===': [entry('mp'), 'A'] }, { '>': [entry('dn'), 1] }, { '>': [entry('dn'), 1] }],
      },
      plans: [[{ kind: 'integer', pointer: at('doseNumber'), from: 2, until: 99 }]],
    },
    {
      name: 'another product than one, by the others in use, or else by showing it',
      logic: { '!': [{ '===': [entry('mp'), 'A'] }] },
      options: { valueSets, lists: [{ id: 'others', elements: ['C', 'B'] }] },
      plans: [
        [{ kind: 'code', pointer: at('product'), list: 'others' }],
        [{ kind: 'shown', pointer: at('product'), values: ['A'], among: false }],
      ],
    },
    {
      name: 'no date of birth, by showing that there is none',
      logic: { '!': [dob] },
      plans: [[{ kind: 'shown', pointer: at('birthDate'), values: [''], among: true }]],
    },
    { name: 'nothing, where all fulfil it', logic: { '!': [{ var: 'payload.v.1' }] }, plans: [[]] },
    { name: 'nothing, where nobody can', logic: { '===': [1, 2] }, plans: [] },
  ])('$name', ({ logic, options = {}, plans }) => {
    expect(compile(logic, options).plans.map(({ predicates }) => predicates)).toEqual(plans)
  })

  test('what is shown is listed', () => {
    const compiled = compile({ '!': [{ in: [entry('mp'), ['A', 'B']] }] })
    expect(compiled.plans).toMatchObject([{ disclosures: [at('product')] }])
  })

  test('a list that is not published goes by the digest of its elements, in whatever order', async () => {
    const { plans, lists } = compile({ in: [entry('mp'), ['B', 'A', 'B']] })
    expect(lists).toEqual([{ id: digestOf(['A', 'B']), elements: ['A', 'B'] }])
    expect(plans).toMatchObject([{ predicates: [{ list: lists[0]?.id }] }])
  })

  test('the members that the rules look at are named', () => {
    const logic = { and: [{ '>': [entry('sd'), 1] }, { in: [entry('mp'), ['A']] }] }
    expect(compile(logic).members).toEqual([at('product'), at('totalDoses')])
  })

  test('rules about tests and recoveries say nothing about a vaccination', () => {
    const rules = ['Test', 'Recovery', 'General'].map((CertificateType) =>
      publishedRule({ CertificateType, Logic: CertificateType === 'General' }),
    )
    const compiled = compileRules({ rules: parseRules(rules), now })
    expect(compiled).toMatchObject({ rules: ['VR-XX-0001'], plans: [{ predicates: [] }] })
  })
})

describe('the moment', () => {
  const until = { 'not-after': [plusTime(entry('dt'), 14), plusTime(clock, 0)] }

  test.each([
    { moment: '2022-01-14T23:59:59.999Z', holds: false },
    { moment: '2022-01-15T00:00:00.000Z', holds: true },
    { moment: '2022-01-15T01:00:00+01:00', holds: true },
    { moment: '2022-01-15T00:59:59+01:00', holds: false },
    { moment: '2022-01-14T19:00:00-05:00', holds: true },
  ])('$moment is looked at in UTC', ({ moment, holds }) => {
    const claims = { ...dose, doseDate: '2022-01-01' }
    const compiled = compile(until, { now: new Date(moment) })
    expect(canProve(compiled, claims)).toBe(holds)
    const [rule] = ruleOf(until)
    expect(isAccepted(rule?.logic ?? false, payloadOf(claims), { clock: moment })).toBe(holds)
  })

  test('that is no date is refused', () => {
    expect(() => compile(true, { now: new Date(Number.NaN) })).toThrow(RangeError)
  })
})

describe('what cannot be proven is refused, by name', () => {
  test.each([
    {
      name: 'the identifier of the certificate',
      logic: { '===': [entry('ci'), 'X'] },
      ...{ code: 'ruleMember', says: 'payload.v.0.ci' },
    },
    {
      name: 'a part of the name',
      logic: { '===': [{ var: 'payload.nam.fnt' }, 'X'] },
      ...{ code: 'ruleMember', says: 'payload.nam.fnt' },
    },
    {
      name: 'a member that no schema knows',
      logic: { '===': [entry('xx'), 'X'] },
      ...{ code: 'ruleMember', says: 'payload.v.0.xx' },
    },
    {
      name: 'a character of a code',
      logic: { '===': [entry('mp.0'), 'X'] },
      ...{ code: 'ruleMember', says: 'payload.v.0.mp.0' },
    },
    {
      name: 'what else is known outside of the certificate',
      logic: { '===': [{ var: 'external.kid' }, 'X'] },
      ...{ code: 'ruleMember', says: 'external.kid' },
    },
    {
      name: 'a value set that is not given',
      logic: { in: [entry('mp'), { var: 'external.valueSets.fictitious' }] },
      ...{ code: 'ruleValueSet', says: 'fictitious' },
    },
    {
      name: 'the sum of two numbers',
      logic: { '>': [{ '+': [entry('dn'), entry('sd')] }, 2] },
      ...{ code: 'ruleNotExpressible', says: 'the sum (+) of /credentialSubject/doseNumber' },
    },
    {
      name: 'the time between two dates',
      logic: { after: [plusTime(entry('dt'), 0), plusTime(dob, 18, 'year')] },
      ...{ code: 'ruleNotExpressible', says: '/credentialSubject/doseDate' },
    },
    {
      name: 'that two codes are the same',
      logic: { '===': [entry('co'), entry('is')] },
      ...{ code: 'ruleNotExpressible', says: '/credentialSubject/country' },
    },
    {
      name: 'the wording of a date of birth',
      logic: { '===': [dob, '1992'] },
      ...{ code: 'ruleNotExpressible', says: '/credentialSubject/birthDate' },
    },
    {
      name: 'a code taken for a date',
      logic: { before: [plusTime(entry('mp'), 0), plusTime(clock, 0)] },
      ...{ code: 'ruleNotExpressible', says: '/credentialSubject/product' },
    },
    {
      name: 'a code taken for an identifier',
      logic: { '===': [{ extractFromUVCI: [entry('is'), 0] }, 'X'] },
      ...{ code: 'ruleNotExpressible', says: 'extractFromUVCI' },
    },
    {
      name: 'an operator that is not known',
      logic: { if: [true, true, { or: [true, false] }] },
      ...{ code: 'ruleOperator', says: 'or' },
    },
    {
      name: 'an operator with an operand too many',
      logic: { '===': [1, 1, 1] },
      ...{ code: 'ruleMalformed', says: '===' },
    },
    {
      name: 'a unit of time that is not known',
      logic: { before: [plusTime(clock, 1, 'week'), plusTime(clock, 0)] },
      ...{ code: 'ruleMalformed', says: 'plusTime' },
    },
    {
      name: 'a number that is not whole',
      logic: { '>': [entry('dn'), 1.5] },
      ...{ code: 'ruleMalformed', says: 'literal' },
    },
    {
      name: 'two operators in one object',
      logic: { '!': [true], and: [true, true] },
      ...{ code: 'ruleMalformed', says: 'operation' },
    },
    {
      name: 'a path that is no text',
      logic: { var: ['payload'] },
      ...{ code: 'ruleMalformed', says: 'var' },
    },
    {
      name: 'what ends with an error for everybody',
      logic: { '>': [dob, 1] },
      ...{ code: 'ruleWithoutVerdict', says: 'neither true nor false' },
    },
    {
      name: 'what is neither true nor false for anybody',
      logic: entry('mp'),
      ...{ code: 'ruleWithoutVerdict', says: 'neither true nor false' },
    },
    {
      name: 'more cases than can be told apart',
      logic: Array.from({ length: 14 }, (_, i) => i).reduce<unknown>(
        (inner, i) => ({
          '===': [
            inner,
            { '===': [entry(['mp', 'ma', 'vp', 'tg', 'co', 'is'][i % 6] ?? ''), `${i}`] },
          ],
        }),
        true,
      ),
      ...{ code: 'ruleTooComplex', says: 'too many' },
    },
  ])('$name', ({ logic, code, says }) => {
    const refusal = refusalOf(logic)
    expect(refusal).toBeInstanceOf(CredentialError)
    expect(refusal).toMatchObject({ code, message: expect.stringContaining(says) })
    expect(refusal).toMatchObject({ message: expect.stringMatching(/^VR-XX-0001: /) })
  })

  test('but for what no dose comes to', () => {
    const logic = { if: [{ var: 'payload.t.0' }, { '===': [entry('ci'), 'X'] }, true] }
    expect(compile(logic).plans).toHaveLength(1)
  })
})

describe('a claim proves', () => {
  const { plans, lists } = compile({
    and: [
      { '>=': [entry('dn'), 2] },
      { 'not-after': [plusTime(entry('dt'), 0), plusTime(clock, 0)] },
    ],
  })
  const proves = (changes: object) =>
    plans.some((plan) => satisfies(plan, { claims: { ...dose, ...changes }, lists }))

  test.each([
    { name: 'what is within the bounds', changes: {}, holds: true },
    { name: 'not what is beside them', changes: { doseNumber: 1 }, holds: false },
    { name: 'nothing where it is missing', changes: { doseNumber: '' }, holds: false },
    { name: 'nothing where it is no date', changes: { doseDate: '2021-02-30' }, holds: false },
    {
      name: 'the first day that there is a proof of',
      changes: { doseDate: '1900-01-01' },
      holds: true,
    },
    { name: 'nothing before that', changes: { doseDate: '1899-12-31' }, holds: false },
  ])('$name', ({ changes, holds }) => {
    expect(proves(changes)).toBe(holds)
  })

  test('nothing after the last day that there is a proof of', () => {
    const compiled = compile({ 'not-before': [plusTime(entry('dt'), 0), plusTime(clock, 0)] })
    expect(canProve(compiled, { doseDate: '2079-06-06' })).toBe(true)
    expect(canProve(compiled, { doseDate: '2079-06-07' })).toBe(false)
  })

  test('nothing with a list that is not there', () => {
    const [plan] = compile({ in: [entry('mp'), [dose.product]] }).plans
    expect(plan && satisfies(plan, { claims: { ...dose }, lists: [] })).toBe(false)
  })
})

describe('any rule', () => {
  const { logic } = fc.letrec<{ logic: unknown; integer: unknown; instant: unknown }>((tie) => {
    const amount = fc.oneof(fc.integer({ min: -400, max: 400 }), fc.constantFrom(0, 14, 270))
    const code = fc.constantFrom(entry('mp'), entry('ma'), entry('co'))
    const list = fc.array(fc.constantFrom('A', 'B', '', entry('mp')), { maxLength: 3 })
    const integer = fc.oneof(
      fc.constantFrom(entry('dn'), entry('sd')),
      fc.integer({ min: -1, max: 4 }),
    )
    return {
      integer: fc.oneof(
        { maxDepth: 2 },
        { weight: 4, arbitrary: integer },
        fc.record({ '+': fc.tuple(tie('integer'), tie('integer')) }),
      ),
      instant: fc.oneof(
        {
          weight: 5,
          arbitrary: fc.record({
            plusTime: fc.tuple(
              fc.constantFrom(
                entry('dt'),
                entry('dt'),
                dob,
                clock,
                '2021-06-30T12:00:00+02:00',
                '2021',
                '2020-02',
                'no date',
              ),
              amount,
              fc.constantFrom('day', 'day', 'hour', 'month', 'year'),
            ),
          }),
        },
        fc.record({ dccDateOfBirth: fc.tuple(fc.constantFrom(dob, entry('dt'), '1992-02')) }),
      ),
      logic: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.boolean(),
        code,
        fc.constantFrom(
          dob,
          entry('dt'),
          { var: 'payload.v.1' },
          { var: 'payload.t.0.tg' },
          { var: 'payload.v' },
        ),
        ...(['<', '>', '<=', '>='] as const).flatMap((operator) => [
          fc.record({ [operator]: fc.tuple(tie('integer'), tie('integer')) }),
          fc.record({ [operator]: fc.tuple(tie('integer'), tie('integer'), tie('integer')) }),
        ]),
        ...(['before', 'after', 'not-before', 'not-after'] as const).flatMap((operator) => [
          fc.record({ [operator]: fc.tuple(tie('instant'), tie('instant')) }),
          fc.record({ [operator]: fc.tuple(tie('instant'), tie('instant'), tie('instant')) }),
        ]),
        fc.record({ in: fc.tuple(code, list) }),
        fc.record({ in: fc.tuple(tie('integer'), fc.array(tie('integer'), { maxLength: 3 })) }),
        fc.record({ '===': fc.tuple(code, fc.constantFrom('A', 'B', '')) }),
        fc.record({ '===': fc.tuple(tie('integer'), tie('integer')) }),
        fc.record({ '===': fc.tuple(tie('logic'), tie('logic')) }),
        { weight: 6, arbitrary: fc.record({ '!': fc.tuple(tie('logic')) }) },
        {
          weight: 12,
          arbitrary: fc.record({ and: fc.array(tie('logic'), { minLength: 2, maxLength: 3 }) }),
        },
        {
          weight: 12,
          arbitrary: fc.record({ if: fc.tuple(tie('logic'), tie('logic'), tie('logic')) }),
        },
        fc.constant({
          reduce: [
            [{ var: 'payload.r' }, { var: 'payload.v' }, entry('dn')],
            { '+': [{ var: 'accumulator' }, { if: [{ var: 'current' }, 1, 0] }] },
            0,
          ],
        }),
      ),
    }
  })

  test('that compiles has the verdict of CertLogic, and one without a verdict accepts nobody', () => {
    const outcomes = new Map<string, number>()
    fc.assert(
      fc.property(logic, visitsOf(['A', 'B', 'C']), (expression, visit) => {
        const [rule] = ruleOf(expression)
        const moment = new Date(visit.now)
        const accepted = visit.doses.map((claims) =>
          isAccepted(rule?.logic ?? null, payloadOf(claims), { clock: moment.toISOString() }),
        )
        const refusal = refusalOf(expression, { now: moment })
        const outcome = refusal instanceof CredentialError ? refusal.code : 'compiles'
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        if (outcome === 'ruleWithoutVerdict') expect(accepted).not.toContain(true)
        if (outcome !== 'compiles') return
        const compiled = compile(expression, { now: moment })
        expect(visit.doses.map((claims) => canProve(compiled, claims))).toEqual(accepted)
      }),
      { numRuns: 600 },
    )
    expect([...outcomes.keys()]).toEqual(
      expect.arrayContaining(['compiles', 'ruleNotExpressible', 'ruleWithoutVerdict']),
    )
    expect(outcomes.get('compiles')).toBeGreaterThan(200)
  })
})
