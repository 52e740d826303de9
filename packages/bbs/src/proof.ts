import {
  bls12381Sha256,
  type Ciphersuite,
  committedInterface,
  hashToScalar,
  messagesToScalars,
} from './ciphersuite.ts'
import { type Curve, G1_BYTES, type PointG1 } from './curve.ts'
import { createP1, type Generators, MAX_MESSAGES } from './generators.ts'
import { type Engine, readPublicKey } from './keys.ts'
import {
  committedMessages,
  firstCommitted,
  type Layout,
  layoutGenerators,
  plainLayout,
} from './layout.ts'
import { loadCurve } from './load-curve.ts'
import { concatOctets, type OctetDefect, OctetReader, uint64 } from './octets.ts'
import { holds, type PairingEquation } from './pairing-equation.ts'
import { contextPoint, readPseudonym } from './pseudonym.ts'
import {
  mod,
  platformRandom,
  type RandomSource,
  randomScalars,
  SCALAR_BYTES,
  scalarOctets,
} from './scalars.ts'
import { calculateDomain, commitToMessages, readSignature, readSigned } from './signature.ts'

/** Octets of a proof that hides no message; each hidden one adds 32. */
export const PROOF_BYTES = 3 * G1_BYTES + 4 * SCALAR_BYTES

/** What {@link createProof} takes. */
export interface CreateProofOptions extends Engine {
  /** 96 octets. */
  publicKey: Uint8Array
  /** 80 octets; verify it when it is received, since a proof of a wrong signature is only found out by others. */
  signature: Uint8Array
  /** All messages that were signed, in order; of a blind signature the signer's. */
  messages: readonly Uint8Array[]
  /** Which messages are shown, by index; the order does not matter. */
  disclosed: Iterable<number>
  header?: Uint8Array
  /** Octets that the proof is bound to, such as a verifier's nonce; none by default. */
  presentationHeader?: Uint8Array
  /** For a proof of a blind signature: what it is over besides, and what is shown of that. */
  blind?: BlindDisclosure
  random?: RandomSource
}

/** What a holder proves of a blind signature. */
export interface BlindDisclosure {
  /** All that was committed to; nothing by default. */
  messages?: readonly Uint8Array[]
  /** 32 octets that {@link commit} gave; left out where there was no commitment. */
  proverBlind?: Uint8Array
  /** Which committed messages are shown, by their index among these; none by default. */
  disclosed?: Iterable<number>
  /** For a signature with pseudonyms: its nym secret, and the context that the proof goes with the pseudonym of. */
  pseudonym?: { nymSecret: Uint8Array; context: Uint8Array }
}

/**
 * Proves that one holds a signature over messages of which only the disclosed ones are shown.
 *
 * Two proofs of one signature have nothing in common, so that nobody can tell that they are of one.
 *
 * @returns 272 octets and 32 more for each hidden message, for the blind of a blind signature and for a nym secret.
 * @throws {RangeError} where key, signature, a secret or an index is malformed, there are too many messages, or the random
 *   source fails.
 * @see BBS §3.5.3 `ProofGen`, Blind §4.2.3 `BlindProofGen`, Nym §6.2 `ProofGenWithNym`
 */
export async function createProof({
  publicKey,
  signature,
  messages,
  disclosed,
  header = new Uint8Array(),
  presentationHeader = new Uint8Array(),
  blind,
  suite = bls12381Sha256,
  curve: loading = loadCurve(),
  random = platformRandom,
}: CreateProofOptions): Promise<Uint8Array> {
  const curve = await loading
  const { A, e, defect } = readSignature(curve, signature)
  if (defect !== undefined) throw new RangeError(`the signature is malformed: ${defect}`)
  if (readPublicKey(curve, publicKey) === undefined) throw new RangeError('the key is malformed')
  const signed = readSigned(suite, { messages, blind: blind && { ...blind, ...blind.pseudonym } })
  if (signed === undefined) throw new RangeError('the blind or the nym secret is malformed')
  const { layout, scalars } = signed
  const committed = ascending(blind?.disclosed ?? [], committedMessages(layout))
  const first = firstCommitted(layout.signer)
  const generators = layoutGenerators(curve, layout)
  return prove(curve, {
    suite: layout.suite,
    signature: { A, e },
    generators,
    domain: calculateDomain(layout.suite, { publicKey, generators, header }),
    scalars,
    shown: [...ascending(disclosed, layout.signer), ...committed.map((j) => first + j)],
    OP: blind?.pseudonym && contextPoint(curve, suite, blind.pseudonym.context),
    presentationHeader,
    random,
  })
}

interface ProveInputs {
  suite: Ciphersuite
  signature: { A: PointG1; e: bigint }
  generators: Generators
  domain: bigint
  /** One for each generator of `H`. */
  scalars: readonly bigint[]
  /** Which of them are shown, ascending. */
  shown: readonly number[]
  /** The point of the context, where the last scalar is a nym secret. */
  OP: PointG1 | undefined
  presentationHeader: Uint8Array
  random: RandomSource
}

/** A proof about scalars, whatever they stand for (BBS §3.6.3 `CoreProofGen`, Nym §7.1 `CoreProofGenWithNym`). */
function prove(curve: Curve, inputs: ProveInputs): Uint8Array {
  const { suite, signature, generators, domain, scalars, shown, OP } = inputs
  const { A, e } = signature
  const isShown = new Set(shown)
  const hidden = scalars.flatMap((_, i) => (isShown.has(i) ? [] : [i]))
  const m = (i: number) => at(scalars, i)

  const [r1, r2, eBlind, r1Blind, r3Blind, ...mBlinds] = randomScalars(
    5 + hidden.length,
    inputs.random,
  ) as [bigint, bigint, bigint, bigint, bigint, ...bigint[]]
  const D = curve.copyForReuse(
    commitToMessages(curve, suite, { generators, domain, scalars, factor: r2 }),
  )
  // Abar is multiplied by nothing itself: one table, that of A, does for all.
  const own = curve.copyForReuse(A)
  const r12 = mod(r1 * r2)
  const Abar = curve.multiply(own, r12)
  const Bbar = curve.sumOfProducts([D, own], [r1, mod(-e * r12)])
  const T1 = curve.sumOfProducts([own, D], [mod(eBlind * r12), r1Blind])
  const T2 = curve.sumOfProducts(
    [D, ...hidden.map((j) => at(generators.H, j))],
    [r3Blind, ...mBlinds],
  )
  // A nym secret is the last scalar and never shown: the last blind is its own, and serves for the pseudonym too.
  const pseudonym = OP
    ? [curve.multiply(OP, m(scalars.length - 1)), OP, curve.multiply(OP, mBlinds.at(-1) as bigint)]
    : []

  const c = calculateChallenge(curve, suite, {
    disclosed: new Map(shown.map((i) => [i, m(i)])),
    points: [Abar, Bbar, D, T1, T2, ...pseudonym],
    domain,
    presentationHeader: inputs.presentationHeader,
  })
  const r3 = curve.invert(r2)
  const responses = [
    mod(eBlind + e * c),
    mod(r1Blind - r1 * c),
    mod(r3Blind - r3 * c),
    ...hidden.map((j, k) => mod(at(mBlinds, k) + m(j) * c)),
    c,
  ]
  // A zero would be refused by every verifier; it comes up once in 2^255 proofs.
  if (responses.includes(0n)) throw new RangeError('the random source gave a degenerate proof')
  return concatOctets(
    ...[Abar, Bbar, D].map((point) => curve.g1Octets(point)),
    ...responses.map(scalarOctets),
  )
}

/** What {@link verifyProof} takes. */
export interface VerifyProofOptions extends Engine {
  /** 96 octets. */
  publicKey: Uint8Array
  proof: Uint8Array
  /** The messages that are shown, by their index among all that were signed; of a blind signature among the signer's. */
  disclosed: ReadonlyMap<number, Uint8Array>
  header?: Uint8Array
  presentationHeader?: Uint8Array
  /** For a proof of a blind signature; one that was made as such verifies in no other way. */
  blind?: BlindClaim
}

/** What a verifier takes a proof of a blind signature to say. */
export interface BlindClaim {
  /** How many messages the signer chose, shown and hidden. */
  messageCount: number
  /** The committed messages that are shown, by their index among these; none by default. */
  disclosed?: ReadonlyMap<number, Uint8Array>
  /** The pseudonym that came with the proof, 48 octets, and the verifier's own context. */
  pseudonym?: { pseudonym: Uint8Array; context: Uint8Array }
}

/**
 * Whether a proof shows that its maker holds a signature over the header, the disclosed messages at these indexes and as
 * many hidden ones as the proof has responses for, and made it for this presentation header.
 *
 * With `blind` there are committed messages besides: what is shown of them was chosen by the holder, unseen by the signer. With
 * a pseudonym it shows too that this is the one, in this context, of a nym secret that the signature is over.
 *
 * @see BBS §3.5.4 `ProofVerify`, Blind §4.2.4 `BlindProofVerify`, Nym §6.3 `ProofVerifyWithNym`
 */
export async function verifyProof({
  curve: loading = loadCurve(),
  ...options
}: VerifyProofOptions): Promise<boolean> {
  const curve = await loading
  const equation = checkChallenge(curve, options)
  return equation !== undefined && holds(curve, equation)
}

/**
 * Checks all of a proof but its pairings: the equation that must hold besides, or `undefined` where the proof is
 * refused whatever the pairings give.
 */
export function checkChallenge(
  curve: Curve,
  {
    publicKey,
    proof: octets,
    disclosed,
    header = new Uint8Array(),
    presentationHeader = new Uint8Array(),
    blind,
    suite = bls12381Sha256,
  }: Omit<VerifyProofOptions, 'curve'>,
): PairingEquation | undefined {
  const W = readPublicKey(curve, publicKey)
  const { proof, defect } = readProof(curve, octets)
  if (W === undefined || defect !== undefined) return undefined
  const { Abar, Bbar, D, eHat, r1Hat, mHats, c } = proof
  const claim = readClaim(suite, { hiddenCount: mHats.length, disclosed, blind })
  if (claim === undefined) return undefined
  const { layout, shown } = claim
  const pseudonym = challengedPseudonym(curve, suite, { proof, claim: blind?.pseudonym })
  if (pseudonym === undefined) return undefined

  const generators = layoutGenerators(curve, layout)
  const domain = calculateDomain(layout.suite, { publicKey, generators, header })
  const T1 = curve.sumOfPublicProducts([Bbar, Abar, D], [c, eHat, r1Hat])
  const T2 = challengedCommitment(curve, suite, { ...proof, generators, domain, shown })
  const challenge = calculateChallenge(curve, layout.suite, {
    disclosed: shown,
    points: [Abar, Bbar, D, T1, T2, ...pseudonym],
    domain,
    presentationHeader,
  })
  return challenge === c ? { Abar, Bbar, W } : undefined
}

interface ClaimInputs {
  hiddenCount: number
  disclosed: ReadonlyMap<number, Uint8Array>
  blind: BlindClaim | undefined
}

/** What a proof is taken to say, its scalars by index, or `undefined` where indexes and numbers do not add up. */
function readClaim(
  suite: Ciphersuite,
  { hiddenCount, disclosed, blind }: ClaimInputs,
): { layout: Layout; shown: Map<number, bigint> } | undefined {
  const committed = blind?.disclosed ?? new Map<number, Uint8Array>()
  const count = hiddenCount + disclosed.size + committed.size
  const layout = blind ? blindLayout(suite, count, blind) : plainLayout(suite, count)
  if (count > MAX_MESSAGES || layout === undefined) return undefined
  const shown = sortedMessages(disclosed, layout.signer)
  const shownCommitted = sortedMessages(committed, committedMessages(layout))
  if (shown === undefined || shownCommitted === undefined) return undefined
  const first = firstCommitted(layout.signer)
  const messages = [
    ...shown,
    ...shownCommitted.map(([j, message]) => [first + j, message] as const),
  ]
  const scalars = messagesToScalars(
    layout.suite,
    messages.map(([, message]) => message),
  )
  return { layout, shown: new Map(messages.map(([i], k) => [i, scalars[k] as bigint])) }
}

/** The layout of `count` scalars with so many messages of the signer; `undefined` where there are not as many. */
function blindLayout(
  suite: Ciphersuite,
  count: number,
  { messageCount, pseudonym }: BlindClaim,
): Layout | undefined {
  const nym = pseudonym !== undefined
  const committed = count - firstCommitted(messageCount)
  if (!isIndex(messageCount, count) || committed < (nym ? 1 : 0)) return undefined
  const api = committedInterface(suite, nym)
  return { suite: api, signer: messageCount, committed, nym }
}

/** Messages ascending by index, or `undefined` where an index is out of range. */
function sortedMessages(
  messages: ReadonlyMap<number, Uint8Array>,
  count: number,
): [number, Uint8Array][] | undefined {
  const sorted = [...messages].sort(([a], [b]) => a - b)
  return sorted.every(([i]) => isIndex(i, count)) ? sorted : undefined
}

interface Proof {
  Abar: PointG1
  Bbar: PointG1
  D: PointG1
  eHat: bigint
  r1Hat: bigint
  r3Hat: bigint
  mHats: readonly bigint[]
  c: bigint
}

/**
 * Reads a proof; its parts mean nothing where there is a defect.
 *
 * @see BBS §4.2.4.5 `octets_to_proof`
 */
export function readProof(
  curve: Curve,
  octets: Uint8Array,
): { proof: Proof; defect: OctetDefect | undefined } {
  const hiddenCount = Math.floor((octets.length - PROOF_BYTES) / SCALAR_BYTES)
  const reader = new OctetReader(octets, curve)
  const proof = {
    Abar: reader.point(),
    Bbar: reader.point(),
    D: reader.point(),
    eHat: reader.scalar(),
    r1Hat: reader.scalar(),
    r3Hat: reader.scalar(),
    mHats: Array.from({ length: Math.max(0, hiddenCount) }, () => reader.scalar()),
    c: reader.scalar(),
  }
  return { proof, defect: reader.defect() }
}

interface ChallengeInputs {
  disclosed: ReadonlyMap<number, bigint>
  points: readonly PointG1[]
  domain: bigint
  presentationHeader: Uint8Array
}

/** The challenge of both sides (BBS §3.7.3 `ProofChallengeCalculate`); `disclosed` is ascending by index. */
function calculateChallenge(
  curve: Curve,
  suite: Ciphersuite,
  { disclosed, points, domain, presentationHeader }: ChallengeInputs,
): bigint {
  const octets = concatOctets(
    uint64(disclosed.size),
    ...[...disclosed].flatMap(([i, message]) => [uint64(i), scalarOctets(message)]),
    ...points.map((point) => curve.g1Octets(point)),
    scalarOctets(domain),
    uint64(presentationHeader.length),
    presentationHeader,
  )
  return hashToScalar(suite, octets)
}

interface PseudonymOfProof {
  proof: Pick<Proof, 'mHats' | 'c'>
  claim: BlindClaim['pseudonym']
}

/**
 * What a pseudonym adds to the points that are hashed, nothing where there is none, or `undefined` where it is refused.
 * The response of the nym secret, which is the last hidden scalar, serves both the signature and the pseudonym.
 *
 * @see Nym §7.2 `CoreProofVerifyWithNym`
 */
function challengedPseudonym(
  curve: Curve,
  suite: Ciphersuite,
  { proof: { mHats, c }, claim }: PseudonymOfProof,
): PointG1[] | undefined {
  if (claim === undefined) return []
  const pseudonym = readPseudonym(curve, claim.pseudonym)
  if (pseudonym === undefined) return undefined
  const OP = contextPoint(curve, suite, claim.context)
  const U = curve.sumOfPublicProducts([OP, pseudonym], [mHats.at(-1) as bigint, mod(-c)])
  return curve.isIdentity(U) ? undefined : [pseudonym, OP, U]
}

interface CommitmentOfProof extends Pick<Proof, 'D' | 'r3Hat' | 'mHats' | 'c'> {
  generators: Generators
  domain: bigint
  shown: ReadonlyMap<number, bigint>
}

/** T2 = Bv·c + D·r3^ + Σ H_j·m^_j, with Bv·c multiplied out so that all of it is one sum (BBS §3.7.4). */
function challengedCommitment(
  curve: Curve,
  suite: Ciphersuite,
  { generators: { Q1, H }, domain, shown, D, r3Hat, mHats, c }: CommitmentOfProof,
): PointG1 {
  let next = 0
  const factors = H.map((_, i) => {
    const message = shown.get(i)
    return message === undefined ? (mHats[next++] as bigint) : mod(message * c)
  })
  return curve.sumOfPublicProducts(
    [createP1(curve, suite), Q1, D, ...H],
    [c, mod(domain * c), r3Hat, ...factors],
  )
}

function ascending(indexes: Iterable<number>, length: number): number[] {
  const unique = [...new Set(indexes)].sort((a, b) => a - b)
  if (!unique.every((i) => isIndex(i, length))) {
    throw new RangeError(`an index is an integer from 0 to ${length - 1}`)
  }
  return unique
}

function isIndex(value: number, length: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < length
}

function at<T>(items: readonly T[], index: number): T {
  // Every caller's index was checked against the list.
  return items[index] as T
}
