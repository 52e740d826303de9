import { keyLapse } from '@unscored/core'
import type { DidVerificationMethod } from './did-document.ts'
import { DidError } from './error.ts'

/**
 * Checks that a key may still be used.
 *
 * @throws {DidError} `keyRevoked` or `keyExpired`.
 * @see CID 1.0 §2.2 Verification Methods
 */
export function assertKeyInUse(method: DidVerificationMethod, now: Date): void {
  const lapse = keyLapse(method, now)
  if (lapse === 'revoked') throw new DidError('keyRevoked', 'the key was revoked')
  if (lapse === 'expired') throw new DidError('keyExpired', 'the key is used no more')
}
