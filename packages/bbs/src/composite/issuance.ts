import { bls12381Sha256, type Ciphersuite, hashToScalar } from '../ciphersuite.ts'
import { type Curve, G1_BYTES, type PointG1 } from '../curve.ts'
import { createGenerators, type Generators } from '../generators.ts'
import { type Engine, readPublicKey } from '../keys.ts'
import { loadCurve } from '../load-curve.ts'
import { ascii, concatOctets, lengthPrefixed, OctetReader, uint64 } from '../octets.ts'
import {
  mod,
  platformRandom,
  type RandomSource,
  randomScalars,
  readScalar,
  SCALAR_BYTES,
  scalarOctets,
} from '../scalars.ts'
import { baseOf } from './bases.ts'
import { hedged } from './hedged.ts'
import { compositeInterface } from './interfaces.ts'

/** What an issuance request is made for. Both sides know it; none of it is read from the request. */
export interface IssuanceTerms {
  /** The issuer's identifier, such as its DID in UTF-8: a person's secret has one registration value for each. */
  readonly issuer: Uint8Array
  /** What the issuer's manifest is known by, such as its hash. */
  readonly manifest: Uint8Array
  /** Octets that the issuer drew for this request, at least 16. */
  readonly nonce: Uint8Array
  /** How many scalars the credential has. */
  readonly count: number
  /** The index of the scalar that blinds what is committed to. */
  readonly blindingIndex: number
  /** The index of the secret. */
  readonly secretIndex: number
}

/** Octets of an issuance request: C, N, the challenge and two responses. */
export const ISSUANCE_REQUEST_BYTES = 2 * G1_BYTES + 3 * SCALAR_BYTES

/** The shortest nonce. */
const MIN_NONCE_BYTES = 16

/** What {@link requestIssuance} takes. */
export interface RequestIssuanceOptions extends Engine, IssuanceTerms {
  /** 96 octets: the issuer's key. */
  publicKey: Uint8Array
  /** 32 octets of the holder, one for all her credentials; see `generateNym`. */
  secret: Uint8Array
  random?: RandomSource
}

/** What {@link requestIssuance} gives. */
export interface IssuanceRequest {
  /** For the issuer. It tells nothing of the secret, but by the registration value whose it is. */
  readonly request: Uint8Array
  /** For nobody else: the scalar at `blindingIndex`, 32 octets. */
  readonly blinding: Uint8Array
}

/**
 * Asks an issuer to sign a secret of the holder unseen, and shows by which registration value the issuer knows it again.
 *
 * @throws {RangeError} where the secret, the key or the terms are malformed, or the random source fails.
 */
export async function requestIssuance({
  secret,
  publicKey,
  random = platformRandom,
  suite = bls12381Sha256,
  curve: loading = loadCurve(),
  ...terms
}: RequestIssuanceOptions): Promise<IssuanceRequest> {
  const curve = await loading
  const k = readScalar(secret)
  if (k === undefined) throw new RangeError('a secret is a nonzero scalar of 32 octets')
  if (readPublicKey(curve, publicKey) === undefined) throw new RangeError('the key is malformed')
  if (!areTerms(terms)) throw new RangeError('the terms of an issuance are malformed')
  const generators = createGenerators(curve, compositeInterface(suite, 'credential'), terms.count)
  const { Q2, J, R } = issuancePoints(curve, suite, { ...terms, generators })
  const source = hedged(random, [
    ascii(`unscored issuance ${suite.id}`),
    secret,
    ...[publicKey, terms.issuer, terms.manifest, terms.nonce],
    ...[terms.count, terms.blindingIndex, terms.secretIndex].map(uint64),
  ])
  const [s, sBlind, kBlind] = randomScalars(3, source) as [bigint, bigint, bigint]
  const C = curve.sumOfProducts([Q2, J], [s, k])
  const N = curve.multiply(R, k)
  const c = issuanceChallenge(curve, suite, {
    ...{ ...terms, publicKey, Q2, J, R, C, N },
    TC: curve.sumOfProducts([Q2, J], [sBlind, kBlind]),
    TN: curve.multiply(R, kBlind),
  })
  const responses = [c, mod(sBlind + c * s), mod(kBlind + c * k)]
  // A zero would be refused by every issuer; it comes up once in 2^255 requests.
  if (responses.includes(0n)) throw new RangeError('the random source gave a degenerate request')
  return {
    request: concatOctets(curve.g1Octets(C), curve.g1Octets(N), ...responses.map(scalarOctets)),
    blinding: scalarOctets(s),
  }
}

/** What {@link verifyIssuanceRequest} takes. */
export interface VerifyIssuanceRequestOptions extends Engine, IssuanceTerms {
  /** 96 octets: the issuer's own key. */
  publicKey: Uint8Array
  /** As the holder sent it. */
  request: Uint8Array
}

/**
 * The registration value of a holder's request, 48 octets: the same for all that she ever asks of this issuer, as long as it
 * is the same secret. `undefined` where the request was not made for these terms by who knows what it is made of.
 */
export async function verifyIssuanceRequest({
  suite = bls12381Sha256,
  curve: loading = loadCurve(),
  ...inputs
}: VerifyIssuanceRequestOptions): Promise<Uint8Array | undefined> {
  const curve = await loading
  if (!areTerms(inputs) || readPublicKey(curve, inputs.publicKey) === undefined) return undefined
  const generators = createGenerators(curve, compositeInterface(suite, 'credential'), inputs.count)
  const checked = checkIssuanceRequest(curve, suite, { ...inputs, generators })
  return checked && curve.g1Octets(checked.N)
}

interface CheckInputs extends IssuanceTerms {
  publicKey: Uint8Array
  request: Uint8Array
  generators: Generators
}

/** What a request commits to, or `undefined` where it does not verify. */
export function checkIssuanceRequest(
  curve: Curve,
  suite: Ciphersuite,
  { request, generators, ...terms }: CheckInputs,
): { C: PointG1; N: PointG1 } | undefined {
  if (!areTerms(terms)) return undefined
  const reader = new OctetReader(request, curve)
  const [C, N] = [reader.point(), reader.point()]
  const [c, sHat, kHat] = [reader.scalar(), reader.scalar(), reader.scalar()]
  if (reader.defect() !== undefined) return undefined
  const { Q2, J, R } = issuancePoints(curve, suite, { ...terms, generators })
  const challenge = issuanceChallenge(curve, suite, {
    ...{ ...terms, Q2, J, R, C, N },
    TC: curve.sumOfPublicProducts([Q2, J, C], [sHat, kHat, mod(-c)]),
    TN: curve.sumOfPublicProducts([R, N], [kHat, mod(-c)]),
  })
  return challenge === c ? { C, N } : undefined
}

function areTerms({ nonce, count, blindingIndex, secretIndex }: IssuanceTerms): boolean {
  const isIndex = (index: number) => Number.isInteger(index) && index >= 0 && index < count
  return (
    nonce.length >= MIN_NONCE_BYTES &&
    isIndex(blindingIndex) &&
    isIndex(secretIndex) &&
    blindingIndex !== secretIndex
  )
}

interface PointsInputs extends Pick<IssuanceTerms, 'issuer' | 'blindingIndex' | 'secretIndex'> {
  generators: Generators
}

interface IssuancePoints {
  Q2: PointG1
  J: PointG1
  /** What an issuer's registration values are multiples of. */
  R: PointG1
}

function issuancePoints(
  curve: Curve,
  suite: Ciphersuite,
  { issuer, blindingIndex, secretIndex, generators: { H } }: PointsInputs,
): IssuancePoints {
  return {
    Q2: H[blindingIndex] as PointG1,
    J: H[secretIndex] as PointG1,
    R: baseOf(curve, suite, { role: 'registration', octets: issuer }),
  }
}

interface ChallengeInputs
  extends IssuancePoints,
    Pick<IssuanceTerms, 'issuer' | 'manifest' | 'nonce'> {
  publicKey: Uint8Array
  C: PointG1
  N: PointG1
  TC: PointG1
  TN: PointG1
}

function issuanceChallenge(
  curve: Curve,
  suite: Ciphersuite,
  { issuer, publicKey, manifest, nonce, Q2, J, R, C, N, TC, TN }: ChallengeInputs,
): bigint {
  const points = [Q2, J, R, C, N, TC, TN].map((point) => curve.g1Octets(point))
  return hashToScalar(
    compositeInterface(suite, 'issuance'),
    lengthPrefixed([ascii(suite.id), issuer, publicKey, manifest, ...points, nonce]),
  )
}
