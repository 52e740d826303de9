import {
  assertShownVaccinationCredential,
  assertVaccinationCredential,
  vaccinationSchemas,
} from '@unscored/vc'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { credentialOf, suites } from './doses.ts'

describe('a vaccination credential', () => {
  test.each(suites)('for %s breaks the rules that it breaks to ajv', (suite) => {
    const { credentialSubject: subject, ...credential } = credentialOf(suite)
    const schema = vaccinationSchemas[suite === 'bbs-2023' ? '2.0' : '1.1']
    const validate = new Ajv2020({ strict: true, allErrors: true, formats }).compile(schema)
    fc.assert(
      fc.property(changesOf(credential), changesOf(subject), (ofCredential, ofSubject) => {
        const credentialSubject = { ...subject, ...ofSubject }
        const value = parsed({ ...credential, credentialSubject, ...ofCredential })
        validate(value)
        expect(rulesBroken(value)).toEqual((validate.errors ?? []).map(ruleOf).sort())
      }),
      { numRuns: 1000 },
    )
  })
})

describe('what is shown of a vaccination credential', () => {
  test.each(suites)('for %s need not be all of it', (suite) => {
    const { '@context': context, type, issuer } = credentialOf(suite)
    const credentialSubject = { type: 'VaccinationDose' }
    const shown = { '@context': context, type, issuer, credentialSubject }
    expect(() => assertShownVaccinationCredential(shown)).not.toThrow()
    expect(() => assertVaccinationCredential(shown)).toThrow(
      '/credentialSubject/product is missing',
    )
  })

  test.each([
    {
      name: 'a number in a list',
      members: { doseNumber: [2] },
      message: 'doseNumber must be integer',
    },
    { name: 'another member', members: { batch: 'X' }, message: 'batch is unknown' },
    { name: 'no type', members: { type: undefined }, message: 'type is missing' },
    { name: 'another type', members: { type: 'X' }, message: 'type must be equal to constant' },
  ])('is refused with $name', ({ members, message }) => {
    const { credentialSubject, ...credential } = credentialOf('bbs-2023')
    const { type, product } = credentialSubject
    const shown = parsed({ ...credential, credentialSubject: { type, product, ...members } })
    expect(() => assertShownVaccinationCredential(shown)).toThrow(
      expect.objectContaining({
        code: 'schemaViolation',
        message: `/credentialSubject/${message}`,
      }),
    )
  })
})

/** The formats, as somebody else might write them. */
const formats = {
  date: isDay,
  'partial-date': (text: string) =>
    text === '' || isDay(text) || /^\d{4}$/.test(text) ? text !== '0000' : isDay(`${text}-01`),
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(time) || text.startsWith('0000')) return false
  return new Date(time).toISOString() === `${text}T00:00:00.000Z`
}

/** Some members removed, others set to what they may be or may not, and some that nobody knows. */
function changesOf(members: object): fc.Arbitrary<Record<string, unknown>> {
  // The context tells by which schema a credential is measured.
  const known = Object.keys(members).filter((name) => name !== '@context')
  const names = [...known, 'validUntil', 'proof', 'id', 'constructor', 'a/b~']
  const value = fc.oneof(
    fc.constantFrom<unknown>(undefined, null, '', 'x', '\ud800', 0, 1, 99, 100, 1.5, true, [], {}),
    fc.constantFrom<unknown>('2026-11-01T00:00:00Z', 'did:web:a', 'VaccinationDose', ['X'], ['1']),
    fc.constantFrom<unknown>(...Object.values(members)),
    fc
      .tuple(fc.nat(2100), fc.nat(13), fc.nat(32))
      .map(([year, month, day]) => `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`),
    fc
      .tuple(fc.nat(2100), fc.nat(13))
      .map(([year, month]) => `${padded(year, 4)}-${padded(month, 2)}`),
    fc.nat(2100).map((year) => padded(year, 4)),
  )
  return fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 4 })
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0')
}

/** Leaves out what is undefined. */
function parsed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

function rulesBroken(value: unknown): string[] {
  try {
    assertVaccinationCredential(value)
    return []
  } catch (error) {
    return error instanceof Error ? error.message.split('; ').sort() : []
  }
}

function ruleOf({ instancePath, keyword, params, message }: ErrorObject): string {
  if (keyword === 'required') return `${instancePath}/${params.missingProperty} is missing`
  if (keyword !== 'additionalProperties') return `${instancePath} ${message}`
  const name = params.additionalProperty.replace('~', '~0').replace('/', '~1')
  return `${instancePath}/${name} is unknown`
}
