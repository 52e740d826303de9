import { bls12381Sha256, type Ciphersuite } from '../ciphersuite.ts'
import { type Curve, G1_BYTES, type PointG1 } from '../curve.ts'
import { createGenerators, createP1 } from '../generators.ts'
import { type Engine, readPublicKey } from '../keys.ts'
import { loadCurve } from '../load-curve.ts'
import { OctetReader } from '../octets.ts'
import { allHold, type PairingEquation, randomWeights } from '../pairing-equation.ts'
import { readPseudonym } from '../pseudonym.ts'
import { mod, platformRandom, type RandomSource } from '../scalars.ts'
import { calculateDomain } from '../signature.ts'
import { calculateChallenge } from './challenge.ts'
import {
  type CompiledComposition,
  type CompiledPseudonym,
  type CompiledSignature,
  compileStatements,
  type Membership,
  type Part,
  partLayout,
  proofLength,
} from './compile.ts'
import { compositeInterface } from './interfaces.ts'
import { contextBase } from './pseudonym.ts'
import { solveRelations } from './relations.ts'
import { readSetKey } from './signed-set.ts'
import type { Statement } from './statement.ts'

/** A composite proof and what it is to show. */
export interface CompositeProofToVerify {
  /** Compiled from the verifier's own request: nothing of them is read from what a holder sent but what they show. */
  statements: readonly Statement[]
  proof: Uint8Array
  /** The verifier's own. */
  presentationHeader: Uint8Array
}

/**
 * Checks all of a composite proof but its pairings: the equations that must hold besides, or `undefined` where the proof is
 * refused whatever the pairings give.
 *
 * @throws {CompositionError} where the statements make no proof.
 */
export function checkComposition(
  curve: Curve,
  {
    statements,
    proof,
    presentationHeader,
    suite = bls12381Sha256,
  }: CompositeProofToVerify & Pick<Engine, 'suite'>,
): readonly PairingEquation[] | undefined {
  const composition = compileStatements(suite, statements)
  if (proof.length !== proofLength(composition)) return undefined
  const read = readProof(curve, composition, proof)
  if (read === undefined) return undefined
  const { points, responses, free, c } = read
  const inputs = { curve, suite, values: solveRelations(composition.relations, free, c), c }
  const checked: Checked[] = []
  for (const [i, part] of composition.parts.entries()) {
    const own = { points: points[i] ?? [], responses: responses[i] ?? [] }
    const one = check(inputs, part, own)
    if (one === undefined) return undefined
    checked.push(one)
  }
  const challenge = calculateChallenge(curve, suite, {
    composition,
    presentationHeader,
    // What was read has no other encoding.
    points: proof.subarray(0, G1_BYTES * points.flat().length),
    commitments: checked.flatMap(({ commitments }) => commitments),
  })
  return challenge === c ? checked.flatMap(({ equations }) => equations) : undefined
}

interface ReadProof {
  /** Each part's. */
  readonly points: readonly (readonly PointG1[])[]
  /** Those that a part shares with no other. */
  readonly responses: readonly (readonly bigint[])[]
  /** Of the free columns, in their order. */
  readonly free: readonly bigint[]
  readonly c: bigint
}

function readProof(
  curve: Curve,
  { parts, relations }: CompiledComposition,
  octets: Uint8Array,
): ReadProof | undefined {
  const reader = new OctetReader(octets, curve)
  const points = parts.map(({ kind }) =>
    Array.from({ length: partLayout[kind].points }, () => reader.point()),
  )
  const responses = parts.map(({ kind }) =>
    Array.from({ length: partLayout[kind].scalars }, () => reader.scalar()),
  )
  const free = relations.free.map(() => reader.scalar())
  const c = reader.scalar()
  return reader.defect() === undefined ? { points, responses, free, c } : undefined
}

interface Inputs {
  curve: Curve
  suite: Ciphersuite
  /** The responses of hidden values, by column. */
  values: readonly bigint[]
  c: bigint
}

interface Checked {
  readonly commitments: readonly PointG1[]
  readonly equations: readonly PairingEquation[]
}

/** What a proof has for one part. */
interface Own {
  readonly points: readonly PointG1[]
  readonly responses: readonly bigint[]
}

/** What a part leaves to check, or `undefined` where something that it names is malformed. */
function check(inputs: Inputs, part: Part, own: Own): Checked | undefined {
  switch (part.kind) {
    case 'signature':
      return checkSignature(inputs, part.of, own)
    case 'membership':
      return checkMembership(inputs, part.of, own)
    case 'pseudonym':
      return checkPseudonym(inputs, part.of)
  }
}

function checkSignature(
  { curve, suite, values, c }: Inputs,
  { role, publicKey, header, count, disclosed, hidden }: CompiledSignature,
  { points, responses }: Own,
): Checked | undefined {
  const [Abar, Bbar, D] = points as [PointG1, PointG1, PointG1]
  const [eHat, r1Hat, r3Hat] = responses as [bigint, bigint, bigint]
  const W = readPublicKey(curve, publicKey)
  if (W === undefined) return undefined
  const api = compositeInterface(suite, role)
  const { Q1, H, octets } = createGenerators(curve, api, count)
  const domain = calculateDomain(api, { publicKey, generators: { Q1, H, octets }, header })
  const T1 = curve.sumOfPublicProducts([Bbar, Abar, D], [c, eHat, r1Hat])
  const responseAt = new Map(hidden)
  const factors = H.map((_, index) => {
    const column = responseAt.get(index)
    return column === undefined
      ? mod((disclosed.get(index) as bigint) * c)
      : (values[column] as bigint)
  })
  const T2 = curve.sumOfPublicProducts(
    [createP1(curve, suite), Q1, D, ...H],
    [c, mod(domain * c), r3Hat, ...factors],
  )
  return { commitments: [T1, T2], equations: [{ Abar, Bbar, W }] }
}

function checkMembership(
  { curve, suite, values, c }: Inputs,
  { set, column }: Membership,
  { points, responses }: Own,
): Checked | undefined {
  const [Abar, Bbar] = points as [PointG1, PointG1]
  const [sHat] = responses as [bigint]
  const known = readSetKey(curve, suite, set)
  if (known === undefined) return undefined
  const T = curve.sumOfPublicProducts(
    [known.base, Abar, Bbar],
    [sHat, mod(-(values[column] as bigint)), mod(-c)],
  )
  return { commitments: [T], equations: [{ Abar, Bbar, W: known.Y }] }
}

function checkPseudonym(
  { curve, suite, values, c }: Inputs,
  { context, pseudonym, column }: CompiledPseudonym,
): Checked | undefined {
  const nym = readPseudonym(curve, pseudonym)
  if (nym === undefined) return undefined
  const base = contextBase(curve, suite, context)
  const T = curve.sumOfPublicProducts([base, nym], [values[column] as bigint, mod(-c)])
  return { commitments: [T], equations: [] }
}

/** What {@link verifyCompositeProof} takes. */
export interface VerifyCompositeProofOptions extends Engine, CompositeProofToVerify {
  /** Gives the weights by which all pairings are checked as one. Who can foretell them can make wrong proofs. */
  random?: RandomSource
}

/**
 * Whether a proof shows that all of the statements are true, and was made for this presentation header.
 *
 * @throws {CompositionError} where the statements make no proof.
 * @throws {RangeError} where the random source fails.
 */
export async function verifyCompositeProof({
  random = platformRandom,
  curve: loading = loadCurve(),
  ...options
}: VerifyCompositeProofOptions): Promise<boolean> {
  const curve = await loading
  const equations = checkComposition(curve, options)
  if (equations === undefined) return false
  const weights = randomWeights(equations.length, random)
  return allHold(
    curve,
    equations.map((equation, i) => ({ ...equation, weight: weights[i] as bigint })),
  )
}
