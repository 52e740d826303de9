import { bls12381Sha256, type Ciphersuite, pseudonymInterface } from './ciphersuite.ts'
import { type Curve, G1_BYTES, type PointG1 } from './curve.ts'
import type { Engine } from './keys.ts'
import { loadCurve } from './load-curve.ts'
import { ascii } from './octets.ts'
import {
  mod,
  platformRandom,
  type RandomSource,
  randomScalars,
  readScalar,
  scalarOctets,
} from './scalars.ts'

/** Octets of a pseudonym. */
export const PSEUDONYM_BYTES = G1_BYTES

/**
 * A random scalar, 32 octets: a prover's nym, which she keeps to herself, or what a signer adds to it.
 *
 * @throws {RangeError} where the random source fails.
 */
export function generateNym(random: RandomSource = platformRandom): Uint8Array {
  const [nym] = randomScalars(1, random) as [bigint]
  return scalarOctets(nym)
}

/**
 * The nym secret that a signature is over: the sum of the prover's nym, which the signer does not know, and the signer's
 * entropy, by which no prover can choose the secret of another.
 *
 * @returns 32 octets, as secret as the prover's nym.
 * @throws {RangeError} where either is no nonzero scalar of 32 octets, or they cancel.
 * @see Nym §6.1.3 `VerifyFinalizeWithNym`
 */
export function combineNyms(proverNym: Uint8Array, signerNymEntropy: Uint8Array): Uint8Array {
  const sum = mod(nymScalar(proverNym) + nymScalar(signerNymEntropy))
  if (sum === 0n) throw new RangeError('the nyms cancel')
  return scalarOctets(sum)
}

/** What {@link createPseudonym} takes. */
export interface CreatePseudonymOptions extends Engine {
  /** 32 octets of {@link combineNyms}. */
  nymSecret: Uint8Array
  /** Octets that name the verifier, or whatever the pseudonym is to be the same within. */
  context: Uint8Array
}

/**
 * The name that the holder of a nym secret goes by in one context: always the same there, and nobody without the secret
 * can tell which of another context is hers. A proof shows that it is that of a signature.
 *
 * @returns 48 octets.
 * @throws {RangeError} where the secret is no nonzero scalar of 32 octets.
 * @see Nym §4
 */
export async function createPseudonym({
  nymSecret,
  context,
  suite = bls12381Sha256,
  curve: loading = loadCurve(),
}: CreatePseudonymOptions): Promise<Uint8Array> {
  const curve = await loading
  return curve.g1Octets(curve.multiply(contextPoint(curve, suite, context), nymScalar(nymSecret)))
}

/** The scalar of a nym, of an entropy or of their sum. */
export function nymScalar(nym: Uint8Array): bigint {
  const scalar = readScalar(nym)
  if (scalar === undefined) throw new RangeError('a nym is a nonzero scalar of 32 octets')
  return scalar
}

/**
 * The point that a pseudonym of a context is a multiple of.
 *
 * @see Nym §4 `hash_to_curve_g1`, whose tag is the identifier of the interface and nothing more
 */
export function contextPoint(curve: Curve, suite: Ciphersuite, context: Uint8Array): PointG1 {
  return curve.mapToG1(suite.expand(context, ascii(pseudonymInterface(suite).apiId), 128))
}

/** A pseudonym from octets, or `undefined` where they are none: nor is the base point one (Nym §3.3). */
export function readPseudonym(curve: Curve, octets: Uint8Array): PointG1 | undefined {
  const point = curve.readG1(octets)
  return point === undefined || curve.isIdentity(curve.subtract(point, curve.BP1))
    ? undefined
    : point
}
