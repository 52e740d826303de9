import { base58, base64urlnopad } from '@scure/base'
import { createCache } from './cache.ts'
import { instantOf, isDateTime, namesZone } from './date-time.ts'
import { FormatError } from './error.ts'
import { isJsonObject, type JsonObject } from './json.ts'
import { type Multikey, type MultikeyCodec, parseMultikey, withCodec } from './multikey.ts'
import { compressP256 } from './p256.ts'

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
 * `Ed25519VerificationKey2020`, with a key of Ed25519, P-256 or BLS12-381 G2. Whether it may still be used, and for what, is
 * for those to ask who have its document.
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
  // CID 1.0 §2.2.1: two forms of a key could be two keys, of which readers choose different ones.
  if (keyMembers.filter((member) => Object.hasOwn(value, member)).length > 1) {
    throw malformed('it has more than one key')
  }
  return { id, controller, key: read(value) }
}

/**
 * Why a verification method may be used no more, by its members `revoked` and `expires`; `undefined` where it may.
 *
 * Since when one is revoked is not asked, as proofs with BBS tell nothing of when they were made. For the same reason a key
 * that has expired is refused with all that it ever signed. An `expires` that cannot be read counts as past.
 *
 * @param now Left out, it is not asked whether the key has expired.
 * @see CID 1.0 §2.2 Verification Methods
 */
export function keyLapse(
  { revoked, expires }: JsonObject,
  now?: Date,
): 'revoked' | 'expired' | undefined {
  if (revoked !== undefined) return 'revoked'
  if (expires === undefined || now === undefined) return undefined
  const isAhead = isDateTime(expires) && namesZone(expires) && now < instantOf(expires)
  return isAhead ? undefined : 'expired'
}

const keyMembers = ['publicKeyMultibase', 'publicKeyJwk', 'publicKeyBase58']

const readers: ReadonlyMap<string, (method: JsonObject) => Multikey> = new Map([
  ['Multikey', parsePublicMultikey],
  ['JsonWebKey', (method: JsonObject) => parsePublicJwk(method.publicKeyJwk)],
  ['JsonWebKey2020', (method: JsonObject) => parsePublicJwk(method.publicKeyJwk)],
  ['Bls12381G2Key2020', parseBls12381G2Key2020],
  ['Ed25519VerificationKey2020', parseEd25519Key2020],
])

/** Curves of JSON Web Keys, each under every name in use for it, and how a public key of it is written. */
const jwkCurves: ReadonlyMap<string, JwkCurve> = new Map<string, JwkCurve>([
  ['BLS12381_G2', { codec: 'Bls12381G2-public', kty: ['OKP', 'EC'], read: octetsOfX }],
  ['Bls12381G2', { codec: 'Bls12381G2-public', kty: ['OKP', 'EC'], read: octetsOfX }],
  ['Ed25519', { codec: 'Ed25519-public', kty: ['OKP'], read: octetsOfX }],
  ['P-256', { codec: 'P256-public', kty: ['EC'], read: octetsOfXAndY }],
])

interface JwkCurve {
  readonly codec: MultikeyCodec
  /** The key types under which it is found. */
  readonly kty: readonly string[]
  readonly read: (jwk: JsonObject) => Uint8Array
}

/** Members of JSON Web Keys that are secret (RFC 7518 §6, RFC 8037 §2). */
const secretJwkMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** Whether {@link parsePublicJwk} reads keys of a curve, by its name in JSON Web Keys. */
export function isReadableCurve(crv: unknown): boolean {
  return typeof crv === 'string' && jwkCurves.has(crv)
}

/**
 * Reads a public JSON Web Key of Ed25519, P-256 or BLS12-381 G2.
 *
 * @throws {FormatError} `invalidVerificationMethod`, also for a key with secret members and for any other curve; or
 *   `invalidMultikey` for a key of the wrong length.
 * @see CID 1.0 §2.2.3 JsonWebKey
 */
export function parsePublicJwk(value: unknown): Multikey {
  if (!isJsonObject(value)) throw malformed('its publicKeyJwk is no object')
  if (hasSecretMember(value)) throw malformed('its publicKeyJwk holds a secret key')
  const { kty, crv } = value
  const curve = typeof crv === 'string' ? jwkCurves.get(crv) : undefined
  if (curve === undefined) throw malformed('its curve is not known')
  if (typeof kty !== 'string' || !curve.kty.includes(kty)) {
    throw malformed('its curve is not one of its key type')
  }
  return withCodec(curve.codec, curve.read(value))
}

/** Whether a JSON Web Key has a member that is for its owner alone. */
export function hasSecretMember(jwk: JsonObject): boolean {
  return secretJwkMembers.some((member) => Object.hasOwn(jwk, member))
}

/** A key that is one coordinate, or a compressed point. */
function octetsOfX({ x, y }: JsonObject): Uint8Array {
  if (y !== undefined) throw malformed('its publicKeyJwk has a y, which its curve has not')
  return decode(base64urlnopad, x, 'publicKeyJwk.x')
}

function octetsOfXAndY({ x, y }: JsonObject): Uint8Array {
  const point = compressP256(
    decode(base64urlnopad, x, 'publicKeyJwk.x'),
    decode(base64urlnopad, y, 'publicKeyJwk.y'),
  )
  if (point === undefined) throw malformed('its publicKeyJwk is no point of its curve')
  return point
}

function parsePublicMultikey({ publicKeyMultibase: text }: JsonObject): Multikey {
  const name = typeof text === 'string' ? text : ''
  const known = publicMultikeys.get(name)
  const key = known ?? parseMultikey(text)
  if (key.codec.endsWith('-secret')) throw malformed('its publicKeyMultibase holds a secret key')
  if (known === undefined) publicMultikeys.set(name, key)
  return { ...key, octets: key.octets.slice() }
}

/** Base58 takes longer to read than all else of a verification method, and verifiers meet few keys. */
const publicMultikeys = createCache<Multikey>(256)

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
