import {
  encodeMultibase,
  FormatError,
  hasSecretMember,
  isJsonObject,
  isReadableCurve,
  type JsonObject,
  parseJson,
  parseMultibase,
  parsePublicJwk,
  utf8,
} from '@unscored/core'
import type { DIDResolver } from 'did-resolver'
import type { Did } from './did.ts'
import type { DidDocument } from './did-document.ts'
import { resolved, unresolved } from './did-resolution.ts'

/** A DID that is a public key as JSON. */
export type DidJwk = `did:jwk:${string}`

/**
 * The `did:jwk` of a public JSON Web Key, its members as they are: a key with its members in another order is another DID.
 *
 * @throws {TypeError} where the key is a secret one, or none that {@link createDidJwkResolver} reads.
 * @see did:jwk §Create
 */
export function didJwkOf(jwk: JsonObject): DidJwk {
  if (!isPublicKey(jwk)) throw new TypeError('not a public key of a JSON Web Key type')
  return `did:jwk:${encodeMultibase(utf8(JSON.stringify(jwk)), 'u').slice(1)}`
}

/**
 * The DID method `jwk`. Its one verification method is `#0`. It serves every relationship, as the specification has it,
 * unless the key's `use` says `sig` or `enc`.
 *
 * Keys of P-256 are points of their curve, and keys of Ed25519 and BLS12-381 G2 of the right length; keys of other curves and
 * of RSA are handed on as they are. A secret key is answered with `invalidDid`, as is all that is no key. It reaches no network.
 *
 * @returns An entry for the methods of `createResolver`.
 * @see did:jwk §Read
 */
export function createDidJwkResolver(): { jwk: DIDResolver } {
  return {
    jwk: async (_did, { id }) => {
      const jwk = readJwk(id)
      return jwk === undefined
        ? unresolved('invalidDid')
        : resolved(documentOf(`did:jwk:${id}`, jwk))
    },
  }
}

function documentOf(id: Did, jwk: JsonObject): DidDocument {
  const method = { id: `${id}#0`, type: 'JsonWebKey2020', controller: id, publicKeyJwk: jwk }
  const signing = {
    assertionMethod: [method.id],
    authentication: [method.id],
    capabilityInvocation: [method.id],
    capabilityDelegation: [method.id],
  }
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1'],
    id,
    verificationMethod: [method],
    ...(jwk.use !== 'enc' && signing),
    ...(jwk.use !== 'sig' && { keyAgreement: [method.id] }),
  }
}

function readJwk(text: string): JsonObject | undefined {
  try {
    const json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      parseMultibase(`u${text}`),
    )
    const jwk = parseJson(json)
    return isJsonObject(jwk) && isPublicKey(jwk) ? jwk : undefined
  } catch {
    return undefined
  }
}

/** What a public key of each type must have (RFC 7518 §6, RFC 8037 §2). */
const publicMembers: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['EC', ['crv', 'x', 'y']],
  ['OKP', ['crv', 'x']],
  ['RSA', ['n', 'e']],
])

function isPublicKey(jwk: JsonObject): boolean {
  if (isReadableCurve(jwk.crv)) return isReadable(jwk)
  const members = publicMembers.get(jwk.kty) ?? []
  const isComplete = members.every((member) => typeof jwk[member] === 'string')
  return members.length > 0 && isComplete && !hasSecretMember(jwk)
}

function isReadable(jwk: JsonObject): boolean {
  try {
    parsePublicJwk(jwk)
    return true
  } catch (error) {
    if (error instanceof FormatError) return false
    throw error
  }
}
