import { bls12381Sha256, type Ciphersuite } from './ciphersuite.ts'
import { type CompositeProofToVerify, checkComposition } from './composite/verify.ts'
import type { Curve } from './curve.ts'
import type { Engine } from './keys.ts'
import { loadCurve } from './load-curve.ts'
import {
  allHold,
  holds,
  keyCount,
  type PairingEquation,
  randomWeights,
  type WeighedEquation,
} from './pairing-equation.ts'
import { checkChallenge, type VerifyProofOptions } from './proof.ts'
import { platformRandom, type RandomSource } from './scalars.ts'

/** One proof of many and what it is to show: all that `verifyProof` takes but the engine. */
export interface ProofToVerify extends Omit<VerifyProofOptions, keyof Engine> {}

/** A proof of a signature, or a composite one. */
export type AnyProofToVerify = ProofToVerify | CompositeProofToVerify

/** What {@link verifyProofs} takes. */
export interface VerifyProofsOptions extends Engine {
  /** Any number, of any keys; time is saved on those of equal keys. */
  proofs: readonly AnyProofToVerify[]
  /** Gives the weights. Who can foretell them can make wrong proofs that are accepted together. */
  random?: RandomSource
}

/**
 * Which of many proofs `verifyProof` or `verifyCompositeProof` would accept, in their order, in about half the time.
 *
 * Of each proof there remain equations e(Abar, W) = e(Bbar, BP2), of one that is not composite a single one. All of them, each raised to a random weight of
 * 128 bits, are checked as one, with a pairing for each key and one more. Both sides lie in a group of prime order, and
 * the weights are drawn when all proofs are known: whatever the other weights are, at most one of all that a wrong
 * proof may be given makes up for it. So a product that holds a wrong proof is right with a probability of 2^-128.
 *
 * Where a product is wrong its halves are checked, and so on down to single proofs, of which those with one equation are
 * checked without weights. All products that may ever be checked follow from the order of the proofs, so that new weights
 * would add nothing. A wrong proof is in at most 9 of them and accepted with a probability below 2^-124; a right one is
 * never refused.
 *
 * One wrong proof among n costs some 2·log2(n) products. Many cost, in pairings, at most as much again as one by one.
 * The event loop gets a turn after every few proofs.
 *
 * @throws {RangeError} where the random source fails or repeats itself.
 * @throws {CompositionError} where the statements of one make no proof.
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
    const open: OpenProof[] = []
    for (const [i, { proof, index }] of ordered.slice(from, from + PROOFS_AT_ONCE).entries()) {
      if (i % PROOFS_A_TURN === 0) await nextTurn()
      const equations = equationsLeft(curve, suite, proof)
      if (equations !== undefined) open.push({ index, equations })
    }
    for (const { index } of await solved(curve, weigh(open, random))) verdicts[index] = true
  }
  return verdicts
}

/** The most proofs that are checked as one: neither memory nor a turn of the event loop grows with their number. */
const PROOFS_AT_ONCE = 256

const PROOFS_A_TURN = 4

/** The proofs and where each stands in the list, those of a key side by side: so most products have few keys. */
function byKey(proofs: readonly AnyProofToVerify[]): { proof: AnyProofToVerify; index: number }[] {
  const indexed = proofs.map((proof, index) => ({ proof, index }))
  return [...groupBy(indexed, ({ proof }) => keysOf(proof)).values()].flat()
}

function keysOf(proof: AnyProofToVerify): string {
  if (!('statements' in proof)) return proof.publicKey.join()
  const keys = proof.statements.map((statement) =>
    statement.kind === 'signature' ? statement.publicKey.join() : '',
  )
  return keys.join(' ')
}

function equationsLeft(
  curve: Curve,
  suite: Ciphersuite,
  proof: AnyProofToVerify,
): readonly PairingEquation[] | undefined {
  if ('statements' in proof) return checkComposition(curve, { ...proof, suite })
  const equation = checkChallenge(curve, { ...proof, suite })
  return equation && [equation]
}

/** A proof of which only its equations are left to check. */
interface OpenProof {
  /** Where it stands in the list. */
  readonly index: number
  readonly equations: readonly PairingEquation[]
}

interface WeighedProof extends OpenProof {
  readonly equations: readonly WeighedEquation[]
}

/** Gives each equation a weight of its own that is not 0. */
function weigh(proofs: readonly OpenProof[], random: RandomSource): WeighedProof[] {
  const count = proofs.reduce((sum, { equations }) => sum + equations.length, 0)
  const weights = count === 0 ? [] : randomWeights(count, random)
  let next = 0
  return proofs.map(({ index, equations }) => ({
    index,
    equations: equations.map((equation) => ({ ...equation, weight: weights[next++] as bigint })),
  }))
}

type Proofs = readonly WeighedProof[]

/** The proofs whose equations hold. */
async function solved(curve: Curve, proofs: Proofs): Promise<Proofs> {
  // As many as there are without products.
  let pairingsForProducts = proofs.reduce((sum, proof) => sum + pairingsOf([proof]), 0)
  return proofs.length === 0 ? [] : search(proofs)

  async function search(some: Proofs): Promise<Proofs> {
    if (some.length > 1) pairingsForProducts -= pairingsOf(some)
    if (pairingsForProducts < 0) return oneByOne(some)
    return (await hold(some)) ? some : searchHalves(some)
  }

  /** Of proofs whose product is wrong. */
  async function searchHalves(some: Proofs): Promise<Proofs> {
    if (some.length === 1) return []
    const middle = some.length >> 1
    const [first, second] = [some.slice(0, middle), some.slice(middle)]
    const ofFirst = await search(first)
    // Where nothing is wrong in the first half, something is in the second.
    const ofSecond = await (ofFirst.length === middle ? searchHalves(second) : search(second))
    return [...ofFirst, ...ofSecond]
  }

  async function oneByOne(some: Proofs): Promise<Proofs> {
    const right: WeighedProof[] = []
    for (const proof of some) if (await hold([proof])) right.push(proof)
    return right
  }

  async function hold(some: Proofs): Promise<boolean> {
    await nextTurn()
    const equations = equationsOf(some)
    const [first] = equations
    if (first !== undefined && equations.length === 1) return holds(curve, first)
    return allHold(curve, equations)
  }
}

function equationsOf(proofs: Proofs): WeighedEquation[] {
  return proofs.flatMap(({ equations }) => equations)
}

function pairingsOf(proofs: Proofs): number {
  return keyCount(equationsOf(proofs)) + 1
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
