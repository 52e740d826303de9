import { instantOf, isDateTime, namesZone } from '@unscored/core'
import type { DidVerificationMethod } from './did-document.ts'
import { DidError } from './error.ts'

/**
 * Checks that a key may still be used. Since when one is revoked is not asked: proofs tell nothing of when they were made.
 * An `expires` that cannot be read counts as past.
 *
 * @throws {DidError} `keyRevoked` or `keyExpired`.
 * @see CID 1.0 §2.2 Verification Methods
 */
export function assertKeyInUse({ revoked, expires }: DidVerificationMethod, now: Date): void {
  if (revoked !== undefined) throw new DidError('keyRevoked', 'the key was revoked')
  if (expires === undefined) return
  const isAhead = isDateTime(expires) && namesZone(expires) && now < instantOf(expires)
  if (!isAhead) throw new DidError('keyExpired', 'the key is used no more')
}
