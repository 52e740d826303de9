import { vaccinationContexts, vaccinationCredentialTypes } from '../vaccination/profile.ts'
import type { AttributeTable } from './attribute-table.ts'
import type { PredicateProfile } from './statements.ts'

/**
 * How the members of a vaccination credential are signed. Codes are those that value sets list; the date of birth is there
 * twice, to be shown as it is written and to be compared as the last day that it may mean.
 */
export const vaccinationAttributes: AttributeTable = [
  { pointer: '/credentialSubject/familyName', encoding: 'text' },
  { pointer: '/credentialSubject/givenName', encoding: 'text' },
  { pointer: '/credentialSubject/birthDate', encoding: 'text' },
  { pointer: '/credentialSubject/birthDate', encoding: 'lastDay' },
  { pointer: '/credentialSubject/disease', encoding: 'code' },
  { pointer: '/credentialSubject/prophylaxis', encoding: 'code' },
  { pointer: '/credentialSubject/product', encoding: 'code' },
  { pointer: '/credentialSubject/manufacturer', encoding: 'code' },
  { pointer: '/credentialSubject/doseNumber', encoding: 'octet' },
  { pointer: '/credentialSubject/totalDoses', encoding: 'octet' },
  { pointer: '/credentialSubject/doseDate', encoding: 'date' },
  { pointer: '/credentialSubject/country', encoding: 'code' },
  { pointer: '/credentialSubject/certifier', encoding: 'code' },
  { pointer: '/validFrom', encoding: 'midnight' },
  { pointer: '/validUntil', encoding: 'midnight' },
]

/** The profile of an issuer's vaccination credentials, from what its manifest names. */
export function createVaccinationPredicateProfile(
  issuer: Pick<
    PredicateProfile,
    'issuer' | 'verificationMethod' | 'publicKey' | 'digits' | 'revocationKey'
  >,
): PredicateProfile {
  return {
    ...issuer,
    mandatory: {
      '@context': [...vaccinationContexts['2.0']],
      type: [...vaccinationCredentialTypes],
      issuer: issuer.issuer,
      credentialSubject: { type: 'VaccinationDose' },
    },
    table: vaccinationAttributes,
  }
}
