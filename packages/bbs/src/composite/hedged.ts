import { shake256 } from '@noble/hashes/sha3.js'
import { lengthPrefixed } from '../octets.ts'
import { type RandomSource, randomOctets } from '../scalars.ts'

const SEED_BYTES = 32

/**
 * A random source that mixes what a given one draws with all that a proof is about, secrets among it. A source that is stuck
 * then gives other octets for another proof, so that two proofs do not tell what they hide.
 *
 * @throws {RangeError} where the given source fails.
 */
export function hedged(random: RandomSource, parts: readonly Uint8Array[]): RandomSource {
  const stream = shake256
    .create({})
    .update(lengthPrefixed([randomOctets(SEED_BYTES, random), ...parts]))
  return (length) => stream.xof(length)
}
