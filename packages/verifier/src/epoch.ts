import { epochOf } from '@unscored/vc'

/** Which epochs a verifier takes. */
export interface EpochPolicy {
  /** How long an epoch of revocation lasts, as the issuers' manifests have it. */
  readonly epochSeconds: number
  /**
   * How long after its beginning the epoch before is taken as well, less than an epoch: time for wallets to fetch the new one.
   * None by default, and the same at all times, so that nobody is asked for another than the rest.
   */
  readonly graceSeconds?: number
}

/**
 * The epochs that are taken at a time: the one that it lies in, and in the grace the one before, as the second.
 *
 * @throws {RangeError} where the policy is malformed.
 */
export function acceptedEpochs(
  time: Date,
  { epochSeconds, graceSeconds = 0 }: EpochPolicy,
): readonly number[] {
  if (!Number.isSafeInteger(epochSeconds) || epochSeconds <= 0) {
    throw new RangeError('an epoch lasts a positive integer of seconds')
  }
  if (!(graceSeconds >= 0 && graceSeconds < epochSeconds)) {
    throw new RangeError('a grace is shorter than its epoch')
  }
  const epoch = epochOf(time, { epochSeconds })
  const isInGrace = time.getTime() < (epoch * epochSeconds + graceSeconds) * 1000
  return isInGrace ? [epoch, epoch - 1] : [epoch]
}
