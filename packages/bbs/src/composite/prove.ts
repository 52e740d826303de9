import { bls12381Sha256, type Ciphersuite } from '../ciphersuite.ts'
import type { Curve, PointG1 } from '../curve.ts'
import { type Engine, readPublicKey } from '../keys.ts'
import { loadCurve } from '../load-curve.ts'
import { ascii, concatOctets } from '../octets.ts'
import {
  mod,
  platformRandom,
  type RandomSource,
  r,
  randomScalars,
  scalarOctets,
} from '../scalars.ts'
import { readSignature } from '../signature.ts'
import { calculateChallenge } from './challenge.ts'
import {
  type CompiledComposition,
  type CompiledPseudonym,
  type CompiledSignature,
  compileStatements,
  type Membership,
  type Part,
} from './compile.ts'
import { CompositionError } from './error.ts'
import { hedged } from './hedged.ts'
import { contextBase } from './pseudonym.ts'
import { solveRelations } from './relations.ts'
import { signedTerms } from './scalar-signature.ts'
import { type OpenedSet, readSetKey } from './signed-set.ts'
import type { SignedSetKey, Statement } from './statement.ts'

/** A signature of a holder, and all that it is over. */
export interface HeldSignature {
  /** 80 octets. */
  readonly signature: Uint8Array
  /** All scalars, in order, those that are shown among them. */
  readonly scalars: readonly bigint[]
}

/** What {@link createCompositeProof} takes. */
export interface CreateCompositeProofOptions extends Engine {
  /** Compiled from the verifier's request, as the verifier does. */
  statements: readonly Statement[]
  /** One for each statement of a signature, in their order; verify each when it is received. */
  signatures: readonly HeldSignature[]
  /** The sets that values are proven to be in. */
  sets?: readonly OpenedSet[]
  /** Octets that the proof is bound to: the verifier's nonce, audience and request among them. */
  presentationHeader: Uint8Array
  random?: RandomSource
}

/**
 * Proves statements about signatures and what they hide, of which nothing else is told; `COMPOSITE.md` says how.
 *
 * Two proofs have nothing in common but what the statements say. How long it takes depends on the statements alone.
 *
 * @throws {CompositionError} where the statements make no proof, or `cannotProve` where they are not true of what is given.
 * @throws {RangeError} where the random source fails.
 */
export async function createCompositeProof({
  statements,
  signatures,
  sets = [],
  presentationHeader,
  random = platformRandom,
  suite = bls12381Sha256,
  curve: loading = loadCurve(),
}: CreateCompositeProofOptions): Promise<Uint8Array> {
  const curve = await loading
  const composition = compileStatements(suite, statements)
  const values = valuesOf(composition, signatures)
  const source = hedged(random, [
    ascii('unscored composite proof'),
    ...[...values, ...signatures.flatMap(({ scalars }) => scalars)].map(scalarOctets),
    ...signatures.map(({ signature }) => signature),
    composition.octets,
    presentationHeader,
  ])
  const blinds = solveRelations(
    composition.relations,
    randomScalars(composition.relations.free.length, source),
    0n,
  )
  const inputs = { curve, suite, values, blinds, source }
  const signatureParts = composition.parts.filter(({ kind }) => kind === 'signature')
  const proven = composition.parts.map((part) => {
    const held = signatures[signatureParts.indexOf(part)] as HeldSignature
    return provePart(inputs, part, { held, sets })
  })
  const points = concatOctets(
    ...proven.flatMap((one) => one.points).map((point) => curve.g1Octets(point)),
  )
  const c = calculateChallenge(curve, suite, {
    composition,
    presentationHeader,
    points,
    commitments: proven.flatMap(({ commitments }) => commitments),
  })
  const own = proven.flatMap(({ blinds: b, secrets }) =>
    secrets.map((secret, i) => mod((b[i] as bigint) + c * secret)),
  )
  const shared = composition.relations.free.map((column) =>
    mod((blinds[column] as bigint) + c * (values[column] as bigint)),
  )
  const responses = [...own, ...shared, c]
  // A zero would be refused by every verifier; it comes up once in 2^250 proofs.
  if (responses.includes(0n)) throw new RangeError('the random source gave a degenerate proof')
  return concatOctets(points, ...responses.map(scalarOctets))
}

interface Inputs {
  curve: Curve
  suite: Ciphersuite
  /** By column. */
  values: readonly bigint[]
  /** By column. */
  blinds: readonly bigint[]
  source: RandomSource
}

/** What a statement adds to a proof. */
interface Proven {
  /** Of the proof. */
  readonly points: readonly PointG1[]
  /** Of the challenge. */
  readonly commitments: readonly PointG1[]
  /** Scalars that no other statement shares, and their blinds. */
  readonly secrets: readonly bigint[]
  readonly blinds: readonly bigint[]
}

function provePart(
  inputs: Inputs,
  part: Part,
  { held, sets }: { held: HeldSignature; sets: readonly OpenedSet[] },
): Proven {
  switch (part.kind) {
    case 'signature':
      return proveSignature(inputs, part.of, held)
    case 'membership':
      return proveMembership(inputs, part.of, sets)
    case 'pseudonym':
      return provePseudonym(inputs, part.of)
  }
}

/** That a signature is over scalars (BBS §3.6.3 `CoreProofGen`). */
function proveSignature(
  { curve, suite, blinds, source }: Inputs,
  { role, publicKey, header, hidden }: CompiledSignature,
  { signature, scalars }: HeldSignature,
): Proven {
  const { A, e, defect } = readSignature(curve, signature)
  if (defect !== undefined || readPublicKey(curve, publicKey) === undefined) throw cannotProve()
  const { points, factors, generators } = signedTerms(curve, suite, {
    ...{ role, publicKey, header, scalars },
  })
  const [r1, r2, eBlind, r1Blind, r3Blind] = randomScalars(5, source) as [
    ...[bigint, bigint, bigint, bigint, bigint],
  ]
  const D = curve.copyForReuse(
    curve.sumOfProducts(
      points,
      factors.map((factor) => mod(factor * r2)),
    ),
  )
  // Abar is multiplied by nothing itself: one table, that of A, does for all.
  const own = curve.copyForReuse(A)
  const r12 = mod(r1 * r2)
  const Abar = curve.multiply(own, r12)
  const Bbar = curve.sumOfProducts([D, own], [r1, mod(-e * r12)])
  const T1 = curve.sumOfProducts([own, D], [mod(eBlind * r12), r1Blind])
  const T2 = curve.sumOfProducts(
    [D, ...hidden.map(([index]) => generators.H[index] as PointG1)],
    [r3Blind, ...hidden.map(([, column]) => blinds[column] as bigint)],
  )
  return {
    points: [Abar, Bbar, D],
    commitments: [T1, T2],
    secrets: [e, mod(-r1), mod(-curve.invert(r2))],
    blinds: [eBlind, r1Blind, r3Blind],
  }
}

/** That a value is in a signed set. */
function proveMembership(
  { curve, suite, values, blinds, source }: Inputs,
  { set, column }: Membership,
  sets: readonly OpenedSet[],
): Proven {
  const [v, vBlind] = [values[column] as bigint, blinds[column] as bigint]
  const known = readSetKey(curve, suite, set)
  const A = sets.find((one) => isSet(one, set))?.points.get(v)
  if (known === undefined || A === undefined) throw cannotProve()
  const [s, sBlind] = randomScalars(2, source) as [bigint, bigint]
  // A point of its own: what is kept of one that comes up often would tell by its time how often it has.
  const own = curve.copyForReuse(A)
  const Abar = curve.multiply(own, s)
  // Not by v alone, nor by its negative: it is small, and a multiplication may tell that it is.
  const Bbar = curve.sumOfProducts([known.base, own], [s, mod(-s * v)])
  const T = curve.sumOfProducts([known.base, own], [sBlind, mod(-s * vBlind)])
  return { points: [Abar, Bbar], commitments: [T], secrets: [s], blinds: [sBlind] }
}

/** That a pseudonym is that of a value. */
function provePseudonym(
  { curve, suite, values, blinds }: Inputs,
  { context, pseudonym, column }: CompiledPseudonym,
): Proven {
  const base = curve.copyForReuse(contextBase(curve, suite, context))
  const nym = curve.g1Octets(curve.multiply(base, values[column] as bigint))
  if (nym.length !== pseudonym.length || !nym.every((octet, i) => octet === pseudonym[i])) {
    throw cannotProve()
  }
  const T = curve.multiply(base, blinds[column] as bigint)
  return { points: [], commitments: [T], secrets: [], blinds: [] }
}

function isSet(one: SignedSetKey, other: SignedSetKey): boolean {
  return (
    one.publicKey.every((octet, i) => octet === other.publicKey[i]) &&
    one.elementsHash.every((octet, i) => octet === other.elementsHash[i])
  )
}

/**
 * The hidden values by their columns.
 *
 * @throws {CompositionError} `cannotProve` where signatures, names and relations do not fit.
 */
function valuesOf(
  { parts, ranges, columns, relations }: CompiledComposition,
  held: readonly HeldSignature[],
): bigint[] {
  const values: bigint[] = []
  const set = (column: number, value: bigint | undefined) => {
    if (value === undefined || value < 0n || value >= r) throw cannotProve()
    if ((values[column] ?? value) !== value) throw cannotProve()
    values[column] = value
  }
  const signatures = parts.flatMap((part) => (part.kind === 'signature' ? [part.of] : []))
  if (held.length !== signatures.length) throw cannotProve()
  for (const [i, { count, hidden, disclosed }] of signatures.entries()) {
    const { scalars } = held[i] as HeldSignature
    if (scalars.length !== count) throw cannotProve()
    for (const [index, value] of disclosed) if (scalars[index] !== value) throw cannotProve()
    for (const [index, column] of hidden) set(column, scalars[index])
  }
  for (const { constant, terms, digits } of ranges) {
    const total = terms.reduce((sum, [column, c]) => sum + c * (values[column] as bigint), constant)
    let rest = mod(total)
    for (const column of digits) {
      set(column, rest & 0xffn)
      rest >>= 8n
    }
    if (rest !== 0n) throw cannotProve()
  }
  const free = relations.free.map((column) => values[column] as bigint)
  const solved = solveRelations(relations, free, 1n)
  if (solved.length !== columns || !solved.every((value, i) => value === values[i])) {
    throw cannotProve()
  }
  return values
}

function cannotProve(): CompositionError {
  return new CompositionError('cannotProve', 'the statements are not true of what is held')
}
