import { IssuerError, importDcc } from '@unscored/issuer'
import {
  type CompiledRules,
  compileRules,
  type Dose,
  parseRules,
  parseValueSet,
  satisfiablePlans,
} from '@unscored/vc'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeWith, readShared, readSharedJson } from '../../support/shared.ts'
import { daysBefore, visitsOf } from './doses.ts'
import { dose, isAccepted, payloadOf } from './oracle.ts'

const RULES = 'dgc-business-rules/rules.json'

/** The one rule that looks at what no credential tells: the certificate's own identifier. */
const NOT_COMPILED = 'GR-FI-0002'

function canProve(compiled: CompiledRules, claims: Dose): boolean {
  return satisfiablePlans(compiled, { ...claims }).length > 0
}

describeWith('data', RULES, 'the rules of jurisdictions', () => {
  const rules = parseRules(readSharedJson('data', RULES))
  const valueSets = new Map(
    [
      'disease-agent-targeted',
      'vaccine-mah-manf',
      'vaccine-prophylaxis',
      'vaccine-medicinal-product',
    ].map((file) => parseValueSet(readSharedJson('data', `eu-dcc-valuesets/${file}.json`))),
  )
  const compiling = rules.filter(({ identifier }) => identifier !== NOT_COMPILED)
  const jurisdictions = [...new Set(compiling.map(({ identifier }) => identifier.slice(3, 5)))].map(
    (jurisdiction) => ({
      jurisdiction,
      own: compiling.filter(({ identifier }) => identifier.slice(3, 5) === jurisdiction),
    }),
  )
  const common = ['840539006', 'ORG-100030215', '1119349007']
  const products = [...(valueSets.get('vaccines-covid-19-names')?.keys() ?? [])]

  test('all compile but one, which is refused by the member that no credential tells', () => {
    const refusals = rules.flatMap((rule) => {
      try {
        compileRules({ rules: [rule], now: new Date('2022-02-01'), valueSets })
        return []
      } catch (error) {
        return [error]
      }
    })
    expect(rules.length).toBeGreaterThan(60)
    expect(refusals).toHaveLength(1)
    expect(refusals[0]).toMatchObject({
      code: 'ruleMember',
      message: `${NOT_COMPILED}: no credential tells payload.v.0.ci`,
    })
  })

  test.each(compiling)(
    '$identifier has the verdict of CertLogic for any dose at any time',
    (rule) => {
      const visits = visitsOf([...common, ...products])
      const holds = fc.property(visits, ({ now, doses }) => {
        const clock = new Date(now)
        const compiled = compileRules({ rules: [rule], now: clock, valueSets })
        const circumstances = { clock: clock.toISOString(), valueSets }
        expect(doses.map((claims) => canProve(compiled, claims))).toEqual(
          doses.map((claims) => isAccepted(rule.logic, payloadOf(claims), circumstances)),
        )
      })
      fc.assert(holds, { numRuns: 30 })
    },
  )

  test.each(jurisdictions)('all rules of $jurisdiction together have it too', ({ own }) => {
    const visits = visitsOf(['840539006', 'EU/1/20/1528', 'EU/1/20/1525', 'Covishield'])
    const holds = fc.property(visits, ({ now, doses }) => {
      const clock = new Date(now)
      const compiled = compileRules({ rules: own, now: clock, valueSets })
      const circumstances = { clock: clock.toISOString(), valueSets }
      const accepts = (claims: Dose) =>
        own.every(({ logic }) => isAccepted(logic, payloadOf(claims), circumstances))
      expect(doses.map((claims) => canProve(compiled, claims))).toEqual(doses.map(accepts))
    })
    fc.assert(holds, { numRuns: 30 })
  })

  test.each(jurisdictions)(
    'no predicate of a plan for $jurisdiction can be left out',
    ({ own }) => {
      const now = new Date('2022-02-01T10:00:00Z')
      const compiled = compileRules({ rules: own, now, valueSets })
      const circumstances = { clock: now.toISOString(), valueSets }
      const refused = besideBounds(now, [
        'EU/1/20/1528',
        'EU/1/20/1525',
        'Covaxin',
        'Fictivax',
      ]).filter(
        (claims) => !own.every(({ logic }) => isAccepted(logic, payloadOf(claims), circumstances)),
      )
      for (const plan of compiled.plans) {
        for (const left of plan.predicates) {
          const predicates = plan.predicates.filter((predicate) => predicate !== left)
          const reduced = { ...compiled, plans: [{ ...plan, predicates }] }
          expect(refused.some((claims) => canProve(reduced, claims))).toBe(true)
        }
      }
    },
  )

  const SAMPLES = 'dgc-testdata/dcc-samples.jsonl'

  interface Sample {
    file: string
    kind: string
    json: { dob: string; v: Record<string, unknown>[] }
    prefix: string
    validationClock: string
  }

  const samples = readShared('data', SAMPLES)
    .trim()
    .split('\n')
    .map((line): Sample => JSON.parse(line))
    .filter(({ kind }) => kind === 'v')

  /** The certificate that only has one of the entries, and dates without a time of day, as a credential has them. */
  const entriesOf = ({ json }: Sample) =>
    json.v.map((entry) => ({
      ...json,
      dob: json.dob.slice(0, 10),
      v: [{ ...entry, dt: String(entry.dt).slice(0, 10) }],
    }))

  test('national certificates have the same verdict by any rule, before and after the import', async () => {
    let compared = 0
    for (const sample of samples) {
      const clock = sample.validationClock.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
      const now = new Date(/Z|[+-]\d\d:\d\d$/.test(clock) ? clock : `${clock}Z`)
      const { prefix: text } = sample
      const imported = await importDcc({
        ...{ text, trusted: [], now, acceptUnverifiedSignature: true },
      }).catch((refusal: unknown) => refusal)
      if (imported instanceof IssuerError) continue
      const { records } = imported as Awaited<ReturnType<typeof importDcc>>
      for (const rule of compiling) {
        const compiled = compileRules({ rules: [rule], now, valueSets })
        const circumstances = { clock: sample.validationClock, valueSets }
        expect(records.map((claims) => canProve(compiled, claims))).toEqual(
          entriesOf(sample).map((payload) => isAccepted(rule.logic, payload, circumstances)),
        )
        compared += records.length
      }
    }
    expect(compared).toBeGreaterThan(60 * compiling.length)
  })
})

/** Doses on both sides of all bounds of the rules. */
function besideBounds(now: Date, products: readonly string[]): readonly Dose[] {
  const counts = [1, 2, 3, 99]
  const counted = counts.flatMap((doseNumber) =>
    counts.map((totalDoses) => ({ ...dose, doseNumber, totalDoses })),
  )
  const dated = [-1, 6, 9, 13, 14, 21, 27, 40, 100, 271, 367].flatMap((days) =>
    counted.map((other) => ({ ...other, doseDate: daysBefore(days, now.getTime()) })),
  )
  const changes: Partial<Dose>[] = [
    ...products.flatMap((product) => [
      { product },
      { product, birthDate: '2010-01-01' },
      { product, disease: 'Fictitious' },
      { product, disease: 'Fictitious', birthDate: '2010-01-01' },
    ]),
    { manufacturer: 'Fictitious' },
    { prophylaxis: 'Fictitious' },
  ]
  return dated.flatMap((other) => changes.map((change) => ({ ...other, ...change })))
}
