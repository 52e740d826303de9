import type { Curve, PointG1, PreparedG2 } from './curve.ts'
import { integer, type RandomSource, randomOctets } from './scalars.ts'

/** What is left to check of a proof: e(Abar, W) = e(Bbar, BP2). */
export interface PairingEquation {
  readonly Abar: PointG1
  readonly Bbar: PointG1
  readonly W: PreparedG2
}

/** An equation that is checked with others, each raised to its weight. */
export interface WeighedEquation extends PairingEquation {
  readonly weight: bigint
}

/** Whether the equation is right. */
export function holds(curve: Curve, { Abar, Bbar, W }: PairingEquation): boolean {
  return curve.pairingsCancel([
    [Abar, W],
    [curve.negate(Bbar), curve.BP2],
  ])
}

/**
 * Whether all equations are right, with a pairing for each key and one more. Where one is wrong it answers so with a
 * probability of all but 2^-128, if the weights were drawn after the equations were known.
 */
export function allHold(curve: Curve, equations: readonly WeighedEquation[]): boolean {
  return curve.pairingsCancel([
    ...[...byKey(equations)].map(([W, ofKey]) => [sum(curve, 'Abar', ofKey), W] as const),
    [curve.negate(sum(curve, 'Bbar', equations)), curve.BP2],
  ])
}

/** How many different keys equations have. */
export function keyCount(equations: readonly PairingEquation[]): number {
  return byKey(equations).size
}

/**
 * Weights of 128 bits, none of them 0 and no two the same.
 *
 * @throws {RangeError} where the random source fails or repeats itself.
 */
export function randomWeights(count: number, random: RandomSource): bigint[] {
  const octets = randomOctets(count * WEIGHT_BYTES, random)
  const weights = Array.from({ length: count }, (_, i) =>
    integer(octets.subarray(i * WEIGHT_BYTES, (i + 1) * WEIGHT_BYTES)),
  )
  if (weights.includes(0n) || new Set(weights).size < count) {
    throw new RangeError('the random source repeats itself')
  }
  return weights
}

const WEIGHT_BYTES = 16

/** One side's points, each multiplied by its weight. */
function sum(curve: Curve, side: 'Abar' | 'Bbar', equations: readonly WeighedEquation[]): PointG1 {
  return curve.sumOfPublicProducts(
    equations.map((equation) => equation[side]),
    equations.map(({ weight }) => weight),
  )
}

function byKey<Equation extends PairingEquation>(
  equations: readonly Equation[],
): Map<PreparedG2, Equation[]> {
  const groups = new Map<PreparedG2, Equation[]>()
  for (const equation of equations) {
    const group = groups.get(equation.W)
    if (group === undefined) groups.set(equation.W, [equation])
    else group.push(equation)
  }
  return groups
}
