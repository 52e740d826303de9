import { encodeMultikey, type Multikey } from '@unscored/core'
import type { Did } from './did.ts'

/** The contexts of a DID document whose keys are Multikeys. */
export const MULTIKEY_CONTEXTS = [
  'https://www.w3.org/ns/did/v1',
  'https://w3id.org/security/multikey/v1',
] as const

/** What {@link createMultikeyMethod} takes. */
export interface CreateMultikeyMethodOptions {
  did: Did
  fragment: string
  key: Multikey
}

/**
 * The verification method of a public key, for the document of a DID.
 *
 * @throws {TypeError} where the key is a secret one.
 * @see CID 1.0 §2.2.2 Multikey
 */
export function createMultikeyMethod({ did, fragment, key }: CreateMultikeyMethodOptions) {
  assertPublic(key)
  return {
    id: `${did}#${fragment}`,
    type: 'Multikey',
    controller: did,
    publicKeyMultibase: encodeMultikey(key),
  }
}

/** Throws a TypeError for a secret key: a DID and its document are for everybody to read. */
export function assertPublic(key: Multikey): void {
  if (!isPublic(key)) throw new TypeError('a secret key has no place in a DID or a DID document')
}

/** Whether a key is a public one. */
export function isPublic({ codec }: Multikey): boolean {
  return codec.endsWith('-public')
}
