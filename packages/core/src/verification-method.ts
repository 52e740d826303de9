import { base58, base64urlnopad } from '@scure/base'
import { FormatError } from './error.ts'
import { isJsonObject, type JsonObject } from './json.ts'
import { type Multikey, type MultikeyCodec, parseMultikey, withCodec } from './multikey.ts'

/** A public key as a DID document names it. */
export interface VerificationMethod {
  /** The DID URL of the key. */
  id: string
  /** The DID that answers for the key. */
  controller: string
  key: Multikey
}

/**
 * Reads a verification method: `Multikey`, `JsonWebKey`, `JsonWebKey2020`, `Bls12381G2Key2020` and
 * `Ed25519VerificationKey2020`.
 *
 * @throws {FormatError} `invalidVerificationMethod`, or `invalidMultibase` and `invalidMultikey` of the key within.
 * @see CID 1.0 §2.2 Verification Methods
 */
export function parseVerificationMethod(value: unknown): VerificationMethod {
  if (!isJsonObject(value)) throw malformed('it is no object')
  const { id, controller, type } = value
  if (typeof id !== 'string') throw malformed('its id is no string')
  if (typeof controller !== 'string') throw malformed('its controller is no string')
  const read = typeof type === 'string' ? readers.get(type) : undefined
  if (read === undefined) throw malformed('its type is not known')
  return { id, controller, key: read(value) }
}

const readers: ReadonlyMap<string, (method: JsonObject) => Multikey> = new Map([
  ['Multikey', parsePublicMultikey],
  ['JsonWebKey', (method: JsonObject) => parsePublicJwk(method.publicKeyJwk)],
  ['JsonWebKey2020', (method: JsonObject) => parsePublicJwk(method.publicKeyJwk)],
  ['Bls12381G2Key2020', parseBls12381G2Key2020],
  ['Ed25519VerificationKey2020', parseEd25519Key2020],
])

/** Curves of JSON Web Keys, each under every name in use for it. */
const jwkCurves: ReadonlyMap<string, MultikeyCodec> = new Map([
  ['BLS12381_G2', 'Bls12381G2-public'],
  ['Bls12381G2', 'Bls12381G2-public'],
  ['Ed25519', 'Ed25519-public'],
])

function parsePublicMultikey({ publicKeyMultibase }: JsonObject): Multikey {
  const key = parseMultikey(publicKeyMultibase)
  if (key.codec.endsWith('-secret')) throw malformed('its publicKeyMultibase holds a secret key')
  return key
}

function parsePublicJwk(value: unknown): Multikey {
  if (!isJsonObject(value)) throw malformed('its publicKeyJwk is no object')
  if ('d' in value) throw malformed('its publicKeyJwk holds a secret key')
  const { crv, x } = value
  const codec = typeof crv === 'string' ? jwkCurves.get(crv) : undefined
  if (codec === undefined) throw malformed('its curve is not known')
  return withCodec(codec, decode(base64urlnopad, x, 'publicKeyJwk.x'))
}

function parseBls12381G2Key2020({ publicKeyBase58, publicKeyMultibase }: JsonObject): Multikey {
  if (publicKeyBase58 === undefined) return parseMultikey(publicKeyMultibase, 'Bls12381G2-public')
  return withCodec('Bls12381G2-public', decode(base58, publicKeyBase58, 'publicKeyBase58'))
}

function parseEd25519Key2020({ publicKeyMultibase }: JsonObject): Multikey {
  return parseMultikey(publicKeyMultibase, 'Ed25519-public')
}

function decode(
  encoding: { decode(text: string): Uint8Array },
  text: unknown,
  member: string,
): Uint8Array {
  if (typeof text !== 'string') throw malformed(`its ${member} is no string`)
  try {
    return encoding.decode(text)
  } catch (cause) {
    throw malformed(`its ${member} holds characters that do not belong there`, { cause })
  }
}

function malformed(why: string, options?: ErrorOptions): FormatError {
  return new FormatError('invalidVerificationMethod', `not a verification method: ${why}`, options)
}
