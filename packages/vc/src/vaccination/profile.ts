import type { JsonObject } from '@unscored/core'
import { CREDENTIALS_V1, CREDENTIALS_V2, SECURITY_BBS_V1 } from '../contexts/bundled.ts'
import { beginningOfMonth } from '../created.ts'
import { VACCINATION_CONTEXT } from './context.ts'

/** The edition of the W3C data model that a credential is written in. */
export type DataModel = '2.0' | '1.1'

/** The `@context` of a vaccination credential in either data model: 2.0 for `bbs-2023`, 1.1 for BBS+ of 2020. */
export const vaccinationContexts = {
  '2.0': [CREDENTIALS_V2, VACCINATION_CONTEXT],
  '1.1': [CREDENTIALS_V1, VACCINATION_CONTEXT, SECURITY_BBS_V1],
} as const satisfies Record<DataModel, readonly string[]>

/** The types of a vaccination credential. */
export const vaccinationCredentialTypes = [
  'VerifiableCredential',
  'VaccinationDoseCredential',
] as const

/** What a credential tells of one dose: always all members, `""` where the source is silent. */
export interface Dose {
  readonly familyName: string
  readonly givenName: string
  /** `YYYY-MM-DD`, `YYYY-MM`, `YYYY` or `""`. */
  readonly birthDate: string
  /** Code of the disease or agent. */
  readonly disease: string
  /** Code of the kind of vaccine, the prophylaxis. */
  readonly prophylaxis: string
  /** Code of the medicinal product. */
  readonly product: string
  /** Code of the manufacturer or marketing authorisation holder. */
  readonly manufacturer: string
  /** 1 to 99. */
  readonly doseNumber: number
  /** 1 to 99. */
  readonly totalDoses: number
  /** `YYYY-MM-DD`. */
  readonly doseDate: string
  readonly country: string
  readonly certifier: string
}

/** A vaccination credential, with or without a proof; of the members for validity, those of its data model. */
export interface VaccinationCredential extends JsonObject {
  readonly '@context': readonly string[]
  readonly type: readonly string[]
  /** A DID. */
  readonly issuer: string
  readonly credentialSubject: Dose & { readonly type: 'VaccinationDose' } & JsonObject
}

/** JSON pointers to what every presentation of a vaccination credential shows. */
export const vaccinationMandatoryPointers: readonly string[] = ['/issuer']

/** A member that a holder can show. */
export interface SelectableMember {
  /** JSON pointer into the credential. */
  readonly pointer: string
  /** What people are asked whether to show it by. */
  readonly label: string
}

/** What a holder can show of a vaccination credential's subject, in the order in which people are asked. */
export const vaccinationPointers: readonly SelectableMember[] = [
  { pointer: '/credentialSubject/familyName', label: 'Family name' },
  { pointer: '/credentialSubject/givenName', label: 'Given name' },
  { pointer: '/credentialSubject/birthDate', label: 'Date of birth' },
  { pointer: '/credentialSubject/disease', label: 'Disease' },
  { pointer: '/credentialSubject/prophylaxis', label: 'Kind of vaccine' },
  { pointer: '/credentialSubject/product', label: 'Vaccine product' },
  { pointer: '/credentialSubject/manufacturer', label: 'Manufacturer' },
  { pointer: '/credentialSubject/doseNumber', label: 'Number of this dose' },
  { pointer: '/credentialSubject/totalDoses', label: 'Doses in the series' },
  { pointer: '/credentialSubject/doseDate', label: 'Date of vaccination' },
  { pointer: '/credentialSubject/country', label: 'Country of vaccination' },
  { pointer: '/credentialSubject/certifier', label: 'Certified by' },
]

/** The first instant of a date's month, in UTC: a time that a credential shares with all others of that month. */
export function floorToMonth(date: Date): Date {
  return new Date(beginningOfMonth(date))
}
