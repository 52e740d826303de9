import { isJsonObject, type JsonValue } from '@unscored/core'
import { beginningOfMonth } from '../created.ts'
import type { SuiteId } from '../suites.ts'
import { VACCINATION_CONTEXT, VACCINATION_CREDENTIAL_IRI, vaccinationNodeIds } from './context.ts'
import {
  type DataModel,
  type Dose,
  type VaccinationCredential,
  vaccinationContexts,
  vaccinationCredentialTypes,
} from './profile.ts'
import { assertVaccinationCredential } from './schema.ts'

/** What {@link createVaccinationCredential} takes. */
export interface CreateVaccinationCredentialOptions {
  /** What the credential will be signed with, which decides its data model. */
  suite: SuiteId
  /** A DID. */
  issuer: string
  dose: Dose
  /** Start of validity, set back to the beginning of its month; data model 1.1 cannot do without. */
  validFrom?: Date
  /** End of validity, set back to the beginning of its month; none by default. */
  validUntil?: Date
}

/**
 * A vaccination credential without a proof, of the one shape that all of its suite have.
 *
 * @throws {CredentialError} `schemaViolation` where it would not be one, naming the members at fault.
 */
export function createVaccinationCredential({
  suite,
  issuer,
  dose,
  validFrom,
  validUntil,
}: CreateVaccinationCredentialOptions): VaccinationCredential {
  const model = dataModels[suite]
  const { from, until } = validityMembers[model]
  const ids = nodeIds[model]
  const credential: unknown = {
    '@context': [...vaccinationContexts[model]],
    ...ids.credential,
    type: [...vaccinationCredentialTypes],
    issuer,
    ...(validFrom && { [from]: beginningOfMonth(validFrom) }),
    ...(validUntil && { [until]: beginningOfMonth(validUntil) }),
    credentialSubject: { ...ids.subject, type: 'VaccinationDose', ...dose },
  }
  assertVaccinationCredential(credential)
  return credential
}

/**
 * Whether a credential claims to be a vaccination credential, by any of the names for it; that it is a proper one is
 * for {@link assertVaccinationCredential} to say.
 */
export function isVaccinationCredential(value: JsonValue): boolean {
  if (!isJsonObject(value)) return false
  const { '@context': contexts, type: types } = value
  return (
    [contexts].flat().includes(VACCINATION_CONTEXT) ||
    [types].flat().includes(VACCINATION_CREDENTIAL_IRI)
  )
}

/** BBS+ of 2020 was made for data model 1.1, and other wallets know it with that alone. */
const dataModels: Readonly<Record<SuiteId, DataModel>> = {
  'bbs-2023': '2.0',
  BbsBlsSignature2020: '1.1',
}

const validityMembers = {
  '2.0': { from: 'validFrom', until: 'validUntil' },
  '1.1': { from: 'issuanceDate', until: 'expirationDate' },
} as const satisfies Record<DataModel, { from: string; until: string }>

/** In data model 2.0 nodes have no id: that suite can fix the labels of those without. */
const nodeIds = {
  '2.0': { credential: {}, subject: {} },
  '1.1': {
    credential: { id: vaccinationNodeIds.credential },
    subject: { id: vaccinationNodeIds.subject },
  },
} as const satisfies Record<DataModel, object>
