import {
  bls12381Sha256,
  type Ciphersuite,
  committedInterface,
  hashToScalar,
  messagesToScalars,
  tag,
} from './ciphersuite.ts'
import { checkCommitment } from './commitment.ts'
import { type Curve, G1_BYTES, type PointG1 } from './curve.ts'
import { createP1, type Generators, MAX_MESSAGES } from './generators.ts'
import { type Engine, PUBLIC_KEY_BYTES, readPublicKey, secretScalar } from './keys.ts'
import { type Layout, layoutGenerators, plainLayout } from './layout.ts'
import { loadCurve } from './load-curve.ts'
import { ascii, concatOctets, type OctetDefect, OctetReader, uint64 } from './octets.ts'
import { nymScalar } from './pseudonym.ts'
import { mod, readScalar, SCALAR_BYTES, scalarOctets } from './scalars.ts'

/** Octets of a signature. */
export const SIGNATURE_BYTES = G1_BYTES + SCALAR_BYTES

/** What {@link sign} takes. */
export interface SignOptions extends Engine {
  /** 32 octets. */
  secretKey: Uint8Array
  /** 96 octets; computed where it is left out, which costs a multiplication in G2. */
  publicKey?: Uint8Array
  /** At most {@link MAX_MESSAGES}, in the order that every later step names them by index. */
  messages: readonly Uint8Array[]
  /** Public octets bound to the signature and always shown; none by default. */
  header?: Uint8Array
  /** For a blind signature: what it is over besides. An empty object makes one over the messages alone. */
  blind?: BlindSigning
}

/** What a signer signs without knowing it. */
export interface BlindSigning {
  /** Octets that {@link commit} gave the holder; they are verified. */
  commitment?: Uint8Array
  /**
   * For a signature with pseudonyms, 32 octets of {@link generateNym}: a new one for each holder, for the holder to know,
   * and the same one again if a signature is to keep her pseudonyms.
   */
  signerNymEntropy?: Uint8Array
}

/**
 * Signs a list of messages, any subset of which can be proven later.
 *
 * @returns 80 octets.
 * @throws {RangeError} where `secretKey` is not a nonzero scalar of 32 octets, `publicKey` has another length than keys have,
 *   there are too many messages, a commitment does not verify, or there is an entropy and no nym to add it to.
 * @see BBS §3.5.1 `Sign`, Blind §4.2.1 `BlindSign`, Nym §6.1.2 `BlindSignWithNym`
 */
export async function sign({
  secretKey,
  publicKey,
  messages,
  header = new Uint8Array(),
  blind,
  suite = bls12381Sha256,
  curve: loading = loadCurve(),
}: SignOptions): Promise<Uint8Array> {
  const curve = await loading
  const secret = secretScalar(secretKey)
  if (publicKey !== undefined && publicKey.length !== PUBLIC_KEY_BYTES) {
    throw new RangeError(`a public key has ${PUBLIC_KEY_BYTES} octets`)
  }
  const { layout, committed } = readRequest(curve, suite, { messages, blind })
  const generators = layoutGenerators(curve, layout)
  const scalars = messagesToScalars(layout.suite, messages)
  const domain = calculateDomain(layout.suite, {
    publicKey: publicKey ?? curve.g2Octets(curve.multiplyBP2(secret)),
    generators,
    header,
  })
  const own = commitmentTerms(curve, suite, { generators, domain, scalars })
  const points = [...own.points, ...committed.points]
  const factors = [...own.factors, ...committed.factors]
  // A blind signer does not know all scalars, and hashes the point that they make up (Blind §4.3.3).
  const B = blind && curve.sumOfProducts(points, factors)
  const signed = B ? [curve.g1Octets(B)] : [...scalars, domain].map(scalarOctets)
  const e = hashToScalar(layout.suite, concatOctets(scalarOctets(secret), ...signed))
  const denominator = mod(secret + e)
  if (e === 0n || denominator === 0n)
    throw new RangeError('no signature exists for this key and these messages')
  const factor = curve.invert(denominator)
  const A = B ? curve.multiply(B, factor) : curve.sumOfProducts(points, times(factors, factor))
  if (curve.isIdentity(A)) throw new RangeError('no signature exists for these messages')
  return concatOctets(curve.g1Octets(A), scalarOctets(e))
}

/** Points and the scalars that they are multiplied by. */
interface Terms {
  points: readonly PointG1[]
  factors: readonly bigint[]
}

interface RequestInputs {
  messages: readonly Uint8Array[]
  blind: BlindSigning | undefined
}

/** What a signer is asked to sign: its layout, and what is added to her own messages. */
function readRequest(
  curve: Curve,
  suite: Ciphersuite,
  { messages, blind }: RequestInputs,
): { layout: Layout; committed: Terms } {
  const nothing = { points: [], factors: [] }
  const signer = messages.length
  if (blind === undefined) return { layout: plainLayout(suite, signer), committed: nothing }
  const { commitment, signerNymEntropy } = blind
  const nym = signerNymEntropy !== undefined
  const api = committedInterface(suite, nym)
  const layout = { suite: api, signer, committed: 0, nym }
  if (commitment === undefined && !nym) return { layout, committed: nothing }

  const checked = checkCommitment(curve, api, commitment ?? new Uint8Array())
  if (checked === undefined) throw new RangeError('the commitment does not verify')
  const { C, generators } = checked
  const terms = { points: [C], factors: [1n] }
  if (nym) {
    const last = generators.H.at(-1)
    if (last === undefined) throw new RangeError('the commitment has no nym')
    terms.points.push(last)
    terms.factors.push(nymScalar(signerNymEntropy))
  }
  return { layout: { ...layout, committed: generators.H.length }, committed: terms }
}

/** What {@link verify} takes. */
export interface VerifyOptions extends Engine {
  /** 96 octets. */
  publicKey: Uint8Array
  /** 80 octets. */
  signature: Uint8Array
  messages: readonly Uint8Array[]
  header?: Uint8Array
  /** For a blind signature: what it is over besides. */
  blind?: BlindMessages
}

/** What a holder knows of a blind signature. */
export interface BlindMessages {
  /** What was committed to; nothing by default. */
  messages?: readonly Uint8Array[]
  /** 32 octets that {@link commit} gave; left out where there was no commitment. */
  proverBlind?: Uint8Array
  /** For a signature with pseudonyms, 32 octets of {@link combineNyms}. */
  nymSecret?: Uint8Array
}

/**
 * Whether a signature is that of the messages, in this order, and of the header.
 *
 * @see BBS §3.5.2 `Verify`, Blind §4.2.2 `Verify`, Nym §6.1.3 `VerifyFinalizeWithNym`
 */
export async function verify({
  publicKey,
  signature,
  messages,
  header = new Uint8Array(),
  blind,
  suite = bls12381Sha256,
  curve: loading = loadCurve(),
}: VerifyOptions): Promise<boolean> {
  const curve = await loading
  const W = readPublicKey(curve, publicKey)
  const { A, e, defect } = readSignature(curve, signature)
  const signed = readSigned(suite, { messages, blind })
  if (W === undefined || defect !== undefined || signed === undefined) return false
  const { layout, scalars } = signed
  if (scalars.length > MAX_MESSAGES) return false
  const generators = layoutGenerators(curve, layout)
  const domain = calculateDomain(layout.suite, { publicKey, generators, header })
  // e(A, W + BP2·e) = e(B, BP2), with the multiplication moved to G1. Both A and e are secrets of the holder.
  const { points, factors } = commitmentTerms(curve, suite, { generators, domain, scalars })
  const rest = curve.sumOfProducts([A, ...points], [e, ...factors.map((factor) => mod(-factor))])
  return curve.pairingsCancel([
    [A, W],
    [rest, curve.BP2],
  ])
}

/** What {@link readSigned} reads. */
export interface SignedInputs {
  messages: readonly Uint8Array[]
  blind: BlindMessages | undefined
}

/** All scalars that a signature is over, one for each generator, or `undefined` where a secret is malformed. */
export function readSigned(
  suite: Ciphersuite,
  { messages, blind }: SignedInputs,
): { layout: Layout; scalars: bigint[] } | undefined {
  const signer = messages.length
  if (blind === undefined) {
    return { layout: plainLayout(suite, signer), scalars: messagesToScalars(suite, messages) }
  }
  const { messages: committed = [], proverBlind, nymSecret } = blind
  const nym = nymSecret !== undefined
  const api = committedInterface(suite, nym)
  const blindScalar = proverBlind === undefined ? 0n : readScalar(proverBlind)
  const nymScalars = nym ? [readScalar(nymSecret)] : []
  const scalars = [
    ...messagesToScalars(api, messages),
    blindScalar,
    ...messagesToScalars(api, committed),
    ...nymScalars,
  ]
  if (!scalars.every((scalar) => scalar !== undefined)) return undefined
  const layout = { suite: api, signer, committed: committed.length + nymScalars.length, nym }
  return { layout, scalars }
}

/**
 * Reads a signature; its parts mean nothing where there is a defect.
 *
 * @see BBS §4.2.4.3 `octets_to_signature`
 */
export function readSignature(
  curve: Curve,
  octets: Uint8Array,
): { A: PointG1; e: bigint; defect: OctetDefect | undefined } {
  const reader = new OctetReader(octets, curve)
  const [A, e] = [reader.point(), reader.scalar()]
  return { A, e, defect: reader.defect() }
}

/** What a domain is computed from. */
export interface DomainInputs {
  publicKey: Uint8Array
  generators: Generators
  header: Uint8Array
}

/**
 * The scalar that binds a signature to its key, header and number of messages.
 *
 * @see BBS §4.2.3 `calculate_domain`
 */
export function calculateDomain(
  suite: Ciphersuite,
  { publicKey, generators, header }: DomainInputs,
): bigint {
  const octets = concatOctets(
    publicKey,
    uint64(generators.H.length),
    generators.octets,
    ascii(suite.apiId),
    uint64(header.length),
    header,
  )
  return hashToScalar(suite, octets, tag(suite, 'H2S_'))
}

/** What B is made of: a scalar for each generator of `H`, in order, or for as many of the first as a signer knows. */
export interface CommitmentInputs {
  generators: Generators
  domain: bigint
  scalars: readonly bigint[]
}

/** What {@link commitToMessages} takes: with a factor, which may be secret too, the whole sum is multiplied by it. */
export interface FactoredInputs extends CommitmentInputs {
  factor: bigint
}

/**
 * B·factor, where B = P1 + Q1·domain + H1·msg1 + … Messages may be secret, whatever the holder will show of them.
 * Multiplying the scalars takes less time than multiplying the sum.
 */
export function commitToMessages(
  curve: Curve,
  suite: Ciphersuite,
  { factor, ...inputs }: FactoredInputs,
): PointG1 {
  const { points, factors } = commitmentTerms(curve, suite, inputs)
  return curve.sumOfProducts(points, times(factors, factor))
}

/** The points and scalars that B is the sum of products of. */
function commitmentTerms(
  curve: Curve,
  suite: Ciphersuite,
  { generators: { Q1, H }, domain, scalars }: CommitmentInputs,
): Terms {
  return {
    points: [createP1(curve, suite), Q1, ...H.slice(0, scalars.length)],
    factors: [1n, domain, ...scalars],
  }
}

function times(factors: readonly bigint[], factor: bigint): bigint[] {
  return factors.map((scalar) => mod(scalar * factor))
}
