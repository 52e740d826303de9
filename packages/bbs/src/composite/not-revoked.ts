import { epochHeader } from './gaps.ts'
import type { RangeStatement, SignatureStatement, SignedSetKey, ValueName } from './statement.ts'

/** What {@link notRevoked} takes. */
export interface NotRevokedOptions {
  /** 96 octets: the key that gaps are signed with. */
  publicKey: Uint8Array
  epoch: number
  /** Names of the credential's list and of its number in it. */
  list: ValueName
  id: ValueName
  digits: SignedSetKey
  /** Names of the numbers around the gap, of no other use. */
  after: ValueName
  before: ValueName
}

/**
 * That a credential's number lies in a gap of its list that was signed for an epoch: after < id < before. Which gap, and of
 * which list, stays hidden.
 */
export function notRevoked({
  publicKey,
  epoch,
  list,
  id,
  digits,
  after,
  before,
}: NotRevokedOptions): [SignatureStatement, RangeStatement, RangeStatement] {
  const above = (upper: ValueName, lower: ValueName): RangeStatement => ({
    kind: 'range',
    of: {
      constant: -1n,
      terms: [
        [upper, 1n],
        [lower, -1n],
      ],
    },
    octets: 2,
    digits,
  })
  return [
    {
      kind: 'signature',
      role: 'gap',
      publicKey,
      header: epochHeader(epoch),
      count: 3,
      disclosed: new Map(),
      values: new Map([list, after, before].entries()),
    },
    above(id, after),
    above(before, id),
  ]
}
