import { shake256 } from '@noble/hashes/sha3.js'
import { type RandomSource, utf8 } from '@unscored/core'

/**
 * Octets that look random and are the same for the same seed: SHAKE256 of it, read on and on. For measurements that are to be
 * repeated, never for keys that are to be kept.
 */
export function createSeededRandom(seed: string): RandomSource {
  const stream = shake256.create().update(utf8(seed))
  return (length) => stream.xof(length)
}

/** A number from 0 up to 1, of 48 bits. */
export function unitOf(random: RandomSource): number {
  const octets = random(6)
  return octets.reduce((value, octet) => value * 256 + octet, 0) / 2 ** 48
}
