import { sha256 } from '@noble/hashes/sha2.js'
import { shake256 } from '@noble/hashes/sha3.js'
import { concatOctets } from './octets.ts'

const BLOCK_BYTES = 64
const HASH_BYTES = 32

const TOO_LONG = 'the tag, or the number of octets that is asked for, is too large'

/**
 * Uniform octets from a message with SHA-256: in well under half the time that @noble/curves takes for as short messages as
 * are hashed here, a credential's statements one by one.
 *
 * @param dst Domain separation tag, at most 255 octets.
 * @param length At most 255 · 32.
 * @throws {RangeError} where either is longer.
 * @see RFC 9380 §5.3.1 `expand_message_xmd`
 */
export function expandMessageXmd(message: Uint8Array, dst: Uint8Array, length: number): Uint8Array {
  if (dst.length > 255 || length > 255 * HASH_BYTES) throw new RangeError(TOO_LONG)
  const tag = concatOctets(dst, Uint8Array.of(dst.length))
  const b0 = afterPadding
    .clone()
    .update(message)
    .update(Uint8Array.of(length >> 8, length & 0xff, 0))
    .update(tag)
    .digest()
  // b_(i−1) ⊕ b_0, then i, then the tag.
  const input = concatOctets(b0, Uint8Array.of(0), tag)
  const uniform = new Uint8Array(Math.ceil(length / HASH_BYTES) * HASH_BYTES)
  for (let i = 1; (i - 1) * HASH_BYTES < length; i++) {
    input[HASH_BYTES] = i
    const block = sha256(input)
    uniform.set(block, (i - 1) * HASH_BYTES)
    for (let k = 0; k < HASH_BYTES; k++) input[k] = (b0[k] as number) ^ (block[k] as number)
  }
  return uniform.subarray(0, length)
}

/**
 * Uniform octets from a message with SHAKE-256, without the arithmetic of curves that @noble/curves loads for it.
 *
 * @param dst Domain separation tag, at most 255 octets.
 * @param length At most 65,535.
 * @throws {RangeError} where either is longer.
 * @see RFC 9380 §5.3.2 `expand_message_xof`
 */
export function expandMessageXof(message: Uint8Array, dst: Uint8Array, length: number): Uint8Array {
  if (dst.length > 255 || length > 0xffff) throw new RangeError(TOO_LONG)
  const lengths = Uint8Array.of(length >> 8, length & 0xff)
  const input = concatOctets(message, lengths, dst, Uint8Array.of(dst.length))
  return shake256(input, { dkLen: length })
}

/** The state after Z_pad, which every message begins with. */
const afterPadding = sha256.create().update(new Uint8Array(BLOCK_BYTES))
