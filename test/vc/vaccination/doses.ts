import type { JsonObject } from '@unscored/core'
import {
  createVaccinationCredential,
  type Dose,
  type SuiteId,
  type VaccinationCredential,
} from '@unscored/vc'
import fc from 'fast-check'

/** A dose of nobody. */
export const dose: Dose = {
  familyName: 'Musterfrau-Gößinger',
  givenName: 'Gabriele',
  birthDate: '1998-02-26',
  disease: '840539006',
  prophylaxis: '1119349007',
  product: 'EU/1/20/1528',
  manufacturer: 'ORG-100030215',
  doseNumber: 1,
  totalDoses: 2,
  doseDate: '2021-02-18',
  country: 'AT',
  certifier: 'Ministry of Health, Austria',
}

export const suites = ['bbs-2023', 'BbsBlsSignature2020'] as const satisfies readonly SuiteId[]

/** A credential of it, without a proof. */
export function credentialOf(suite: SuiteId, members: Partial<Dose> = {}): VaccinationCredential {
  return createVaccinationCredential({
    suite,
    issuer: 'did:web:issuer.example',
    dose: { ...dose, ...members },
    validFrom: new Date('2026-11-14T09:30:00Z'),
    validUntil: new Date('2027-11-14T09:30:00Z'),
  })
}

/** The same with other members, whether that makes sense or not. */
export function changed(credential: JsonObject, members: Record<string, unknown>): unknown {
  return { ...credential, ...members }
}

/** Text of all characters, and such as means something to JSON-LD, N-Quads or those who read them by patterns. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    ...[
      '',
      '_:b0',
      '_:c14n0 .',
      '<urn:bnid:_:c14n0>',
      '@id',
      '@context',
      '@json',
      'type',
      'https://',
    ],
    ...['"', '\\', '\\"', '\n', '\r\n', '\t', '\0', '\u007f', '\u2028', '\ufeff', 'a\u0301', '🩹'],
    ...['did:web:issuer.example', 'VaccinationDose', '"^^<http://www.w3.org/2001/XMLSchema#date>'],
  ),
)

const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

const count = fc.integer({ min: 1, max: 99 })

/** Every dose that the profile can tell of. */
export const doses: fc.Arbitrary<Dose> = fc.record({
  familyName: text,
  givenName: text,
  birthDate: fc.tuple(day, fc.constantFrom(0, 4, 7, 10)).map(([date, end]) => date.slice(0, end)),
  disease: text,
  prophylaxis: text,
  product: text,
  manufacturer: text,
  doseNumber: count,
  totalDoses: count,
  doseDate: day,
  country: text,
  certifier: text,
})
