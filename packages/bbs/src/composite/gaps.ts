import type { Engine } from '../keys.ts'
import { uint64 } from '../octets.ts'
import type { BbsOperations } from '../operations.ts'
import { signScalars, verifyScalars } from './scalar-signature.ts'

/**
 * The least and the greatest number that no credential bears: every gap is between two numbers. A list has room for 65,534
 * credentials, and an issuer as many lists as it needs: which list a credential is in stays hidden as well, so that longer
 * numbers would hide no more, and cost each presentation another digit for either side.
 */
export const REVOCATION_SENTINELS = { first: 0, last: 2 ** 16 - 1 } as const

/** Between two revoked numbers of a list, none of which is revoked. */
export interface Gap {
  /** The list, a number from 0 on. */
  readonly list: number
  /** The revoked number before the gap, or the first sentinel. */
  readonly after: number
  /** The revoked number behind it, or the last sentinel. */
  readonly before: number
}

/** A gap, signed for one epoch. */
export interface SignedGap extends Gap {
  /** 80 octets. */
  readonly signature: Uint8Array
}

/** What {@link signGaps} takes. */
export interface SignGapsOptions extends Engine {
  /** 32 octets, of a key that signs nothing else. */
  secretKey: Uint8Array
  /** 96 octets. */
  publicKey: Uint8Array
  /** ⌊time / period⌋. */
  epoch: number
  /** The gaps of all lists, from {@link gapsBetween}. */
  gaps: readonly Gap[]
  /** Where they are signed, such as a pool of workers for many. */
  bbs?: Pick<BbsOperations, 'signScalars'>
}

/**
 * The gaps between the revoked numbers of a list, ascending; one that no longer holds anything is left out.
 *
 * @throws {RangeError} where a number is none that a credential may bear.
 */
export function gapsBetween(list: number, revoked: Iterable<number>): Gap[] {
  const { first, last } = REVOCATION_SENTINELS
  const numbers = [...new Set(revoked)].sort((a, b) => a - b)
  if (!numbers.every((id) => Number.isInteger(id) && id > first && id < last)) {
    throw new RangeError(`a revocation number is an integer from 1 to ${last - 1}`)
  }
  const bounds = [first, ...numbers, last]
  return bounds.slice(1).flatMap((before, i) => {
    const after = bounds[i] as number
    return before - after > 1 ? [{ list, after, before }] : []
  })
}

/**
 * Signs gaps for an epoch. A holder whose number lies in one of them proves so without telling which it is.
 *
 * @throws {RangeError} where the key or the epoch is malformed.
 */
export async function signGaps({
  epoch,
  gaps,
  bbs = { signScalars },
  ...key
}: SignGapsOptions): Promise<readonly SignedGap[]> {
  const header = epochHeader(epoch)
  const signed: SignedGap[] = []
  for (let from = 0; from < gaps.length; from += GAPS_AT_ONCE) {
    const some = gaps.slice(from, from + GAPS_AT_ONCE).map(async (gap) => {
      const scalars = new Map(gapScalars(gap).entries())
      const job = { ...key, role: 'gap', header, scalars, count: 3 } as const
      return { ...gap, signature: await bbs.signScalars(job) }
    })
    signed.push(...(await Promise.all(some)))
  }
  return signed
}

/** As many as a pool has room for. */
const GAPS_AT_ONCE = 64

/** What {@link verifyGap} takes. */
export interface VerifyGapOptions extends Engine {
  /** 96 octets. */
  publicKey: Uint8Array
  epoch: number
  gap: SignedGap
}

/** Whether a gap was signed for the epoch. */
export async function verifyGap({ epoch, gap, ...key }: VerifyGapOptions): Promise<boolean> {
  return verifyScalars({
    ...key,
    role: 'gap',
    signature: gap.signature,
    header: epochHeader(epoch),
    scalars: gapScalars(gap),
  })
}

/** The scalars of a gap's signature, in their order: its list, and the numbers before and behind it. */
export function gapScalars({ list, after, before }: Gap): bigint[] {
  return [list, after, before].map(BigInt)
}

/**
 * The header of all signatures of an epoch, 8 octets.
 *
 * @throws {RangeError} where it is no safe integer, or negative.
 */
export function epochHeader(epoch: number): Uint8Array {
  if (!Number.isSafeInteger(epoch) || epoch < 0) throw new RangeError('an epoch is an integer')
  return uint64(epoch)
}
