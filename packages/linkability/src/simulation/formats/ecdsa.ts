import { p256 } from '@noble/curves/nist.js'
import { encodeMultibase } from '@unscored/core'
import { type CryptoKey, importJWK, type JWK } from 'jose'
import type { Draw } from '../draw.ts'

/** A key pair for ES256, in the forms that libraries take. */
export interface EcdsaKeys {
  readonly secret: CryptoKey
  readonly publicJwk: JWK
  /**
   * A signature of 64 octets that follows from key and octets (RFC 6979): for what is compressed, whose length would else
   * depend on the platform's random octets.
   */
  signAlike(octets: Uint8Array): Uint8Array
}

/** A key pair that follows from a draw. */
export async function drawEcdsaKeys(draw: Draw): Promise<EcdsaKeys> {
  const secretKey = p256.utils.randomSecretKey(draw.octets(48))
  const point = p256.getPublicKey(secretKey, false)
  const publicJwk = {
    ...{ kty: 'EC', crv: 'P-256' },
    x: base64Url(point.subarray(1, 33)),
    y: base64Url(point.subarray(33)),
  }
  return {
    secret: await key({ ...publicJwk, d: base64Url(secretKey) }),
    publicJwk,
    signAlike: (octets) => p256.sign(octets, secretKey),
  }
}

/** The public key of a pair. */
export function importPublicKey({ publicJwk }: Pick<EcdsaKeys, 'publicJwk'>): Promise<CryptoKey> {
  return key(publicJwk)
}

/** Octets in base64url, without padding. */
export function base64Url(octets: Uint8Array): string {
  return encodeMultibase(octets, 'u').slice(1)
}

/** Signs octets with ECDSA over P-256: 64 octets. */
export async function signEcdsa(secret: CryptoKey, octets: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign(ES256, secret, new Uint8Array(octets)))
}

/** What is verified of an ECDSA signature. */
export interface SignedOctets {
  readonly octets: Uint8Array
  readonly signature: Uint8Array
}

/** Whether a signature of {@link signEcdsa} holds. */
export function verifyEcdsa(
  publicKey: CryptoKey,
  { octets, signature }: SignedOctets,
): Promise<boolean> {
  return crypto.subtle.verify(ES256, publicKey, new Uint8Array(signature), new Uint8Array(octets))
}

const ES256 = { name: 'ECDSA', hash: 'SHA-256' }

async function key(jwk: JWK): Promise<CryptoKey> {
  const imported = await importJWK(jwk, 'ES256')
  if (imported instanceof Uint8Array) throw new TypeError('an elliptic key is no octets')
  return imported
}
