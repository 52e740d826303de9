import { generateNym } from '@unscored/bbs'
import {
  assertJson,
  encodeMultibase,
  isJsonObject,
  parseMultibase,
  type RandomSource,
} from '@unscored/core'
import type { Binding } from './bbs-2023/binding.ts'
import { type CommittedFeature, features } from './bbs-2023/features.ts'
import { CredentialError } from './error.ts'

/**
 * What a holder sends to an issuer who is to bind a credential to her secrets without learning them.
 *
 * It has no other members: whatever else it held could be the same in two of one holder's.
 */
export interface CommitmentRequest {
  readonly type: 'CommitmentRequest'
  readonly feature: CommittedFeature
  /** The commitment with its proof, in base64url multibase. */
  readonly commitment: string
}

/** The message that asks for a binding. */
export function formatCommitmentRequest({ feature, commitment }: Binding): CommitmentRequest {
  return { type: TYPE, feature, commitment: encodeMultibase(commitment, 'u') }
}

/**
 * Reads the message that asks for a binding. Whether the commitment holds is asked when it is signed.
 *
 * @throws {CredentialError} `requestMalformed`.
 * @throws {FormatError} `tooLarge`, `tooDeep`, `invalidJson` or `invalidMultibase`.
 */
export function parseCommitmentRequest(value: unknown): Binding {
  assertJson(value)
  if (!isJsonObject(value)) throw malformed('the message', 'is no object')
  const { type, feature, commitment, ...others } = value
  // Its name is not repeated: it may be anything.
  if (Object.keys(others).length > 0) throw malformed('the message', 'has a member too many')
  if (type !== TYPE) throw malformed('/type', `is not ${TYPE}`)
  if (!isCommittedFeature(feature)) throw malformed('/feature', 'is unknown')
  return { feature, commitment: parseMultibase(commitment, ['u']) }
}

/**
 * A secret for a holder's wallet, to which all her credentials can be bound: 32 octets, a uniform nonzero scalar.
 *
 * @throws {RangeError} where the random source fails.
 */
export function generateHolderSecret(random: RandomSource): Uint8Array {
  return generateNym(random)
}

/** Whether a value names a feature for which a holder commits to secrets. */
export function isCommittedFeature(value: unknown): value is CommittedFeature {
  return typeof value === 'string' && value !== 'baseline' && Object.hasOwn(features, value)
}

const TYPE = 'CommitmentRequest'

function malformed(pointer: string, why: string): CredentialError {
  return new CredentialError('requestMalformed', `${pointer} ${why}`)
}
