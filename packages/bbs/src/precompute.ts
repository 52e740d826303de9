import { bls12381Sha256 } from './ciphersuite.ts'
import { createGenerators, createP1 } from './generators.ts'
import type { Engine } from './keys.ts'
import { loadCurve } from './load-curve.ts'

/** What {@link precomputeGenerators} takes. */
export interface PrecomputeGeneratorsOptions extends Engine {
  /** How many messages signatures will be over. */
  count: number
}

/**
 * Computes now what makes signatures over this many messages, and fewer, as fast as they get: for issuers and verifiers
 * who would rather wait when they start than at the first credentials. What else comes up often is computed without
 * being asked for, at its thirteenth use. It changes no result.
 *
 * WebAssembly takes about a millisecond and 12 KiB for each generator, two more than there are messages, and does
 * it for 512 points at most; they are kept for as long as the curve is. The other curve does nothing.
 *
 * @throws {RangeError} where the count is no integer from 0 to `MAX_MESSAGES`.
 */
export async function precomputeGenerators({
  count,
  suite = bls12381Sha256,
  curve: loading = loadCurve(),
}: PrecomputeGeneratorsOptions): Promise<void> {
  const curve = await loading
  const { Q1, H } = createGenerators(curve, suite, count)
  curve.precompute([createP1(curve, suite), Q1, ...H])
}
