import type { RandomSource } from '@unscored/core'
import { parseDidUrl } from '@unscored/did'
import {
  createVaccinationCredential,
  type Dose,
  type IssuerKey,
  type SecuredCredential,
  type SuiteId,
  signCredential,
  vaccinationMandatoryPointers,
} from '@unscored/vc'

/** What {@link issueCredential} takes. */
export interface IssueCredentialOptions {
  /** Who signs; the DID before the fragment of its id becomes the credential's `issuer`. */
  key: IssuerKey
  /** What is claimed. Each member is a statement that the holder may keep hidden. */
  dose: Dose
  /** `bbs-2023` by default. */
  suite?: SuiteId
  /** First day of validity, set back to the first of its month; now by default. */
  validFrom?: Date
  /** End of validity, set back to the first of its month; the first of the month a year after `validFrom` by default. */
  validUntil?: Date
  random?: RandomSource
  now?: () => Date
}

/**
 * Issues the credential of one dose, from which its holder can later show any part.
 *
 * All credentials have the same shape and carry no identifier; dates of validity are those of a month. What still tells
 * credentials apart when it is shown is the issuer and its key, and what the holder chooses to show.
 *
 * @throws {CredentialError} `schemaViolation` where the record is no dose, naming its members.
 * @throws {DidError} `invalidDidUrl` where the key's id is none.
 */
export async function issueCredential({
  key,
  dose,
  suite = 'bbs-2023',
  now = () => new Date(),
  validFrom = now(),
  validUntil = aYearAfter(validFrom),
  ...options
}: IssueCredentialOptions): Promise<SecuredCredential> {
  const { did: issuer } = parseDidUrl(key.id)
  return signCredential({
    ...options,
    credential: createVaccinationCredential({ suite, issuer, dose, validFrom, validUntil }),
    key,
    suite,
    now,
    mandatoryPointers: vaccinationMandatoryPointers,
    labelsInDocumentOrder: true,
  })
}

function aYearAfter(date: Date): Date {
  return new Date(Date.UTC(date.getUTCFullYear() + 1, date.getUTCMonth(), 1))
}
