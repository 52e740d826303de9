import type { Ciphersuite } from './ciphersuite.ts'
import type { Curve } from './curve.ts'
import {
  createBlindGenerators,
  createGenerators,
  type Generators,
  MAX_MESSAGES,
} from './generators.ts'
import { concatOctets } from './octets.ts'

/**
 * Which scalars a signature is over, and by which of the three interfaces. Plain, blind and pseudonymous signatures and
 * proofs differ in little else: all go through the same operations, which are told this.
 *
 * Blind signatures are those of draft-irtf-cfrg-bbs-blind-signatures-01 ("Blind" in comments), pseudonyms those of
 * draft-irtf-cfrg-bbs-per-verifier-linkability-01 ("Nym"), as the published cases of March 2025 and the vectors of
 * vc-di-bbs compute them. Where texts of the time differ from those or from each other the cases decide:
 *
 * - The domain is over Q1, H…, Q2, J…: Q2 is a generator as any other (texts of Blind §4.3.3 leave it out).
 * - e is hashed from the secret key and B, Q1·domain being part of B (they have B without it, and the domain besides).
 * - Without a commitment there is Q2 all the same, and the blind is 0 (Blind §4.2.1).
 * - The interface of pseudonyms is its own (Nym §6; its operations name those of blind or of plain signatures).
 * - There is one nym, the last scalar. Later editions have a list of them, whose length is appended to the header.
 */
export interface Layout {
  /** With the identifier of the interface. */
  suite: Ciphersuite
  /** How many messages the signer chose; they come first. */
  signer: number
  /**
   * How many scalars the prover committed to, her nym included; they come last, after the blind. `undefined` for a plain
   * signature, which has no blind either.
   */
  committed: number | undefined
  /** Whether the last scalar is a nym, which is no message and never shown. */
  nym: boolean
}

/** The layout of a plain signature. */
export function plainLayout(suite: Ciphersuite, signer: number): Layout {
  return { suite, signer, committed: undefined, nym: false }
}

/** How many scalars there are in all. */
function scalarCount({ signer, committed }: Layout): number {
  return committed === undefined ? signer : firstCommitted(signer) + committed
}

/** The index of the first committed message among all scalars (Blind §4.2.3: `j + L + 1`). */
export function firstCommitted(signer: number): number {
  return signer + 1
}

/** How many of the committed scalars are messages. */
export function committedMessages({ committed = 0, nym }: Layout): number {
  return nym ? committed - 1 : committed
}

/**
 * A generator for each scalar: H…, and for what is blind Q2, J….
 *
 * @throws {RangeError} for more than {@link MAX_MESSAGES} scalars, before any generator is computed.
 * @see Blind §5.1 `prepare_parameters`
 */
export function layoutGenerators(curve: Curve, layout: Layout): Generators {
  const { suite, signer, committed } = layout
  if (scalarCount(layout) > MAX_MESSAGES) {
    throw new RangeError(`there are at most ${MAX_MESSAGES} messages`)
  }
  const { Q1, H, octets } = createGenerators(curve, suite, signer)
  if (committed === undefined) return { Q1, H, octets }
  const blind = createBlindGenerators(curve, suite, committed)
  return {
    Q1,
    H: [...H, blind.Q1, ...blind.H],
    octets: concatOctets(octets, blind.octets),
  }
}
