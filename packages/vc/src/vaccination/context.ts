import type { JsonObject } from '@unscored/core'
import { freezeJson } from '../contexts/freeze.ts'

/** The address by which credentials name the context of the vaccination profile. */
export const VACCINATION_CONTEXT = 'https://w3id.org/unscored/vaccination/v1'

const SCHEMA_ORG = 'http://schema.org/'
const VACCINATION = 'https://w3id.org/vaccination#'
const OWN = 'https://w3id.org/unscored/vaccination#'
const XSD = 'http://www.w3.org/2001/XMLSchema#'

/** What the type `VaccinationDoseCredential` stands for. */
export const VACCINATION_CREDENTIAL_IRI = `${OWN}VaccinationDoseCredential`

/**
 * The ids of the two nodes of every vaccination credential in data model 1.1, whoever holds it. The suite of 2020 shows
 * nodes without an id under numbers that depend on what is hidden, and so would sort holders into two kinds.
 */
export const vaccinationNodeIds = {
  credential: `${OWN}credential`,
  subject: `${OWN}subject`,
} as const

/**
 * The context of the vaccination profile, to be used with either data model's context.
 *
 * Every term stands for one IRI and no two share one, so that a document compacts back to what it was and JSON
 * pointers into it hold. IRIs are those of schema.org and of the W3C vaccination vocabulary where these have the
 * thing, and the project's own where not; the types are own because one flat node tells of person and dose.
 *
 * @see https://w3id.org/vaccination
 */
export const vaccinationContext: JsonObject = freezeJson({
  '@context': {
    '@version': 1.1,
    '@protected': true,
    id: '@id',
    type: '@type',
    VaccinationDoseCredential: VACCINATION_CREDENTIAL_IRI,
    VaccinationDose: {
      '@id': `${OWN}VaccinationDose`,
      '@context': {
        '@version': 1.1,
        '@protected': true,
        id: '@id',
        type: '@type',
        familyName: `${SCHEMA_ORG}familyName`,
        givenName: `${SCHEMA_ORG}givenName`,
        birthDate: `${SCHEMA_ORG}birthDate`,
        disease: `${VACCINATION}disease`,
        prophylaxis: `${OWN}prophylaxis`,
        product: `${OWN}product`,
        manufacturer: `${VACCINATION}marketingAuthorizationHolder`,
        doseNumber: { '@id': `${VACCINATION}order`, '@type': `${XSD}integer` },
        totalDoses: { '@id': `${OWN}totalDoses`, '@type': `${XSD}integer` },
        doseDate: { '@id': `${VACCINATION}dateOfVaccination`, '@type': `${XSD}date` },
        country: `${VACCINATION}countryOfVaccination`,
        certifier: `${OWN}certifier`,
      },
    },
  },
})
