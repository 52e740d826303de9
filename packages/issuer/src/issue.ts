import type { RandomSource } from '@unscored/core'
import { parseDidUrl, type Resolvable } from '@unscored/did'
import {
  type CredentialOptions,
  createVaccinationCredential,
  type Dose,
  type IssuerKey,
  parseCommitmentRequest,
  type SecuredCredential,
  type SuiteId,
  signCredential,
  vaccinationMandatoryPointers,
} from '@unscored/vc'
import { assertMayIssue } from './issuing-key.ts'

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
  /**
   * The message of a holder who wants the credential to be bound to her wallet, as it came over the wire, parsed as JSON
   * and nothing more. See `CommitmentRequest`; `bbs-2023` alone can do it.
   */
  commitment?: unknown
  /**
   * Resolves the issuer's own DID, so that nothing is signed that nobody would accept: with a key that the DID does not list
   * for credentials, or that ends before the credential does. Where it is left out, that is not asked.
   */
  resolver?: Resolvable
  /** Where HMAC keys come from, and the issuer's part of what pseudonyms follow from. */
  random?: RandomSource
  /** Where credentials of `bbs-2023` are signed, such as a pool of workers for an issuer of many. */
  bbs?: CredentialOptions['bbs']
  now?: () => Date
}

/**
 * Issues the credential of one dose, from which its holder can later show any part.
 *
 * All credentials have the same shape and carry no identifier; dates of validity are those of a month. What still tells
 * credentials apart when it is shown is the issuer and its key, what the holder chooses to show, and which feature it was
 * bound by, if any.
 *
 * With a commitment it is the second of two messages. The issuer signs what the holder committed to without learning it, and
 * cannot tell whether two commitments are of one holder. Who the holder is, the commitment does not say: it is tied to no
 * session and can be sent again, also by one who stole it, and then gets a credential of use to nobody but the wallet that
 * it came from. So look at the person, and hand the credential to her. For pseudonyms the issuer adds a number of its own, by
 * which no holder can choose those of another; the pseudonyms themselves it cannot tell.
 *
 * @throws {CredentialError} `schemaViolation` where the record is no dose, naming its members; `requestMalformed`,
 *   `invalidLength`, `invalidPoint`, `invalidScalar` or `commitmentInvalid` where the commitment is none; `featureMismatch`
 *   where the suite knows no commitments.
 * @throws {FormatError} where the commitment is no JSON or no multibase.
 * @throws {DidError} `invalidDidUrl` where the key's id is none; with a resolver, `relationshipMissing`, `keyRevoked` or
 *   `keyExpired` where its DID does not let it sign this credential, and why there is no such key.
 * @throws {IssuerError} `keyMismatch` where the DID has another key of its name.
 * @throws {PoolError} where `bbs` is a pool that refuses.
 * @see VC-DI-BBS §4.1 "Anonymous Holder Binding", §4.2 "Credential Bound Pseudonyms"
 */
export async function issueCredential({
  key,
  dose,
  suite = 'bbs-2023',
  now = () => new Date(),
  validFrom = now(),
  validUntil = aYearAfter(validFrom),
  commitment,
  resolver,
  bbs,
  ...options
}: IssueCredentialOptions): Promise<SecuredCredential> {
  const { did: issuer } = parseDidUrl(key.id)
  const credential = createVaccinationCredential({ suite, issuer, dose, validFrom, validUntil })
  if (resolver !== undefined) await assertMayIssue({ key, credential, resolver, now: now() })
  return signCredential({
    ...options,
    ...(bbs && { bbs }),
    credential,
    key,
    suite,
    now,
    mandatoryPointers: vaccinationMandatoryPointers,
    labelsInDocumentOrder: true,
    ...(commitment !== undefined && { binding: parseCommitmentRequest(commitment) }),
  })
}

function aYearAfter(date: Date): Date {
  return new Date(Date.UTC(date.getUTCFullYear() + 1, date.getUTCMonth(), 1))
}
