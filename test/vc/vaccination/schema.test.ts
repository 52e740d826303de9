import { assertVaccinationCredential, type Dose, vaccinationSchemas } from '@unscored/vc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changed, credentialOf, dose, doses, suites } from './doses.ts'

const credential = credentialOf('bbs-2023')
const older = credentialOf('BbsBlsSignature2020')
const { credentialSubject: subject } = credential
const withSubject = (members: object) =>
  changed(credential, { credentialSubject: { ...subject, ...members } })
const without = (value: object, name: string) =>
  Object.fromEntries(Object.entries(value).filter(([member]) => member !== name))

describe('a vaccination credential', () => {
  test.each(suites)('passes for %s, whatever the dose', (suite) => {
    fc.assert(
      fc.property(doses, (members) => {
        expect(() => assertVaccinationCredential(credentialOf(suite, members))).not.toThrow()
      }),
    )
  })

  test.each([
    { name: 'a proof', value: changed(credential, { proof: { type: 'DataIntegrityProof' } }) },
    { name: 'two proofs', value: changed(credential, { proof: [{}, {}] }) },
    { name: 'no end', value: without(credential, 'validUntil') },
    { name: 'no dates', value: without(without(credential, 'validFrom'), 'validUntil') },
    { name: 'no end, in data model 1.1', value: without(older, 'expirationDate') },
    { name: 'a leap day', value: withSubject({ doseDate: '2024-02-29' }) },
    { name: 'a did:key', value: changed(credential, { issuer: 'did:key:zUC7' }) },
    { name: 'a did:web with a port', value: changed(credential, { issuer: 'did:web:a%3A1:b' }) },
  ])('passes with $name', ({ value }) => {
    expect(() => assertVaccinationCredential(value)).not.toThrow()
  })

  test.each([
    ...Object.keys(dose).map((name) => ({
      value: changed(credential, { credentialSubject: without(subject, name) }),
      message: `/credentialSubject/${name} is missing`,
    })),
    ...['@context', 'type', 'issuer', 'credentialSubject'].map((name) => ({
      value: without(credential, name),
      message: `/${name} is missing`,
    })),
    { value: without(older, 'issuanceDate'), message: '/issuanceDate is missing' },
    {
      value: changed(credential, { credentialSubject: 'x' }),
      message: '/credentialSubject must be object',
    },
    { value: changed(credential, { id: 'urn:uuid:0' }), message: '/id is unknown' },
    {
      value: JSON.parse(`{"__proto__": 1, ${JSON.stringify(credential).slice(1)}`),
      message: '/__proto__ is unknown',
    },
    { value: changed(credential, { name: '' }), message: '/name is unknown' },
    { value: changed(credential, { 'a/b~': '' }), message: '/a~1b~0 is unknown' },
    { value: changed(credential, { issuanceDate: '' }), message: '/issuanceDate is unknown' },
    { value: changed(older, { validFrom: '' }), message: '/validFrom is unknown' },
    { value: withSubject({ id: 'did:key:z' }), message: '/credentialSubject/id is unknown' },
    { value: withSubject({ batch: 'X' }), message: '/credentialSubject/batch is unknown' },
    {
      value: changed(credential, { issuer: { id: 'did:web:a' } }),
      message: '/issuer must be string',
    },
    ...['', 'https://a.example', 'did:web:', 'did:web:a#k', 'did:web:a?x', 'did:web:a\n'].map(
      (issuer) => ({
        value: changed(credential, { issuer }),
        message: '/issuer must match pattern "^did:[a-z\\d]+:[\\w.:%\\-]+$"',
      }),
    ),
    ...[['VaccinationDoseCredential', 'VerifiableCredential'], ['VerifiableCredential'], ''].map(
      (type) => ({
        value: changed(credential, { type }),
        message: '/type must be equal to constant',
      }),
    ),
    ...[[], [credential['@context'][0]], [...credential['@context'], 'x'], 'x'].map((context) => ({
      value: changed(credential, { '@context': context }),
      message: '/@context must be equal to constant',
    })),
    {
      value: withSubject({ type: 'X' }),
      message: '/credentialSubject/type must be equal to constant',
    },
  ])('is refused: $message', ({ value, message }) => {
    expect(refusalOf(value)).toEqual({ code: 'schemaViolation', message })
  })

  test.each<{ member: keyof Dose; value: unknown; rule: string }>([
    { member: 'familyName', value: 5, rule: 'must be string' },
    { member: 'givenName', value: null, rule: 'must be string' },
    { member: 'product', value: ['EU/1/20/1528'], rule: 'must be string' },
    { member: 'country', value: '\ud800', rule: 'must match pattern "^\\P{Surrogate}*$"' },
    { member: 'doseNumber', value: 0, rule: 'must be >= 1' },
    { member: 'doseNumber', value: 100, rule: 'must be <= 99' },
    { member: 'doseNumber', value: 1.5, rule: 'must be integer' },
    { member: 'doseNumber', value: '1', rule: 'must be integer' },
    { member: 'totalDoses', value: -1, rule: 'must be >= 1' },
    { member: 'doseDate', value: '', rule: 'must match format "date"' },
    { member: 'doseDate', value: '2021-02-30', rule: 'must match format "date"' },
    { member: 'doseDate', value: '2023-02-29', rule: 'must match format "date"' },
    { member: 'doseDate', value: '2021-13-01', rule: 'must match format "date"' },
    { member: 'doseDate', value: '2021-2-1', rule: 'must match format "date"' },
    { member: 'doseDate', value: '2021-02', rule: 'must match format "date"' },
    { member: 'doseDate', value: '2021-02-03T00:00:00Z', rule: 'must match format "date"' },
    { member: 'doseDate', value: '2021-02-03\n', rule: 'must match format "date"' },
    { member: 'doseDate', value: '0000-01-01', rule: 'must match format "date"' },
    { member: 'birthDate', value: '1964-00', rule: 'must match format "partial-date"' },
    { member: 'birthDate', value: '1964-02-30', rule: 'must match format "partial-date"' },
    { member: 'birthDate', value: '64', rule: 'must match format "partial-date"' },
    { member: 'birthDate', value: '1964-XX-XX', rule: 'must match format "partial-date"' },
    { member: 'birthDate', value: ' ', rule: 'must match format "partial-date"' },
  ])('is refused for $member $value: it $rule', ({ member, value, rule }) => {
    const message = `/credentialSubject/${member} ${rule}`
    expect(refusalOf(withSubject({ [member]: value }))).toEqual({
      code: 'schemaViolation',
      message,
    })
  })

  test.each([
    '2026-11-02T00:00:00Z',
    '2026-11-01T00:00:01Z',
    '2026-11-01T00:00:00.000Z',
    '2026-11-01T00:00:00+00:00',
    '2026-11-01T00:00:00',
    '2026-13-01T00:00:00Z',
    '2026-11-01',
    '0000-11-01T00:00:00Z',
    ' 2026-11-01T00:00:00Z',
    '',
  ])('is refused where "%s" is its start or end', (date) => {
    for (const [value, member] of [
      [credential, 'validFrom'],
      [credential, 'validUntil'],
      [older, 'issuanceDate'],
      [older, 'expirationDate'],
    ] as const) {
      const { code, message } = refusalOf(changed(value, { [member]: date }))
      expect(code).toBe('schemaViolation')
      expect(message).toMatch(new RegExp(`^/${member} must match pattern`))
    }
  })

  test.each([null, 'x', 5, [], {}])('is not %j', (value) => {
    expect(refusalOf(value).code).toBe('schemaViolation')
  })

  test.each([
    {
      name: 'a size without end',
      value: withSubject({ country: 'x'.repeat(2 ** 21) }),
      code: 'tooLarge',
    },
    { name: 'what is no JSON', value: withSubject({ country: undefined }), code: 'invalidJson' },
  ])('is refused for $name: $code', ({ value, code }) => {
    expect(refusalOf(value).code).toBe(code)
  })

  test('is told all its members at fault, and none of their values', () => {
    const { message } = refusalOf(
      changed(withSubjectOf({ familyName: ['Xyzzy'], doseDate: 'Xyzzy', Xyzzy1: 'Xyzzy2' }), {
        issuer: 'Xyzzy',
        type: 'Xyzzy',
      }),
    )
    expect(message.split('; ').map((member) => member.split(' ')[0])).toEqual(
      expect.arrayContaining([
        '/issuer',
        '/type',
        '/credentialSubject/familyName',
        '/credentialSubject/doseDate',
        '/credentialSubject/Xyzzy1',
      ]),
    )
    expect(message.replace('Xyzzy1', '')).not.toContain('Xyzzy')
  })

  test('is told no more members than can be read', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x${i}`, 1]))
    expect(refusalOf(withSubject(many)).message.split('; ')).toHaveLength(20)
  })
})

test('the schemas cannot be changed by anybody', () => {
  for (const schema of Object.values(vaccinationSchemas)) {
    expect(Object.isFrozen(schema)).toBe(true)
    expect(Object.isFrozen(schema.properties)).toBe(true)
  }
})

function withSubjectOf(members: object): typeof credential {
  // Members that do not fit are the point.
  return withSubject(members) as typeof credential
}

function refusalOf(value: unknown): { code: unknown; message: string } {
  try {
    assertVaccinationCredential(value)
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('it was not refused')
}
