import {
  bls12381Sha256,
  type Ciphersuite,
  hashToScalar,
  messagesToScalars,
  tag,
} from './ciphersuite.ts'
import { type Curve, G1_BYTES, type PointG1 } from './curve.ts'
import { createGenerators, createP1, type Generators, MAX_MESSAGES } from './generators.ts'
import { type Engine, publicKeyOf, readPublicKey, secretScalar } from './keys.ts'
import { loadCurve } from './load-curve.ts'
import { ascii, concatOctets, type OctetDefect, OctetReader, uint64 } from './octets.ts'
import { mod, SCALAR_BYTES, scalarOctets } from './scalars.ts'

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
}

/**
 * Signs a list of messages, any subset of which can be proven later.
 *
 * @returns 80 octets.
 * @throws {RangeError} where `secretKey` is not a nonzero scalar of 32 octets, or there are too many messages.
 * @see BBS §3.5.1 `Sign`
 */
export async function sign({
  secretKey,
  publicKey,
  messages,
  header = new Uint8Array(),
  suite = bls12381Sha256,
  curve: loading = loadCurve(),
}: SignOptions): Promise<Uint8Array> {
  const curve = await loading
  const secret = secretScalar(secretKey)
  const generators = createGenerators(curve, suite, messages.length)
  const scalars = messagesToScalars(suite, messages)
  const domain = calculateDomain(suite, {
    publicKey: publicKey ?? (await publicKeyOf(secretKey, { curve })),
    generators,
    header,
  })
  const e = hashToScalar(suite, concatOctets(...[secret, ...scalars, domain].map(scalarOctets)))
  const denominator = mod(secret + e)
  if (e === 0n || denominator === 0n)
    throw new RangeError('no signature exists for this key and these messages')
  const A = commitToMessages(curve, suite, {
    generators,
    domain,
    scalars,
    factor: curve.invert(denominator),
  })
  return concatOctets(curve.g1Octets(A), scalarOctets(e))
}

/** What {@link verify} takes. */
export interface VerifyOptions extends Engine {
  /** 96 octets. */
  publicKey: Uint8Array
  /** 80 octets. */
  signature: Uint8Array
  messages: readonly Uint8Array[]
  header?: Uint8Array
}

/**
 * Whether a signature is that of the messages, in this order, and of the header.
 *
 * @see BBS §3.5.2 `Verify`
 */
export async function verify({
  publicKey,
  signature,
  messages,
  header = new Uint8Array(),
  suite = bls12381Sha256,
  curve: loading = loadCurve(),
}: VerifyOptions): Promise<boolean> {
  const curve = await loading
  const W = readPublicKey(curve, publicKey)
  const { A, e, defect } = readSignature(curve, signature)
  if (W === undefined || defect !== undefined || messages.length > MAX_MESSAGES) return false
  const generators = createGenerators(curve, suite, messages.length)
  const domain = calculateDomain(suite, { publicKey, generators, header })
  const scalars = messagesToScalars(suite, messages)
  // e(A, W + BP2·e) = e(B, BP2), with the multiplication moved to G1. Both A and e are secrets of the holder.
  const { points, factors } = commitmentTerms(curve, suite, { generators, domain, scalars })
  const rest = curve.sumOfProducts([A, ...points], [e, ...factors.map((factor) => mod(-factor))])
  return curve.pairingsCancel([
    [A, W],
    [rest, curve.BP2],
  ])
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

/** What is committed to: one scalar for each generator of `H`, in order. */
export interface CommitmentInputs {
  generators: Generators
  domain: bigint
  scalars: readonly bigint[]
}

/** What {@link commitToMessages} takes: with a factor, which may be secret too, the whole sum is multiplied by it. */
export interface CommitOptions extends CommitmentInputs {
  factor: bigint
}

/**
 * B·factor, where B = P1 + Q1·domain + H1·msg1 + … Messages may be secret, whatever the holder will show of them.
 * Multiplying the scalars takes less time than multiplying the sum.
 */
export function commitToMessages(
  curve: Curve,
  suite: Ciphersuite,
  { factor, ...inputs }: CommitOptions,
): PointG1 {
  const { points, factors } = commitmentTerms(curve, suite, inputs)
  return curve.sumOfProducts(
    points,
    factors.map((scalar) => mod(scalar * factor)),
  )
}

/** The points and scalars that B is the sum of products of. */
export function commitmentTerms(
  curve: Curve,
  suite: Ciphersuite,
  { generators: { Q1, H }, domain, scalars }: CommitmentInputs,
): { points: PointG1[]; factors: bigint[] } {
  return { points: [createP1(curve, suite), Q1, ...H], factors: [1n, domain, ...scalars] }
}
