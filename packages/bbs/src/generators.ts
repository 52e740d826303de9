import { type Ciphersuite, tag } from './ciphersuite.ts'
import type { Curve, PointG1 } from './curve.ts'
import { knownGenerators, knownP1 } from './known-generators.ts'
import { concatOctets, uint64 } from './octets.ts'
import { EXPAND_BYTES } from './scalars.ts'

/** The points that a signature over a number of messages is made of. */
export interface Generators {
  /** Belongs to the domain. */
  Q1: PointG1
  /** One for each message. */
  H: readonly PointG1[]
  /** Q1 and all H, compressed, as the domain is hashed from. */
  octets: Uint8Array
}

/**
 * The most messages that are signed or proven. How many a proof speaks of is up to whoever made it, and each costs a
 * verifier a generator, a good part of a millisecond.
 */
export const MAX_MESSAGES = 4096

/**
 * The generators for `count` messages; the same for everybody, computed once and kept.
 *
 * @throws {RangeError} where the count is no integer from 0 to {@link MAX_MESSAGES}.
 * @see BBS §4.1.1 `create_generators`
 */
export function createGenerators(curve: Curve, suite: Ciphersuite, count: number): Generators {
  if (!Number.isInteger(count) || count < 0 || count > MAX_MESSAGES) {
    throw new RangeError(`there are at most ${MAX_MESSAGES} messages, and not less than none`)
  }
  const { points, octets } = sequence(curve, suite).upTo(count + 1)
  // upTo gives as many points as it is asked for, here at least one.
  const [Q1, ...H] = points as [PointG1, ...PointG1[]]
  return { Q1, H, octets }
}

/**
 * The generators for what a prover commits to: Q1 here is the Q2 of the blind, H are the J of `count` scalars.
 *
 * @throws {RangeError} for more than {@link MAX_MESSAGES}.
 * @see Blind §4.1.1
 */
export function createBlindGenerators(curve: Curve, suite: Ciphersuite, count: number): Generators {
  return createGenerators(curve, { ...suite, apiId: `BLIND_${suite.apiId}` }, count)
}

/**
 * The fixed point P1 that every signature starts from.
 *
 * @see BBS §6.2.1, §6.2.2
 */
export function createP1(curve: Curve, suite: Ciphersuite): PointG1 {
  const cached = p1Cache.get(curve)?.get(suite.id)
  if (cached !== undefined) return cached
  // P1 is a parameter of the ciphersuite, so that every API of the suite shares it.
  const api = { ...suite, apiId: `${suite.id}H2G_HM2S_` }
  const known = knownP1(suite)
  const P1 =
    known === undefined
      ? curve.mapToG1(generatorSeeds(api, 'BP_MESSAGE_GENERATOR_SEED').next().value)
      : curve.g1OfKnown(known)
  p1Cache.set(curve, (p1Cache.get(curve) ?? new Map<string, PointG1>()).set(suite.id, P1))
  return P1
}

const p1Cache = new WeakMap<Curve, Map<string, PointG1>>()
const sequences = new WeakMap<Curve, Map<string, GeneratorSequence>>()

function sequence(curve: Curve, suite: Ciphersuite): GeneratorSequence {
  const ofCurve = sequences.get(curve) ?? new Map<string, GeneratorSequence>()
  sequences.set(curve, ofCurve)
  const known = ofCurve.get(suite.apiId)
  if (known !== undefined) return known
  const made = new GeneratorSequence(curve, suite)
  ofCurve.set(suite.apiId, made)
  return made
}

/** The endless list of generators of one suite, as far as it was asked for. */
class GeneratorSequence {
  readonly #points: PointG1[] = []
  readonly #octets: Uint8Array[] = []
  readonly #known: readonly Uint8Array[]
  readonly #seeds: Generator<Uint8Array, never>
  readonly #curve: Curve

  constructor(curve: Curve, suite: Ciphersuite) {
    this.#curve = curve
    this.#known = knownGenerators(suite)
    this.#seeds = generatorSeeds(suite, 'MESSAGE_GENERATOR_SEED', this.#known.length)
  }

  upTo(count: number): { points: readonly PointG1[]; octets: Uint8Array } {
    while (this.#points.length < count) {
      const known = this.#known[this.#points.length]
      const point =
        known === undefined
          ? this.#curve.mapToG1(this.#seeds.next().value)
          : this.#curve.g1OfKnown(known)
      this.#points.push(point)
      this.#octets.push(this.#curve.g1Octets(point))
    }
    return {
      points: this.#points.slice(0, count),
      octets: concatOctets(...this.#octets.slice(0, count)),
    }
  }
}

/** 128 uniform octets for each generator but the first `skipped`, one after the other. */
export function* generatorSeeds(
  suite: Ciphersuite,
  seed: string,
  skipped = 0,
): Generator<Uint8Array, never> {
  const seedDst = tag(suite, 'SIG_GENERATOR_SEED_')
  const generatorDst = tag(suite, 'SIG_GENERATOR_DST_')
  let v = suite.expand(tag(suite, seed), seedDst, EXPAND_BYTES)
  for (let i = 1; ; i++) {
    v = suite.expand(concatOctets(v, uint64(i)), seedDst, EXPAND_BYTES)
    if (i > skipped) yield suite.expand(v, generatorDst, 128)
  }
}
