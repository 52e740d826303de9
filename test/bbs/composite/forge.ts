import {
  bls12381Sha256,
  type Ciphersuite,
  type Curve,
  type HeldSignature,
  type OpenedSet,
  type PointG1,
  type RandomSource,
  type SignedSetKey,
  type Statement,
} from '@unscored/bbs'
import { calculateChallenge } from '../../../packages/bbs/src/composite/challenge.ts'
import {
  type CompiledComposition,
  compileStatements,
  type Part,
} from '../../../packages/bbs/src/composite/compile.ts'
import { compositeInterface } from '../../../packages/bbs/src/composite/interfaces.ts'
import { contextBase } from '../../../packages/bbs/src/composite/pseudonym.ts'
import { solveRelations } from '../../../packages/bbs/src/composite/relations.ts'
import { signedTerms } from '../../../packages/bbs/src/composite/scalar-signature.ts'
import { readSetKey } from '../../../packages/bbs/src/composite/signed-set.ts'
import { concatOctets } from '../../../packages/bbs/src/octets.ts'
import { integer, mod, randomScalars, scalarOctets } from '../../../packages/bbs/src/scalars.ts'
import { readSignature } from '../../../packages/bbs/src/signature.ts'

/** What a part shows, as someone chose it. */
export interface Shown {
  points: readonly PointG1[]
  commitments: readonly PointG1[]
  /** The responses that the part shares with no other. */
  respond(c: bigint): readonly bigint[]
}

/** What an attacker knows and chooses. */
export interface Attempt {
  curve: Curve
  suite?: Ciphersuite
  /** What the verifier asks. */
  statements: readonly Statement[]
  signatures: readonly HeldSignature[]
  sets: readonly OpenedSet[]
  presentationHeader: Uint8Array
  random: RandomSource
  /** Hidden values by their columns, whether or not they are related as they should be. */
  values(composition: CompiledComposition): bigint[]
  /** By their columns, where they are to be others than the values follow from. */
  blinds?: (composition: CompiledComposition) => bigint[]
  /** What a part shows instead. */
  replace?: (part: Part, shown: Shown, index: number) => Shown
  /** What the challenge is computed from, where that is something else. */
  composition?: CompiledComposition
}

/**
 * A proof that is made without a check, of whatever values: all that keeps it from being accepted is that the verifier's
 * equations do not hold.
 */
export function forgeProof(attempt: Attempt): Uint8Array {
  const { curve, suite = bls12381Sha256, statements, presentationHeader, random } = attempt
  const composition = compileStatements(suite, statements)
  const { relations, parts } = composition
  const values = attempt.values(composition)
  const blinds =
    attempt.blinds?.(composition) ??
    solveRelations(relations, randomScalars(relations.free.length, random), 0n)
  const signatureParts = parts.filter(({ kind }) => kind === 'signature')
  const shown = parts.map((part, index) => {
    const held = attempt.signatures[signatureParts.indexOf(part)]
    const honest = showPart({ ...attempt, suite, values, blinds }, part, held)
    return attempt.replace?.(part, honest, index) ?? honest
  })
  const points = concatOctets(
    ...shown.flatMap((one) => one.points).map((point) => curve.g1Octets(point)),
  )
  const c = calculateChallenge(curve, suite, {
    composition: attempt.composition ?? composition,
    presentationHeader,
    points,
    commitments: shown.flatMap(({ commitments }) => commitments),
  })
  const responses = [
    ...shown.flatMap(({ respond }) => respond(c)),
    ...relations.free.map((column) => (blinds[column] ?? 0n) + c * (values[column] ?? 0n)),
    c,
  ]
  return concatOctets(points, ...responses.map((response) => scalarOctets(mod(response))))
}

interface PartInputs extends Attempt {
  suite: Ciphersuite
}

function showPart(
  {
    curve,
    suite,
    random,
    sets,
    ...inputs
  }: Omit<PartInputs, 'values' | 'blinds'> & {
    values: readonly bigint[]
    blinds: readonly bigint[]
  },
  part: Part,
  held: HeldSignature | undefined,
): Shown {
  const valueAt = (column: number) => inputs.values[column] ?? 0n
  const blindAt = (column: number) => inputs.blinds[column] ?? 0n
  if (part.kind === 'pseudonym') {
    const base = contextBase(curve, suite, part.of.context)
    const T = curve.multiply(base, blindAt(part.of.column))
    return { points: [], commitments: [T], respond: () => [] }
  }
  if (part.kind === 'membership') {
    const { set, column } = part.of
    const opened = sets.find(({ publicKey }) => publicKey.join() === set.publicKey.join())
    const known = readSetKey(curve, suite, set)
    if (opened === undefined || known === undefined) throw new Error('there is no such set')
    // Where the value is none of its elements, the point of another is as good as any.
    const A = opened.points.get(valueAt(column)) ?? [...opened.points.values()][0]
    if (A === undefined) throw new Error('the set is empty')
    const [s, sBlind] = randomScalars(2, random) as [bigint, bigint]
    return showMembership(curve, {
      base: known.base,
      Abar: curve.multiply(A, s),
      ...{ s, sBlind, v: valueAt(column), vBlind: blindAt(column) },
    })
  }
  if (held === undefined) throw new Error('there is no signature for a statement')
  const { role, publicKey, header, hidden } = part.of
  const { A, e } = readSignature(curve, held.signature)
  const { points, factors, generators } = signedTerms(curve, suite, {
    ...{ role, publicKey, header, scalars: held.scalars },
  })
  const [r1, r2, eBlind, r1Blind, r3Blind] = randomScalars(5, random) as [
    ...[bigint, bigint, bigint, bigint, bigint],
  ]
  const D = curve.multiply(curve.sumOfProducts(points, factors), r2)
  const Abar = curve.multiply(A, mod(r1 * r2))
  const Bbar = curve.sumOfProducts([D, Abar], [r1, mod(-e)])
  return {
    points: [Abar, Bbar, D],
    commitments: [
      curve.sumOfProducts([Abar, D], [eBlind, r1Blind]),
      curve.sumOfProducts(
        [D, ...hidden.flatMap(([index]) => generators.H[index] ?? [])],
        [r3Blind, ...hidden.map(([, column]) => blindAt(column))],
      ),
    ],
    respond: (c) => [eBlind + c * e, r1Blind - c * r1, r3Blind - c * curve.invert(r2)],
  }
}

/** What a membership shows for any Abar and any value: its own equation always holds. */
export function showMembership(
  curve: Curve,
  {
    base,
    Abar,
    s,
    sBlind,
    v,
    vBlind,
  }: { base: PointG1; Abar: PointG1; s: bigint; sBlind: bigint; v: bigint; vBlind: bigint },
): Shown {
  return {
    points: [Abar, curve.sumOfProducts([base, Abar], [s, mod(-v)])],
    commitments: [curve.sumOfProducts([base, Abar], [sBlind, mod(-vBlind)])],
    respond: (c) => [sBlind + c * s],
  }
}

/** The values that belong into the columns of a composition: of what is held, and as many digits as each range has. */
export function honestValues(
  { parts, ranges }: CompiledComposition,
  signatures: readonly HeldSignature[],
): bigint[] {
  const values: bigint[] = []
  const signed = parts.flatMap((part) => (part.kind === 'signature' ? [part.of] : []))
  for (const [i, { hidden }] of signed.entries()) {
    for (const [index, column] of hidden) values[column] = signatures[i]?.scalars[index] ?? 0n
  }
  for (const { constant, terms, digits } of ranges) {
    const total = mod(terms.reduce((sum, [at, c]) => sum + c * (values[at] ?? 0n), constant))
    for (const [place, column] of digits.entries()) {
      values[column] = (total >> BigInt(8 * place)) & 0xffn
    }
  }
  return values
}

/** The suite, but that a challenge of composite proofs is one that was said beforehand: as if the hash function obeyed. */
export function withChallenge(suite: Ciphersuite, c: bigint): Ciphersuite {
  const tag = `${compositeInterface(suite, 'proof').apiId}H2S_`
  return {
    ...suite,
    expand: (octets, dst, length) =>
      new TextDecoder().decode(dst) === tag
        ? concatOctets(new Uint8Array(length - 32), scalarOctets(c))
        : suite.expand(octets, dst, length),
  }
}

/** What a simulator is given: no signature, no element's point and no hidden value are among it. */
export interface Simulation {
  curve: Curve
  suite?: Ciphersuite
  statements: readonly Statement[]
  c: bigint
  random: RandomSource
  /** Of each key some point and the same times the secret key, as every proof shows them to everybody. */
  pairOf(part: Part): readonly [PointG1, PointG1]
}

/** A proof for a challenge that is known beforehand, by who knows nothing of what it proves. */
export function simulateProof({
  curve,
  suite = bls12381Sha256,
  statements,
  c,
  random,
  pairOf,
}: Simulation): Uint8Array {
  const { parts, relations } = compileStatements(suite, statements)
  const points = parts.flatMap((part) => {
    if (part.kind === 'pseudonym') return []
    const [t, d] = randomScalars(2, random) as [bigint, bigint]
    const pair = pairOf(part).map((point) => curve.multiply(point, t))
    return part.kind === 'signature' ? [...pair, curve.multiply(curve.BP1, d)] : pair
  })
  const own = { signature: 3, membership: 1, pseudonym: 0 }
  const count = parts.reduce((sum, { kind }) => sum + own[kind], relations.free.length)
  const responses = [...randomScalars(count, random), c]
  return concatOctets(
    ...points.map((point) => curve.g1Octets(point)),
    ...responses.map(scalarOctets),
  )
}

/** The parts of a proof's octets, whose layout follows from the statements alone. */
export function takeApart(statements: readonly Statement[], proof: Uint8Array) {
  const { parts, relations } = compileStatements(bls12381Sha256, statements)
  const counts = { signature: 3, membership: 2, pseudonym: 0 }
  const own = { signature: 3, membership: 1, pseudonym: 0 }
  let offset = 0
  const take = (length: number) => {
    offset += length
    return proof.subarray(offset - length, offset)
  }
  const points = parts.map(({ kind }) => Array.from({ length: counts[kind] }, () => take(48)))
  const responses = parts.map(({ kind }) =>
    Array.from({ length: own[kind] }, () => integer(take(32))),
  )
  const free = relations.free.map(() => integer(take(32)))
  const c = integer(take(32))
  return { parts, relations, points, responses, free, c }
}

/** A key of a set without its elements. */
export function keyOf({ publicKey, elementsHash }: SignedSetKey): SignedSetKey {
  return { publicKey, elementsHash }
}
