import {
  type Ciphersuite,
  type Curve,
  createGenerators,
  createP1,
  hashToScalar,
  messagesToScalars,
  type PointG1,
} from '@unscored/bbs'
import { concatOctets, uint64 } from '../../packages/bbs/src/octets.ts'
import { mod, scalarOctets } from '../../packages/bbs/src/scalars.ts'
import { calculateDomain } from '../../packages/bbs/src/signature.ts'

/** What a proof is about, as a verifier knows it. */
export interface Statement {
  curve: Curve
  suite: Ciphersuite
  publicKey: Uint8Array
  header: Uint8Array
  presentationHeader: Uint8Array
  disclosed: ReadonlyMap<number, Uint8Array>
  /** How many messages there are in all. */
  count: number
}

/** The points of a proof as someone chose them, and the responses for whatever challenge follows from them. */
export interface Attempt {
  points: { Abar: PointG1; Bbar: PointG1; D: PointG1; T1: PointG1; T2: PointG1 }
  /** eHat, r1Hat, r3Hat and one mHat for each hidden message. */
  respond(c: bigint): bigint[]
}

/** The octets of a proof made by hand, without the care that `createProof` takes. */
export function craftProof(statement: Statement, { points, respond }: Attempt): Uint8Array {
  const { curve, suite, presentationHeader } = statement
  const { Abar, Bbar, D, T1, T2 } = points
  const shown = [...scalarsOf(statement)]
  const c = hashToScalar(
    suite,
    concatOctets(
      uint64(shown.length),
      ...shown.flatMap(([i, scalar]) => [uint64(i), scalarOctets(scalar)]),
      ...[Abar, Bbar, D, T1, T2].map((point) => curve.g1Octets(point)),
      scalarOctets(domainOf(statement)),
      uint64(presentationHeader.length),
      presentationHeader,
    ),
  )
  return concatOctets(
    ...[Abar, Bbar, D].map((point) => curve.g1Octets(point)),
    ...[...respond(c), c].map((response) => scalarOctets(mod(response))),
  )
}

/** P1 + Q1·domain + Σ H_i·m_i over the disclosed messages alone. */
export function disclosedCommitment(statement: Statement): PointG1 {
  const { curve, suite, count } = statement
  const { Q1, H } = createGenerators(curve, suite, count)
  const shown = scalarsOf(statement)
  const products = curve.sumOfProducts(
    [Q1, ...H],
    [domainOf(statement), ...H.map((_, i) => shown.get(i) ?? 0n)],
  )
  return curve.add(createP1(curve, suite), products)
}

function domainOf({ curve, suite, publicKey, header, count }: Statement): bigint {
  return calculateDomain(suite, {
    publicKey,
    generators: createGenerators(curve, suite, count),
    header,
  })
}

function scalarsOf({ suite, disclosed }: Statement): Map<number, bigint> {
  const indexes = [...disclosed.keys()].sort((a, b) => a - b)
  const scalars = messagesToScalars(
    suite,
    [...disclosed.entries()].sort(([a], [b]) => a - b).map(([, m]) => m),
  )
  return new Map(indexes.map((index, i) => [index, scalars[i] ?? 0n]))
}
