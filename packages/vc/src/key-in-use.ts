import { isJsonObject, keyLapse } from '@unscored/core'
import { CredentialError } from './error.ts'

/**
 * Checks that the key of a verification method may still be used. A revoked one is as good as none.
 *
 * @param now Left out, it is not asked whether the key has expired.
 * @throws {CredentialError} `invalidKey` or `keyExpired`.
 */
export function assertKeyInUse(method: unknown, now?: Date): void {
  const lapse = isJsonObject(method) ? keyLapse(method, now) : undefined
  if (lapse === 'revoked') throw new CredentialError('invalidKey', 'the key was revoked')
  if (lapse === 'expired') throw new CredentialError('keyExpired', 'the key is used no more')
}
