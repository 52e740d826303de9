/** Which epochs a verifier takes. */
export interface EpochPolicy {
  /** How long an epoch of revocation lasts, in milliseconds, as the issuers' parameters have it. */
  readonly period: number
  /**
   * How long after its beginning the epoch before is taken as well, in milliseconds, less than a period: time for wallets to
   * fetch the new one. None by default, and the same at all times, so that nobody is asked for another than the rest.
   */
  readonly grace?: number
}

/**
 * The epoch of a time: ⌊time / period⌋.
 *
 * @throws {RangeError} where the period is no positive integer.
 */
export function epochAt(time: Date, { period }: Pick<EpochPolicy, 'period'>): number {
  if (!Number.isSafeInteger(period) || period <= 0) {
    throw new RangeError('a period is a positive integer of milliseconds')
  }
  return Math.floor(time.getTime() / period)
}

/**
 * The epochs that are taken at a time: the one that it lies in, and in the grace the one before, as the second.
 *
 * @throws {RangeError} where the policy is malformed.
 */
export function acceptedEpochs(time: Date, { period, grace = 0 }: EpochPolicy): readonly number[] {
  const epoch = epochAt(time, { period })
  if (!(grace >= 0 && grace < period)) throw new RangeError('a grace is shorter than its period')
  return time.getTime() - epoch * period < grace ? [epoch, epoch - 1] : [epoch]
}
