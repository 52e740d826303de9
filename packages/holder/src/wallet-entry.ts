import {
  assertJson,
  encodeMultibase,
  isJsonObject,
  type JsonObject,
  type RandomSource,
} from '@unscored/core'
import type { ManifestReference } from '@unscored/did'
import type { CommittedFeature } from '@unscored/vc'

/**
 * By what a credential is bound to a wallet: a feature of `bbs-2023`, or `predicates`, of `bbs-predicates-2026`, by the secret
 * of the person, of which things are proven without showing them.
 */
export type WalletBinding = CommittedFeature | 'predicates'

/** What is put into a wallet. */
export interface WalletEntry {
  /** The credential as it was issued, with its base proof or proofs. */
  readonly credential: JsonObject
  /** When it was put into the wallet. Shown to nobody but the holder. */
  readonly addedAt: Date
  /**
   * The issuer's manifest that it was compared with when it came. Absent where nobody compared: its issuer may have marked it
   * in a way that a single credential does not show.
   */
  readonly comparedWith?: ManifestReference
}

/** An entry that the caller can no longer change. What is let in here every store must be able to read again. */
export function ownCopy({ credential, addedAt, comparedWith }: WalletEntry): WalletEntry {
  assertJson(credential)
  if (!isJsonObject(credential)) throw new TypeError('the credential is no JSON object')
  assertDate(addedAt)
  return structuredClone({ credential, addedAt, ...(comparedWith && { comparedWith }) })
}

/** A date that is none would be written as nothing, and a wallet without it is refused. */
export function assertDate(date: Date): void {
  if (Number.isNaN(date.getTime())) throw new RangeError('the time is no date')
}

const ID_BYTES = 16

/** A name within the wallet, 16 random octets in base64url multibase. */
export function newId(random: RandomSource): string {
  return encodeMultibase(random(ID_BYTES), 'u')
}
