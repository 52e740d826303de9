import { expandMessageXmd, expandMessageXof } from './expand-message.ts'
import { ascii } from './octets.ts'
import { EXPAND_BYTES, integer, mod } from './scalars.ts'

/**
 * A BBS ciphersuite: the curve is always BLS12-381, the hash differs.
 *
 * @see BBS §6 Ciphersuites
 */
export interface Ciphersuite {
  readonly id: string
  /** Precedes every domain separation tag: the suite's id and the way that messages and generators are made. */
  readonly apiId: string
  /** `expand_message` of RFC 9380 §5.3. */
  expand(octets: Uint8Array, dst: Uint8Array, length: number): Uint8Array
}

/** BLS12-381 with SHAKE-256. */
export const bls12381Shake256: Ciphersuite = Object.freeze({
  id: 'BBS_BLS12381G1_XOF:SHAKE-256_SSWU_RO_',
  apiId: 'BBS_BLS12381G1_XOF:SHAKE-256_SSWU_RO_H2G_HM2S_',
  expand: expandMessageXof,
})

/** BLS12-381 with SHA-256: the suite of `bbs-2023`. */
export const bls12381Sha256: Ciphersuite = Object.freeze({
  id: 'BBS_BLS12381G1_XMD:SHA-256_SSWU_RO_',
  apiId: 'BBS_BLS12381G1_XMD:SHA-256_SSWU_RO_H2G_HM2S_',
  expand: expandMessageXmd,
})

/** The suite's interface for blind signatures (Blind §4.2). */
export function blindInterface(suite: Ciphersuite): Ciphersuite {
  return { ...suite, apiId: `${suite.id}BLIND_H2G_HM2S_` }
}

/** The suite's interface for pseudonyms (Nym §6). */
export function pseudonymInterface(suite: Ciphersuite): Ciphersuite {
  return { ...suite, apiId: `${suite.id}H2G_HM2S_PSEUDONYM_` }
}

/** The interface for signatures over what a prover commits to, with a nym or without. */
export function committedInterface(suite: Ciphersuite, withNym: boolean): Ciphersuite {
  return withNym ? pseudonymInterface(suite) : blindInterface(suite)
}

/** Domain separation tag: the suite's API identifier followed by a purpose, ASCII. */
export function tag({ apiId }: Ciphersuite, purpose: string): Uint8Array {
  return ascii(apiId + purpose)
}

/**
 * Hashes octets to a scalar in [0, r).
 *
 * @param dst Domain separation tag, at most 255 octets.
 * @see BBS §4.2.2 `hash_to_scalar`
 */
export function hashToScalar(
  suite: Ciphersuite,
  octets: Uint8Array,
  dst: Uint8Array = tag(suite, 'H2S_'),
): bigint {
  return mod(integer(suite.expand(octets, dst, EXPAND_BYTES)))
}

/** Maps each message to the scalar that is signed (BBS §4.1.2 `messages_to_scalars`). */
export function messagesToScalars(suite: Ciphersuite, messages: readonly Uint8Array[]): bigint[] {
  const dst = tag(suite, 'MAP_MSG_TO_SCALAR_AS_HASH_')
  return messages.map((message) => hashToScalar(suite, message, dst))
}
