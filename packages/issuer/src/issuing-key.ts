import { equalOctets, instantOf, type JsonObject } from '@unscored/core'
import { dereferenceVerificationMethod, type Resolvable } from '@unscored/did'
import type { IssuerKey } from '@unscored/vc'
import { IssuerError } from './error.ts'

/** What {@link assertMayIssue} takes. */
export interface AssertMayIssueOptions {
  key: IssuerKey
  /** Before it is signed. */
  credential: JsonObject
  /** Resolves the DID of the key. */
  resolver: Resolvable
  now: Date
}

/**
 * Checks that what a key signs will be accepted: its DID lists it for credentials, and until the credential ends.
 *
 * @throws {IssuerError} `keyMismatch`.
 * @throws {DidError} `relationshipMissing`, `keyRevoked`, `keyExpired`, and why there is no such key.
 */
export async function assertMayIssue({
  key: { id, publicKey },
  credential,
  resolver,
  now,
}: AssertMayIssueOptions): Promise<void> {
  const end = endOf(credential) ?? now
  for (const time of [now, end]) {
    const { key } = await dereferenceVerificationMethod(id, {
      ...{ resolver, relationship: 'assertionMethod', now: () => time },
    })
    if (!equalOctets(key.octets, publicKey)) {
      throw new IssuerError('keyMismatch', 'the DID has another key of this name')
    }
  }
}

/** The last moment at which a credential is in force; that its key ends in the next one is as it should be. */
function endOf({ validUntil, expirationDate }: JsonObject): Date | undefined {
  const until = validUntil ?? expirationDate
  return typeof until === 'string' ? new Date(instantOf(until).getTime() - 1) : undefined
}
