import { bls12381Sha256, type Ciphersuite, hashToScalar } from '../ciphersuite.ts'
import type { Curve, PointG1 } from '../curve.ts'
import { createGenerators, createP1, type Generators } from '../generators.ts'
import { type Engine, readPublicKey, secretScalar } from '../keys.ts'
import { loadCurve } from '../load-curve.ts'
import { concatOctets } from '../octets.ts'
import { mod, r, scalarOctets } from '../scalars.ts'
import { calculateDomain, readSignature } from '../signature.ts'
import { compositeInterface } from './interfaces.ts'
import { checkIssuanceRequest, type IssuanceTerms } from './issuance.ts'
import type { SignatureStatement } from './statement.ts'

/** What {@link signScalars} takes. */
export interface SignScalarsOptions extends Engine {
  /** 32 octets. */
  secretKey: Uint8Array
  /** 96 octets. */
  publicKey: Uint8Array
  role: SignatureStatement['role']
  header?: Uint8Array
  /** In [0, r), by index: all of them, but for the two that an issuance request commits to. */
  scalars: ReadonlyMap<number, bigint>
  /** How many there are in all. */
  count: number
  /** For a credential that is bound to its holder: what she sent, and what it was asked for. It is verified. */
  issuance?: { readonly request: Uint8Array; readonly terms: IssuanceTerms }
}

/**
 * Signs scalars as they are, such as numbers of which something is proven later, and for credentials a holder's secret
 * unseen.
 *
 * @returns 80 octets.
 * @throws {RangeError} where the key is malformed, a scalar is missing, out of range or too many, or the issuance request does
 *   not verify.
 */
export async function signScalars({
  secretKey,
  publicKey,
  role,
  header = new Uint8Array(),
  scalars,
  count,
  issuance,
  suite = bls12381Sha256,
  curve: loading = loadCurve(),
}: SignScalarsOptions): Promise<Uint8Array> {
  const curve = await loading
  const secret = secretScalar(secretKey)
  if (readPublicKey(curve, publicKey) === undefined) throw new RangeError('the key is malformed')
  const api = compositeInterface(suite, role)
  const generators = createGenerators(curve, api, count)
  const committed = issuance ? [issuance.terms.blindingIndex, issuance.terms.secretIndex] : []
  const indexes = Array.from({ length: count }, (_, i) => i).filter((i) => !committed.includes(i))
  if (issuance && issuance.terms.count !== count) {
    throw new RangeError('the issuance request is for another number of scalars')
  }
  const values = indexes.map((i) => scalars.get(i) ?? -1n)
  if (scalars.size !== indexes.length || !values.every((value) => value >= 0n && value < r)) {
    throw new RangeError('scalars are in 0 … r−1, one for each index that is not committed to')
  }
  const commitment =
    issuance &&
    checkIssuanceRequest(curve, suite, {
      ...issuance.terms,
      ...{ request: issuance.request, publicKey, generators },
    })
  if (issuance && commitment === undefined) {
    throw new RangeError('the issuance request does not verify')
  }
  const domain = calculateDomain(api, { publicKey, generators, header })
  const B = curve.sumOfProducts(
    [
      createP1(curve, suite),
      generators.Q1,
      ...indexes.map((i) => generators.H[i] as PointG1),
      ...(commitment ? [commitment.C] : []),
    ],
    [1n, domain, ...values, ...(commitment ? [1n] : [])],
  )
  const e = hashToScalar(api, concatOctets(scalarOctets(secret), curve.g1Octets(B)))
  const denominator = mod(secret + e)
  // mcl's inverse of 0 is 0.
  if (e === 0n || denominator === 0n || curve.isIdentity(B)) {
    throw new RangeError('no signature exists for this key and these scalars')
  }
  const A = curve.multiply(B, curve.invert(denominator))
  return concatOctets(curve.g1Octets(A), scalarOctets(e))
}

/** What {@link verifyScalars} takes. */
export interface VerifyScalarsOptions extends Engine {
  /** 96 octets. */
  publicKey: Uint8Array
  /** 80 octets. */
  signature: Uint8Array
  role: SignatureStatement['role']
  header?: Uint8Array
  /** All that were signed, in order. */
  scalars: readonly bigint[]
}

/** Whether a signature is that of the scalars, in this order, and of the header. */
export async function verifyScalars({
  publicKey,
  signature,
  role,
  header = new Uint8Array(),
  scalars,
  suite = bls12381Sha256,
  curve: loading = loadCurve(),
}: VerifyScalarsOptions): Promise<boolean> {
  const curve = await loading
  const W = readPublicKey(curve, publicKey)
  const { A, e, defect } = readSignature(curve, signature)
  if (W === undefined || defect !== undefined || scalars.length === 0) return false
  if (!scalars.every((value) => value >= 0n && value < r)) return false
  const { points, factors } = signedTerms(curve, suite, { role, publicKey, header, scalars })
  // e(A, W + BP2·e) = e(B, BP2), with the multiplication moved to G1. Both A and e are secrets of the holder, and so are
  // the factors, of which the negatives would not be small where they are: a multiplication may tell that.
  const rest = curve.subtract(curve.multiply(A, e), curve.sumOfProducts(points, factors))
  return curve.pairingsCancel([
    [A, W],
    [rest, curve.BP2],
  ])
}

interface SignedTermsInputs {
  role: SignatureStatement['role']
  publicKey: Uint8Array
  header: Uint8Array
  scalars: readonly bigint[]
}

/** The points and scalars that B is the sum of products of, and what they come from. */
export function signedTerms(
  curve: Curve,
  suite: Ciphersuite,
  { role, publicKey, header, scalars }: SignedTermsInputs,
): { points: PointG1[]; factors: bigint[]; generators: Generators; domain: bigint } {
  const api = compositeInterface(suite, role)
  const generators = createGenerators(curve, api, scalars.length)
  const domain = calculateDomain(api, { publicKey, generators, header })
  return {
    points: [createP1(curve, suite), generators.Q1, ...generators.H],
    factors: [1n, domain, ...scalars],
    generators,
    domain,
  }
}
