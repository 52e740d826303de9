import { createVaccinationCredential, isVaccinationCredential } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { credentialOf, dose } from './doses.ts'

const issuer = 'did:web:issuer.example'

describe('a new vaccination credential', () => {
  test('for bbs-2023 is of data model 2.0', () => {
    expect(credentialOf('bbs-2023')).toEqual({
      '@context': [
        'https://www.w3.org/ns/credentials/v2',
        'https://w3id.org/unscored/vaccination/v1',
      ],
      type: ['VerifiableCredential', 'VaccinationDoseCredential'],
      issuer,
      validFrom: '2026-11-01T00:00:00Z',
      validUntil: '2027-11-01T00:00:00Z',
      credentialSubject: { type: 'VaccinationDose', ...dose },
    })
  })

  test('for BBS+ is of data model 1.1', () => {
    expect(credentialOf('BbsBlsSignature2020')).toEqual({
      '@context': [
        'https://www.w3.org/2018/credentials/v1',
        'https://w3id.org/unscored/vaccination/v1',
        'https://w3id.org/security/bbs/v1',
      ],
      id: 'https://w3id.org/unscored/vaccination#credential',
      type: ['VerifiableCredential', 'VaccinationDoseCredential'],
      issuer,
      issuanceDate: '2026-11-01T00:00:00Z',
      expirationDate: '2027-11-01T00:00:00Z',
      credentialSubject: {
        id: 'https://w3id.org/unscored/vaccination#subject',
        type: 'VaccinationDose',
        ...dose,
      },
    })
  })

  test('needs no dates of validity in data model 2.0', () => {
    const credential = createVaccinationCredential({ suite: 'bbs-2023', issuer, dose })
    expect(Object.keys(credential)).toEqual(['@context', 'type', 'issuer', 'credentialSubject'])
  })

  test.each([
    { name: 'a day that does not exist', change: { dose: { ...dose, doseDate: '2021-02-30' } } },
    { name: 'another member', change: { dose: { ...dose, batchNumber: 'X' } } },
    { name: 'another type', change: { dose: { ...dose, type: 'Person' } } },
    { name: 'an issuer without a DID', change: { issuer: 'https://issuer.example' } },
    { name: 'no start in data model 1.1', change: { suite: 'BbsBlsSignature2020' as const } },
  ])('is refused for $name', ({ change }) => {
    expect(() =>
      createVaccinationCredential({ suite: 'bbs-2023', issuer, dose, ...change }),
    ).toThrow(expect.objectContaining({ code: 'schemaViolation' }))
  })
})

describe('a credential', () => {
  const credential = credentialOf('bbs-2023')
  const iri = 'https://w3id.org/unscored/vaccination#VaccinationDoseCredential'

  test.each([
    { name: 'one', value: credential },
    { name: 'one with members missing', value: { '@context': credential['@context'] } },
    { name: 'one with a single context', value: { '@context': credential['@context'][1] ?? '' } },
    { name: 'one by the IRI of the type', value: { '@context': [], type: iri } },
    { name: 'one by one of its IRIs', value: { '@context': [], type: ['X', iri] } },
  ])('claims to be of the profile: $name', ({ value }) => {
    expect(isVaccinationCredential(value)).toBe(true)
  })

  test.each([
    { name: 'another context', value: { ...credential, '@context': ['x'] } },
    { name: 'no members', value: {} },
    { name: 'no object', value: [credential] },
  ])('does not with $name', ({ value }) => {
    expect(isVaccinationCredential(value)).toBe(false)
  })
})
