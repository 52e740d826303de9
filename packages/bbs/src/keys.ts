import { bls12381Sha256, type Ciphersuite, hashToScalar, tag } from './ciphersuite.ts'
import { type Curve, G2_BYTES, type PreparedG2 } from './curve.ts'
import { loadCurve } from './load-curve.ts'
import { concatOctets } from './octets.ts'
import {
  platformRandom,
  type RandomSource,
  randomOctets,
  readScalar,
  SCALAR_BYTES,
  scalarOctets,
} from './scalars.ts'

/** Octets of a secret key. */
export const SECRET_KEY_BYTES = SCALAR_BYTES

/** Octets of a public key. */
export const PUBLIC_KEY_BYTES = G2_BYTES

/** What every operation may be given beside its inputs. */
export interface Engine {
  /** BLS12-381 with SHA-256 by default. */
  suite?: Ciphersuite
  /** WebAssembly where it runs, by default. */
  curve?: Curve | Promise<Curve>
}

/** A key pair. */
export interface KeyPair {
  /** 32 octets. */
  secretKey: Uint8Array
  /** 96 octets. */
  publicKey: Uint8Array
}

/** What {@link generateKeyPair} takes. */
export interface GenerateKeyPairOptions extends Engine {
  /** At least 32 octets that nobody can guess; random by default. */
  keyMaterial?: Uint8Array
  /** Distinguishes keys made of the same material; at most 65,535 octets, none by default. */
  keyInfo?: Uint8Array
  random?: RandomSource
}

/**
 * Makes a key pair, from given material the same one each time: the one of the published cases, whose tag names the
 * suite's API where the text of the draft has the suite alone.
 *
 * @throws {RangeError} where the material is too short, the information too long, or the random source fails.
 * @see BBS §3.4.1 `KeyGen`
 */
export async function generateKeyPair({
  random = platformRandom,
  keyMaterial = randomOctets(SECRET_KEY_BYTES, random),
  keyInfo = new Uint8Array(),
  suite = bls12381Sha256,
  curve = loadCurve(),
}: GenerateKeyPairOptions = {}): Promise<KeyPair> {
  if (keyMaterial.length < 32) throw new RangeError('key material has at least 32 octets')
  if (keyInfo.length > 65_535) throw new RangeError('key info has at most 65,535 octets')
  const input = concatOctets(
    keyMaterial,
    Uint8Array.of(keyInfo.length >> 8, keyInfo.length & 0xff),
    keyInfo,
  )
  const secretKey = scalarOctets(hashToScalar(suite, input, tag(suite, 'KEYGEN_DST_')))
  return { secretKey, publicKey: await publicKeyOf(secretKey, { curve }) }
}

/**
 * The public key that belongs to a secret key, 96 octets.
 *
 * @throws {RangeError} where `secretKey` is not a nonzero scalar of 32 octets.
 * @see BBS §3.4.2 `SkToPk`
 */
export async function publicKeyOf(
  secretKey: Uint8Array,
  { curve = loadCurve() }: Pick<Engine, 'curve'> = {},
): Promise<Uint8Array> {
  const loaded = await curve
  return loaded.g2Octets(loaded.multiplyBP2(secretScalar(secretKey)))
}

/** The scalar of a secret key. */
export function secretScalar(secretKey: Uint8Array): bigint {
  const scalar = readScalar(secretKey)
  if (scalar === undefined) throw new RangeError('a secret key is a nonzero scalar of 32 octets')
  return scalar
}

/**
 * A public key checked and prepared for pairing, or `undefined` where it is malformed. The last 64 keys are kept,
 * since checking and preparing one costs more than a pairing.
 *
 * @see BBS §4.2.4.6 `octets_to_pubkey`
 */
export function readPublicKey(curve: Curve, publicKey: Uint8Array): PreparedG2 | undefined {
  const cache = preparedKeys.get(curve) ?? new Map<string, PreparedG2>()
  preparedKeys.set(curve, cache)
  const name = String.fromCharCode(...publicKey.subarray(0, PUBLIC_KEY_BYTES + 1))
  const known = cache.get(name)
  if (known !== undefined) {
    cache.delete(name)
    cache.set(name, known)
    return known
  }
  const point = curve.readG2(publicKey)
  if (point === undefined) return undefined
  const prepared = curve.prepare(point)
  cache.set(name, prepared)
  const [oldest] = cache.keys()
  if (cache.size > KEPT_KEYS && oldest !== undefined) cache.delete(oldest)
  return prepared
}

const KEPT_KEYS = 64
const preparedKeys = new WeakMap<Curve, Map<string, PreparedG2>>()
