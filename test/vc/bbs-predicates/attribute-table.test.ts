import { bls12381Sha256, hashToScalar } from '@unscored/bbs'
import { type JsonObject, type JsonValue, lengthPrefixed, utf8 } from '@unscored/core'
import { codeScalar, vaccinationAttributes } from '@unscored/vc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AttributeEncoding,
  attributeScalar,
  attributeScalars,
  dayNumber,
  hiddenPlaces,
  mandatoryPart,
  rangeOctets,
  shownPlace,
  withMembers,
} from '../../../packages/vc/src/bbs-predicates/attribute-table.ts'

const ABSENT = 2n ** 64n

function scalarOf(encoding: AttributeEncoding, value: JsonValue | undefined): bigint {
  return attributeScalar(value, { pointer: '/member', encoding })
}

function expectRefused(encoding: AttributeEncoding, value: JsonValue): void {
  expect(() => scalarOf(encoding, value)).toThrow(
    expect.objectContaining({ code: 'attributeInvalid' }),
  )
}

/** Days from 1900-01-01 to 2079-06-06. */
const dayNumbers = fc.integer({ min: 0, max: 65_535 })

function dateAt(day: number): string {
  return new Date(Date.UTC(1900, 0, 1 + day)).toISOString().slice(0, 10)
}

describe('a day', () => {
  test.each([
    ['1900-01-01', 0],
    ['1900-02-28', 58],
    ['1900-03-01', 59],
    ['1970-01-01', 25_567],
    ['2000-02-29', 36_583],
    ['2000-03-01', 36_584],
    ['2024-02-29', 45_349],
    ['2079-06-06', 65_535],
  ])('%s is number %i', (date, day) => {
    expect(dayNumber(date)).toBe(day)
  })

  test.each([
    '1899-12-31',
    '2079-06-07',
    '1900-02-29',
    '2023-02-29',
    '2024-02-30',
    '2024-04-31',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '0070-01-01',
    '2024-1-1',
    '2024-01',
    '2024',
    '2024-01-01\n',
    ' 2024-01-01',
    '+02024-01-01',
    '２０２４-01-01',
    '2024-01-01T00:00:00Z',
    '',
  ])('%j is none', (date) => {
    expect(dayNumber(date)).toBeUndefined()
  })

  test('is counted without a gap', () => {
    fc.assert(
      fc.property(dayNumbers, (day) => {
        expect(dayNumber(dateAt(day))).toBe(day)
      }),
    )
  })
})

describe('an encoding', () => {
  test.each([
    ['date', undefined, ABSENT],
    ['date', '1900-01-01', 0n],
    ['midnight', undefined, ABSENT],
    ['midnight', '2079-06-06T00:00:00Z', 65_535n],
    ['lastDay', undefined, ABSENT],
    ['lastDay', '', ABSENT],
    ['lastDay', '1970', BigInt(dayNumber('1970-12-31') ?? -1)],
    ['lastDay', '2000-02', BigInt(dayNumber('2000-02-29') ?? -1)],
    ['lastDay', '1970-12', BigInt(dayNumber('1970-12-31') ?? -1)],
    ['lastDay', '1970-05-05', BigInt(dayNumber('1970-05-05') ?? -1)],
    ['integer', undefined, ABSENT],
    ['integer', 0, 0n],
    ['integer', 65_535, 65_535n],
    ['octet', undefined, ABSENT],
    ['octet', 255, 255n],
  ] as const)('%s has for %j its scalar', (encoding, value, scalar) => {
    expect(scalarOf(encoding, value)).toBe(scalar)
  })

  test.each<[AttributeEncoding, JsonValue]>([
    ['date', ''],
    ['date', '2024-02-30'],
    ['date', 20_240_101],
    ['date', null],
    ['midnight', '2024-01-01'],
    ['midnight', '2024-01-01T00:00:00.000Z'],
    ['midnight', '2024-01-01T00:00:01Z'],
    ['midnight', '2024-01-01T00:00:00+00:00'],
    ['midnight', 'T00:00:00Z'],
    ['midnight', '2024-01-01T12:00:00ZT00:00:00Z'],
    ['lastDay', '1970-13'],
    ['lastDay', '1970-00'],
    ['lastDay', '0070'],
    ['lastDay', '0099-01'],
    ['lastDay', '1899'],
    ['lastDay', '2079'],
    ['lastDay', '197'],
    ['lastDay', 1970],
    ['integer', -1],
    ['integer', 65_536],
    ['integer', 1.5],
    ['integer', -0],
    ['integer', 2 ** 64],
    ['integer', '1'],
    ['integer', true],
    ['octet', 256],
    ['octet', -0],
    ['code', 1],
    ['code', { code: 'EU/1/20/1528' }],
    ['code', ['EU/1/20/1528']],
    ['code', '\ud800'],
    ['text', 1],
    ['text', '\udc00 half'],
    ['text', null],
  ])('%s has none for %j', (encoding, value) => {
    expectRefused(encoding, value)
  })

  test('has another scalar for every value', () => {
    const values = {
      date: dayNumbers.map(dateAt),
      midnight: dayNumbers.map((day) => `${dateAt(day)}T00:00:00Z`),
      integer: fc.integer({ min: 0, max: 65_535 }),
      octet: fc.integer({ min: 0, max: 255 }),
      code: fc.string({ unit: 'grapheme' }),
      text: fc.string({ unit: 'grapheme' }),
    }
    for (const [encoding, some] of Object.entries(values)) {
      const maybe = fc.option<JsonValue, undefined>(some, { nil: undefined })
      fc.assert(
        fc.property(maybe, maybe, (a, b) => {
          const [first, second] = [a, b].map((value) =>
            scalarOf(encoding as AttributeEncoding, value),
          )
          expect(first === second).toBe(a === b)
        }),
      )
    }
  })

  test('of a text tells places apart, that of a code does not', () => {
    const at = (pointer: string, encoding: AttributeEncoding) =>
      attributeScalar('same', { pointer, encoding })
    expect(at('/a', 'text')).not.toBe(at('/b', 'text'))
    expect(at('/a', 'code')).toBe(at('/b', 'code'))
    expect(at('/a', 'code')).toBe(codeScalar('same'))
    expect(at('/a', 'code')).not.toBe(at('/a', 'text'))
    expect(() => codeScalar('\ud800')).toThrow(
      expect.objectContaining({ code: 'attributeInvalid' }),
    )
  })

  test('of what is hashed says in its tag what that is', () => {
    const hashed = (kind: string, ...parts: string[]) =>
      hashToScalar(
        bls12381Sha256,
        lengthPrefixed(...parts.map(utf8)),
        utf8(`unscored bbs-predicates-2026 ${kind}`),
      )
    expect(scalarOf('code', 'same')).toBe(hashed('code', 'same'))
    expect(scalarOf('text', 'same')).toBe(hashed('text', '/member', 'same'))
    expect(scalarOf('code', undefined)).toBe(hashed('absent', ''))
    expect(scalarOf('text', undefined)).toBe(hashed('absent', '/member'))
  })

  test('of what is missing is the scalar of no value that it could have', () => {
    for (const encoding of ['date', 'midnight', 'lastDay', 'integer', 'octet'] as const) {
      expect(scalarOf(encoding, undefined)).toBeGreaterThan(256n ** 3n)
      expect(rangeOctets(encoding)).toBeGreaterThan(0)
    }
    for (const encoding of ['code', 'text'] as const) {
      expect(scalarOf(encoding, undefined)).not.toBe(scalarOf(encoding, ''))
      expect(rangeOctets(encoding)).toBeUndefined()
    }
  })
})

describe('an attribute table', () => {
  const document: JsonObject = {
    issuer: 'did:web:issuer.example',
    credentialSubject: { type: 'VaccinationDose', product: 'EU/1/20/1528', doseNumber: 2 },
  }

  test('gives every attribute its place, whether it is there or not', () => {
    const scalars = attributeScalars(document, vaccinationAttributes)
    const place = vaccinationAttributes.findIndex(({ pointer }) => pointer.endsWith('/doseNumber'))
    expect(scalars).toHaveLength(vaccinationAttributes.length)
    expect(scalars[place]).toBe(2n)
    expect(scalars[place + 1]).toBe(ABSENT)
  })

  test('has the places that are never shown behind all attributes', () => {
    const { length } = vaccinationAttributes
    expect(hiddenPlaces(vaccinationAttributes)).toEqual({
      ...{ list: length, id: length + 1, blinding: length + 2, secret: length + 3 },
      count: length + 4,
    })
  })

  test('shows a member by the attribute that tells it to the letter', () => {
    const shown = shownPlace(vaccinationAttributes, '/credentialSubject/birthDate') ?? -1
    expect(vaccinationAttributes[shown]?.encoding).toBe('text')
    expect(shownPlace(vaccinationAttributes, '/credentialSubject')).toBeUndefined()
    expect(shownPlace(vaccinationAttributes, '/issuer')).toBeUndefined()
  })

  test('leaves of a document what is no attribute, and takes members back', () => {
    const mandatory = mandatoryPart(document, vaccinationAttributes)
    expect(mandatory).toEqual({
      issuer: 'did:web:issuer.example',
      credentialSubject: { type: 'VaccinationDose' },
    })
    const members = new Map<string, JsonValue>([
      ['/credentialSubject/product', 'EU/1/20/1528'],
      ['/credentialSubject/doseNumber', 2],
    ])
    expect(withMembers(mandatory, members)).toEqual(document)
  })

  test('leaves a member whose name is a pointer, or that of no own member', () => {
    const odd: JsonObject = JSON.parse(
      '{"credentialSubject/product": 1, "__proto__": {"a": 1}, "credentialSubject": [{"product": 1}]}',
    )
    expect(JSON.stringify(mandatoryPart(odd, vaccinationAttributes))).toBe(JSON.stringify(odd))
    const table = [{ pointer: '/a~1b/c~0d', encoding: 'text' }] as const
    expect(mandatoryPart({ 'a/b': { 'c~d': 'x', c: 'y' } }, table)).toEqual({ 'a/b': { c: 'y' } })
  })
})
