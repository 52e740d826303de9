import { encodeMultikey, type Multikey, parseMultikey } from '@unscored/core'
import type { DIDResolver } from 'did-resolver'
import type { DidDocument } from './did-document.ts'
import { resolved, unresolved } from './did-resolution.ts'
import {
  assertPublic,
  createMultikeyMethod,
  isPublic,
  MULTIKEY_CONTEXTS,
} from './multikey-method.ts'

/** A DID that is a public key. */
export type DidKey = `did:key:${string}`

/**
 * The `did:key` of a public key.
 *
 * @throws {TypeError} where the key is a secret one.
 * @see The did:key Method §2 The did:key Format
 */
export function didKeyOf(key: Multikey): DidKey {
  assertPublic(key)
  return `did:key:${encodeMultikey(key)}`
}

/**
 * The document of a public key's `did:key`. Its one verification method has the key for a fragment,
 * `did:key:z…#z…`, and serves every relationship but key agreement.
 *
 * @throws {TypeError} where the key is a secret one.
 * @see The did:key Method §3.1.1 Document Creation Algorithm
 */
export function createDidKeyDocument(key: Multikey): DidDocument {
  const id = didKeyOf(key)
  const method = createMultikeyMethod({ did: id, fragment: encodeMultikey(key), key })
  return {
    '@context': MULTIKEY_CONTEXTS,
    id,
    verificationMethod: [method],
    authentication: [method.id],
    assertionMethod: [method.id],
    capabilityInvocation: [method.id],
    capabilityDelegation: [method.id],
  }
}

/**
 * The DID method `key`, for keys of BLS12-381 G2, Ed25519 and P-256; any other key is answered with `invalidDid`, and so are
 * octets that are no point of P-256. It reaches no network. Whether a key of the other two is a point of its curve is for
 * those to ask who use it.
 *
 * @returns An entry for the methods of `createResolver`.
 */
export function createDidKeyResolver(): { key: DIDResolver } {
  return {
    key: async (_did, { id }) => {
      const key = readPublicKey(id)
      return key === undefined ? unresolved('invalidDid') : resolved(createDidKeyDocument(key))
    },
  }
}

function readPublicKey(text: string): Multikey | undefined {
  try {
    const key = parseMultikey(text)
    return isPublic(key) ? key : undefined
  } catch {
    return undefined
  }
}
