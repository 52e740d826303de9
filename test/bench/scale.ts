import type { Turns } from './measure.ts'

/** How much is measured. */
export interface Scale {
  /** Counts of messages of raw signatures. */
  messages: readonly number[]
  /** Counts of proofs that are verified at once. */
  batches: readonly number[]
  /** How many proofs of a rule are verified at once. */
  rules: number
  /** How many credentials are revoked in an epoch that is published. */
  revocations: number
  /** How many presentations are verified while the network is watched. */
  offline: number
  /** With how many people each format is simulated. */
  holders: number
  /** For operations of milliseconds. */
  operations: Turns
  /** For whole processes. */
  processes: Turns
}

export const full: Scale = {
  messages: [5, 10, 20, 50, 100],
  batches: [1, 10, 50, 100],
  rules: 50,
  revocations: 10_000,
  offline: 10_000,
  holders: 20,
  operations: { rounds: 15, warmup: 400 },
  processes: { rounds: 9, warmup: 1 },
}

/** All groups in less than a minute on two cores. */
export const quick: Scale = {
  messages: [20],
  batches: [10],
  rules: 10,
  revocations: 100,
  offline: 100,
  holders: 3,
  operations: { rounds: 5, warmup: 60 },
  processes: { rounds: 3, warmup: 1 },
}
