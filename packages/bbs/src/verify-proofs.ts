import { bls12381Sha256 } from './ciphersuite.ts'
import type { Curve, PointG1, PreparedG2 } from './curve.ts'
import type { Engine } from './keys.ts'
import { loadCurve } from './load-curve.ts'
import { checkChallenge, holds, type PairingEquation, type VerifyProofOptions } from './proof.ts'
import { integer, platformRandom, type RandomSource, randomOctets } from './scalars.ts'

/** One proof of many and what it is to show: all that `verifyProof` takes but the engine. */
export interface ProofToVerify extends Omit<VerifyProofOptions, keyof Engine> {}

/** What {@link verifyProofs} takes. */
export interface VerifyProofsOptions extends Engine {
  /** Any number, of any keys; time is saved on those of equal keys. */
  proofs: readonly ProofToVerify[]
  /** Gives the weights. Who can foretell them can make wrong proofs that are accepted together. */
  random?: RandomSource
}

/**
 * Which of many proofs `verifyProof` would accept, in their order, in about half the time.
 *
 * Of each proof there remains the equation e(Abar, W) = e(Bbar, BP2). All of them, each raised to a random weight of
 * 128 bits, are checked as one, with a pairing for each key and one more. Both sides lie in a group of prime order, and
 * the weights are drawn when all proofs are known: whatever the other weights are, at most one of all that a wrong
 * proof may be given makes up for it. So a product that holds a wrong proof is right with a probability of 2^-128.
 *
 * Where a product is wrong its halves are checked, and so on down to single proofs, which are checked without weights.
 * All products that may ever be checked follow from the order of the proofs, so that new weights would add nothing. A
 * wrong proof is in at most 8 of them and accepted with a probability below 2^-124; a right one is never refused.
 *
 * One wrong proof among n costs some 2·log2(n) products. Many cost, in pairings, at most as much again as one by one.
 * The event loop gets a turn after every few proofs.
 *
 * @throws {RangeError} where the random source fails or repeats itself.
 */
export async function verifyProofs({
  proofs,
  suite = bls12381Sha256,
  curve: loading = loadCurve(),
  random = platformRandom,
}: VerifyProofsOptions): Promise<boolean[]> {
  const verdicts = proofs.map(() => false)
  const ordered = byKey(proofs)
  const curve = await loading
  for (let from = 0; from < ordered.length; from += PROOFS_AT_ONCE) {
    const equations: Equation[] = []
    for (const [i, { proof, index }] of ordered.slice(from, from + PROOFS_AT_ONCE).entries()) {
      if (i % PROOFS_A_TURN === 0) await nextTurn()
      const equation = checkChallenge(curve, { ...proof, suite })
      if (equation !== undefined) equations.push({ ...equation, index })
    }
    for (const { index } of await solved(curve, weigh(equations, random))) verdicts[index] = true
  }
  return verdicts
}

/** The most proofs that are checked as one: neither memory nor a turn of the event loop grows with their number. */
const PROOFS_AT_ONCE = 256

const PROOFS_A_TURN = 4

const WEIGHT_BYTES = 16

/** The proofs and where each stands in the list, those of a key side by side: so most products have few keys. */
function byKey(proofs: readonly ProofToVerify[]): { proof: ProofToVerify; index: number }[] {
  const indexed = proofs.map((proof, index) => ({ proof, index }))
  return [...groupBy(indexed, ({ proof }) => proof.publicKey.join()).values()].flat()
}

interface Equation extends PairingEquation {
  /** Of the proof that it is left of. */
  index: number
}

interface WeighedEquation extends Equation {
  weight: bigint
}

/** Gives each equation a weight of its own that is not 0. */
function weigh(equations: readonly Equation[], random: RandomSource): WeighedEquation[] {
  if (equations.length === 0) return []
  const octets = randomOctets(equations.length * WEIGHT_BYTES, random)
  const weights = equations.map((_, i) =>
    integer(octets.subarray(i * WEIGHT_BYTES, (i + 1) * WEIGHT_BYTES)),
  )
  if (weights.includes(0n) || new Set(weights).size < weights.length) {
    throw new RangeError('the random source repeats itself')
  }
  return equations.map((equation, i) => ({ ...equation, weight: weights[i] as bigint }))
}

type Equations = readonly WeighedEquation[]

/** The equations that hold. */
async function solved(curve: Curve, equations: Equations): Promise<Equations> {
  // As many as there are without products.
  let pairingsForProducts = 2 * equations.length
  return equations.length === 0 ? [] : search(equations)

  async function search(some: Equations): Promise<Equations> {
    if (some.length > 1) pairingsForProducts -= keysOf(some).size + 1
    if (pairingsForProducts < 0) return oneByOne(some)
    return (await allHold(some)) ? some : searchHalves(some)
  }

  /** Of equations whose product is wrong. */
  async function searchHalves(some: Equations): Promise<Equations> {
    if (some.length === 1) return []
    const middle = some.length >> 1
    const [first, second] = [some.slice(0, middle), some.slice(middle)]
    const ofFirst = await search(first)
    // Where nothing is wrong in the first half, something is in the second.
    const ofSecond = await (ofFirst.length === middle ? searchHalves(second) : search(second))
    return [...ofFirst, ...ofSecond]
  }

  async function oneByOne(some: Equations): Promise<Equations> {
    const right: WeighedEquation[] = []
    for (const equation of some) if (await allHold([equation])) right.push(equation)
    return right
  }

  async function allHold(some: Equations): Promise<boolean> {
    await nextTurn()
    const [first] = some
    if (first !== undefined && some.length === 1) return holds(curve, first)
    return curve.pairingsCancel([
      ...[...keysOf(some)].map(([W, ofKey]) => [sum(curve, 'Abar', ofKey), W] as const),
      [curve.negate(sum(curve, 'Bbar', some)), curve.BP2],
    ])
  }
}

/** One side's points, each multiplied by its weight. */
function sum(curve: Curve, side: 'Abar' | 'Bbar', equations: Equations): PointG1 {
  return curve.sumOfPublicProducts(
    equations.map((equation) => equation[side]),
    equations.map(({ weight }) => weight),
  )
}

function keysOf(equations: Equations): Map<PreparedG2, WeighedEquation[]> {
  return groupBy(equations, ({ W }) => W)
}

function groupBy<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}

/** Lets timers, input and rendering have their turn; a timer of 0 ms would wait for several in a browser. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}
