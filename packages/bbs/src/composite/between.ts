import { CompositionError } from './error.ts'
import {
  MAX_RANGE_OCTETS,
  type RangeStatement,
  type SignedSetKey,
  type ValueName,
} from './statement.ts'

/** What {@link between} takes. */
export interface BetweenOptions {
  /** One value, or the difference of two. */
  value: ValueName
  minus?: ValueName
  /** Inclusive. */
  from: bigint
  /** Inclusive. */
  until: bigint
  /** How many octets the encoding of the value has, 1 to 3: never fewer for narrow bounds, which would tell of it. */
  octets: number
  digits: SignedSetKey
}

/**
 * That from ≤ value ≤ until. Both bounds have digits of their own: shared, their responses would tell the sum of two.
 *
 * @throws {CompositionError} `invalidBounds` where they are out of order, one is out of the encoding's range, or those of a
 *   difference are further apart than digits can tell.
 */
export function between({
  value,
  minus,
  from,
  until,
  octets,
  digits,
}: BetweenOptions): [RangeStatement, RangeStatement] {
  if (!Number.isInteger(octets) || octets < 1 || octets > MAX_RANGE_OCTETS) {
    throw new CompositionError('invalidBounds', 'a range has one to three digits')
  }
  const size = 256n ** BigInt(octets)
  const least = minus === undefined ? 0n : 1n - size
  // A difference spans twice what the digits can tell.
  const areBounds = from >= least && from <= until && until < size && until - from < size
  if (!areBounds) {
    throw new CompositionError('invalidBounds', 'bounds are out of order or out of range')
  }
  const terms = (sign: bigint) => [
    [value, sign] as const,
    ...(minus === undefined ? [] : [[minus, -sign] as const]),
  ]
  return [
    { kind: 'range', of: { constant: -from, terms: terms(1n) }, octets, digits },
    { kind: 'range', of: { constant: until, terms: terms(-1n) }, octets, digits },
  ]
}
