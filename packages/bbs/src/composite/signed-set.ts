import { sha256 } from '@noble/hashes/sha2.js'
import { bls12381Sha256, type Ciphersuite } from '../ciphersuite.ts'
import { type Curve, G1_BYTES, type PointG1, type PreparedG2 } from '../curve.ts'
import { type Engine, readPublicKey } from '../keys.ts'
import { loadCurve } from '../load-curve.ts'
import { ascii, concatOctets } from '../octets.ts'
import { randomWeights } from '../pairing-equation.ts'
import {
  mod,
  platformRandom,
  type RandomSource,
  r,
  randomScalars,
  scalarOctets,
} from '../scalars.ts'
import { baseOf } from './bases.ts'
import { compositeInterface } from './interfaces.ts'
import type { SignedSetKey } from './statement.ts'

/** The most elements of a set: the assumption that it rests on gets weaker with their number, by half a bit for twice as many. */
export const MAX_SET_ELEMENTS = 4096

/** A set of scalars, each signed, of which a value can be proven to be an element without saying which. */
export interface SignedSet extends SignedSetKey {
  /** Ascending, each once. */
  readonly elements: readonly bigint[]
  /** 48 octets for each element: A_v. */
  readonly signatures: readonly Uint8Array[]
}

/** What {@link createSignedSet} takes. */
export interface CreateSignedSetOptions extends Engine {
  /** Scalars in any order, each once, at most {@link MAX_SET_ELEMENTS}. */
  elements: Iterable<bigint>
  random?: RandomSource
}

/**
 * Signs a set with a key that is made for it and forgotten, so that no element can be added later.
 *
 * @throws {RangeError} where there are no elements, too many, one twice or one that is no scalar, or the random source fails.
 * @see Camenisch, Chaabouni and shelat, Efficient Protocols for Set Membership and Range Proofs, 2008
 */
export async function createSignedSet({
  elements: given,
  random = platformRandom,
  suite = bls12381Sha256,
  curve: loading = loadCurve(),
}: CreateSignedSetOptions): Promise<SignedSet> {
  const curve = await loading
  const elements = [...given].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  if (!areElements(elements)) throw new RangeError('a set has scalars, each once, and not too many')
  // The elements are fixed before the key is drawn.
  const elementsHash = hashElements(elements)
  const [y] = randomScalars(1, random) as [bigint]
  const publicKey = curve.g2Octets(curve.multiplyBP2(y))
  const base = setBase(curve, suite, { publicKey, elementsHash })
  const signatures = elements.map((element) => {
    const denominator = mod(y + element)
    // mcl's inverse of 0 is 0.
    if (denominator === 0n) throw new RangeError('the key is the negative of an element')
    return curve.g1Octets(curve.multiply(base, curve.invert(denominator)))
  })
  return { publicKey, elementsHash, elements, signatures }
}

/** The set of all digits, 0 … 255. */
export const digitElements: readonly bigint[] = Array.from({ length: 256 }, (_, i) => BigInt(i))

/** A set all of which was checked, for whoever proves that a value is in it. */
export interface OpenedSet extends SignedSetKey {
  /** The points A_v by their elements. */
  readonly points: ReadonlyMap<bigint, PointG1>
}

/** What {@link openSignedSet} takes beside the set. */
export interface OpenSignedSetOptions extends Engine {
  /** Gives the weights by which all elements are checked at once. */
  random?: RandomSource
}

/**
 * Checks every element of a published set, whichever is needed: a set of which one is malformed would let its maker
 * recognise who holds that one, by what she shows or by that she refuses. `undefined` where it is not as it should be.
 *
 * @throws {RangeError} where the random source fails.
 */
export async function openSignedSet(
  { publicKey, elementsHash, elements, signatures }: SignedSet,
  {
    random = platformRandom,
    suite = bls12381Sha256,
    curve: loading = loadCurve(),
  }: OpenSignedSetOptions = {},
): Promise<OpenedSet | undefined> {
  const curve = await loading
  const Y = readPublicKey(curve, publicKey)
  const isWhole = areElements(elements) && elements.length === signatures.length
  const sorted = elements.every((element, i) => i === 0 || (elements[i - 1] as bigint) < element)
  if (Y === undefined || !isWhole || !sorted) return undefined
  if (!equal(hashElements(elements), elementsHash)) return undefined
  const A = signatures.map((octets) => curve.readG1(octets))
  if (!A.every((point) => point !== undefined)) return undefined
  const weights = randomWeights(elements.length, random)
  const base = setBase(curve, suite, { publicKey, elementsHash })
  // e(A_v, Y) = e(G − v·A_v, BP2) for all v at once, each with a weight of its own.
  const total = weights.reduce((sum, weight) => mod(sum + weight), 0n)
  const holds = curve.pairingsCancel([
    [curve.sumOfPublicProducts(A, weights), Y],
    [
      curve.sumOfPublicProducts(
        [base, ...A],
        [mod(-total), ...weights.map((weight, i) => mod(weight * (elements[i] as bigint)))],
      ),
      curve.BP2,
    ],
  ])
  if (!holds) return undefined
  const points = new Map(elements.map((element, i) => [element, A[i] as PointG1]))
  return { publicKey, elementsHash, points }
}

/** What names a set and nothing else: SHA-256 of its suite, its key, and all elements and their points. */
export function signedSetId(
  { publicKey, elements, signatures }: SignedSet,
  suite: Ciphersuite = bls12381Sha256,
): Uint8Array {
  return sha256(
    concatOctets(
      ascii(compositeInterface(suite, 'set').apiId),
      publicKey,
      ...elements.flatMap((element, i) => [
        scalarOctets(element),
        signatures[i] ?? new Uint8Array(G1_BYTES),
      ]),
    ),
  )
}

/** A set's key as a verifier checks proofs with it. */
export interface ReadSetKey {
  readonly Y: PreparedG2
  /** G_S, of which every element's signature is a multiple. */
  readonly base: PointG1
}

/** A set's key, or `undefined` where it is malformed. */
export function readSetKey(
  curve: Curve,
  suite: Ciphersuite,
  key: SignedSetKey,
): ReadSetKey | undefined {
  const Y = readPublicKey(curve, key.publicKey)
  return Y && { Y, base: setBase(curve, suite, key) }
}

/**
 * The base of a set follows from its key and elements: with one for all sets, a key with a known multiple of BP2 added would
 * inherit the signatures, each for another element.
 */
function setBase(
  curve: Curve,
  suite: Ciphersuite,
  { publicKey, elementsHash }: SignedSetKey,
): PointG1 {
  return baseOf(curve, suite, { role: 'set', octets: concatOctets(publicKey, elementsHash) })
}

/** SHA-256 of all elements, 32 octets each, ascending. */
export function hashElements(elements: readonly bigint[]): Uint8Array {
  return sha256(concatOctets(...elements.map(scalarOctets)))
}

let knownDigitsHash: Uint8Array | undefined

/** The hash of {@link digitElements}. */
export function digitsHash(): Uint8Array {
  knownDigitsHash ??= hashElements(digitElements)
  return knownDigitsHash
}

function areElements(elements: readonly bigint[]): boolean {
  return (
    elements.length > 0 &&
    elements.length <= MAX_SET_ELEMENTS &&
    elements.every((element) => element >= 0n && element < r) &&
    new Set(elements).size === elements.length
  )
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i])
}
