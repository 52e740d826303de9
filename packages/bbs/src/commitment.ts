import {
  bls12381Sha256,
  type Ciphersuite,
  committedInterface,
  hashToScalar,
  messagesToScalars,
} from './ciphersuite.ts'
import { type Curve, G1_BYTES, type PointG1 } from './curve.ts'
import { createBlindGenerators, type Generators, MAX_MESSAGES } from './generators.ts'
import type { Engine } from './keys.ts'
import { loadCurve } from './load-curve.ts'
import { concatOctets, type OctetDefect, OctetReader, uint64 } from './octets.ts'
import { nymScalar } from './pseudonym.ts'
import {
  mod,
  platformRandom,
  type RandomSource,
  randomScalars,
  SCALAR_BYTES,
  scalarOctets,
} from './scalars.ts'

/** Octets of a commitment to nothing; each committed message adds 32, and so does a nym. */
export const COMMITMENT_BYTES = G1_BYTES + 2 * SCALAR_BYTES

/** What {@link commit} takes. */
export interface CommitOptions extends Engine {
  /** What the signer is to sign without reading it; nothing by default. */
  messages?: readonly Uint8Array[]
  /** The prover's part of a nym secret, 32 octets of {@link generateNym}, for a signature with pseudonyms. */
  proverNym?: Uint8Array
  random?: RandomSource
}

/** What {@link commit} gives. */
export interface Commitment {
  /** For the signer: the point and a proof of what it is made of, which tells nothing of the messages. */
  commitment: Uint8Array
  /** For nobody else: 32 octets without which the signature is of no use. */
  proverBlind: Uint8Array
}

/**
 * Commits to messages that a signer then signs without learning them.
 *
 * Two commitments to the same messages have nothing in common.
 *
 * @throws {RangeError} where the nym is malformed, there are too many messages, or the random source fails.
 * @see Blind §4.1.1 `Commit`, §4.3.1 `CoreCommit`; Nym §6.1.1 `CommitWithNym`
 */
export async function commit({
  messages = [],
  proverNym,
  suite = bls12381Sha256,
  curve: loading = loadCurve(),
  random = platformRandom,
}: CommitOptions): Promise<Commitment> {
  const curve = await loading
  const api = committedInterface(suite, proverNym !== undefined)
  const nym = proverNym === undefined ? [] : [nymScalar(proverNym)]
  const committed = [...messagesToScalars(api, messages), ...nym]
  const generators = createBlindGenerators(curve, api, committed.length)

  const [blind, ...blinds] = randomScalars(committed.length + 2, random) as [bigint, ...bigint[]]
  const scalars = [blind, ...committed]
  const points = [generators.Q1, ...generators.H]
  const C = curve.sumOfProducts(points, scalars)
  const Cbar = curve.sumOfProducts(points, blinds)
  const c = calculateBlindChallenge(curve, api, { generators, C, Cbar })
  const responses = [...scalars.map((s, i) => mod((blinds[i] as bigint) + s * c)), c]
  // A zero would be refused by every signer; it comes up once in 2^255 commitments.
  if (responses.includes(0n)) throw new RangeError('the random source gave a degenerate commitment')
  return {
    commitment: concatOctets(curve.g1Octets(C), ...responses.map(scalarOctets)),
    proverBlind: scalarOctets(blind),
  }
}

/** What {@link verifyCommitment} takes. */
export interface VerifyCommitmentOptions extends Engine {
  commitment: Uint8Array
  /** Whether it is for a signature with pseudonyms, so that its last scalar is a nym; `false` by default. */
  withNym?: boolean
}

/**
 * Whether the maker of a commitment knows what is in it, so that it may be signed. {@link sign} asks this by itself.
 *
 * @see Blind §4.3.2 `CoreCommitVerify`
 */
export async function verifyCommitment({
  commitment,
  withNym = false,
  suite = bls12381Sha256,
  curve = loadCurve(),
}: VerifyCommitmentOptions): Promise<boolean> {
  const api = committedInterface(suite, withNym)
  const checked = checkCommitment(await curve, api, commitment)
  return checked !== undefined && (!withNym || checked.generators.H.length > 0)
}

/** A commitment that was proven to be one, with the generators that it is made of. */
export interface CheckedCommitment {
  C: PointG1
  generators: Generators
}

/**
 * Reads a commitment and checks its proof; `undefined` where it is malformed or the proof does not hold.
 *
 * @see Blind §4.1.2 `deserialize_and_validate_commit`
 */
export function checkCommitment(
  curve: Curve,
  api: Ciphersuite,
  octets: Uint8Array,
): CheckedCommitment | undefined {
  const { C, responses, c, defect } = readCommitment(curve, octets)
  const committed = responses.length - 1
  if (defect !== undefined || committed > MAX_MESSAGES) return undefined
  const generators = createBlindGenerators(curve, api, committed)
  const Cbar = curve.sumOfPublicProducts(
    [generators.Q1, ...generators.H, C],
    [...responses, mod(-c)],
  )
  const challenge = calculateBlindChallenge(curve, api, { generators, C, Cbar })
  return challenge === c ? { C, generators } : undefined
}

/**
 * Reads a commitment; its parts mean nothing where there is a defect.
 *
 * @see Blind §5.4.2 `octets_to_commitment_with_proof`
 */
export function readCommitment(
  curve: Curve,
  octets: Uint8Array,
): { C: PointG1; responses: bigint[]; c: bigint; defect: OctetDefect | undefined } {
  const committed = Math.max(0, Math.floor((octets.length - COMMITMENT_BYTES) / SCALAR_BYTES))
  const reader = new OctetReader(octets, curve)
  const C = reader.point()
  const responses = Array.from({ length: 1 + committed }, () => reader.scalar())
  return { C, responses, c: reader.scalar(), defect: reader.defect() }
}

interface BlindChallengeInputs extends CheckedCommitment {
  Cbar: PointG1
}

/** The challenge of both sides (Blind §5.3 `calculate_blind_challenge`). */
function calculateBlindChallenge(
  curve: Curve,
  api: Ciphersuite,
  { generators, C, Cbar }: BlindChallengeInputs,
): bigint {
  const octets = concatOctets(
    uint64(generators.H.length),
    generators.octets,
    curve.g1Octets(C),
    curve.g1Octets(Cbar),
  )
  return hashToScalar(api, octets)
}
