import { encodeMultibase, type RandomSource } from '@unscored/core'
import { VerifierError } from './error.ts'

/** What {@link onceUntil} takes. */
export interface OnceUntilOptions {
  random: RandomSource
  /** When the request is made. */
  time: Date
  /** In milliseconds. */
  lifetime: number
}

/** What of a request sees to it that it is answered once, and in time. */
export function onceUntil({ random, time, lifetime }: OnceUntilOptions) {
  return {
    // The encoding is multibase without its prefix: base64url.
    nonce: encodeMultibase(random(NONCE_BYTES), 'u').slice(1),
    expires: new Date(time.getTime() + lifetime).toISOString(),
  }
}

const NONCE_BYTES = 32

/** @throws {VerifierError} `requestExpired`. */
export function assertInTime(expires: Date, time: Date): void {
  if (time > expires) throw new VerifierError('requestExpired', 'the time for an answer is over')
}
