import { bls12381Sha256, type Ciphersuite } from '../ciphersuite.ts'
import type { Curve, PointG1 } from '../curve.ts'
import type { Engine } from '../keys.ts'
import { loadCurve } from '../load-curve.ts'
import { readScalar } from '../scalars.ts'
import { baseOf } from './bases.ts'

/** What {@link createSecretPseudonym} takes. */
export interface CreateSecretPseudonymOptions extends Engine {
  /** 32 octets: the holder's, as `requestIssuance` takes it. */
  secret: Uint8Array
  /** Octets that name what the pseudonym is to be the same within. */
  context: Uint8Array
}

/**
 * The name that the holder of a secret goes by in one context, for a composite proof: the same there whichever of her
 * credentials she shows, and another in every other context. It is none of those that `createPseudonym` gives.
 *
 * @returns 48 octets.
 * @throws {RangeError} where the secret is no nonzero scalar of 32 octets.
 */
export async function createSecretPseudonym({
  secret,
  context,
  suite = bls12381Sha256,
  curve: loading = loadCurve(),
}: CreateSecretPseudonymOptions): Promise<Uint8Array> {
  const curve = await loading
  const k = readScalar(secret)
  if (k === undefined) throw new RangeError('a secret is a nonzero scalar of 32 octets')
  return curve.g1Octets(curve.multiply(contextBase(curve, suite, context), k))
}

/** The point that the pseudonyms of a context are multiples of. */
export function contextBase(curve: Curve, suite: Ciphersuite, context: Uint8Array): PointG1 {
  return baseOf(curve, suite, { role: 'pseudonym', octets: context })
}
