import {
  bls12381Sha256,
  bls12381Shake256,
  COMMITMENT_BYTES,
  type Curve,
  commit,
  generateKeyPair,
  generateNym,
  hashToScalar,
  inspectCommitment,
  loadCurve,
  MAX_MESSAGES,
  sign,
  verifyCommitment,
} from '@unscored/bbs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blindInterface, pseudonymInterface } from '../../packages/bbs/src/ciphersuite.ts'
import { createBlindGenerators } from '../../packages/bbs/src/generators.ts'
import { concatOctets, uint64 } from '../../packages/bbs/src/octets.ts'
import { integer, mod, r, scalarOctets } from '../../packages/bbs/src/scalars.ts'
import { toHex } from '../support/hex.ts'
import { badG1, flagged, flags } from './bad-points.ts'
import { engines } from './engines.ts'
import { badRandomSources, seededRandom } from './random-sources.ts'

/** Both signs and all small orders are tried on the curve itself. */
const oneOfEachKind = badG1.filter(({ name }) => !/other sign|plus one/.test(name))

const text = (message: string) => new TextEncoder().encode(message)
const keyMaterial = new Uint8Array(32).fill(1)
const messages = ['secret', 'more', ''].map(text)

function partsOf(commitment: Uint8Array): { C: Uint8Array; scalars: bigint[] } {
  const scalars = Array.from({ length: (commitment.length - 48) / 32 }, (_, i) =>
    integer(commitment.subarray(48 + 32 * i, 80 + 32 * i)),
  )
  return { C: commitment.slice(0, 48), scalars }
}

const joined = (C: Uint8Array, scalars: readonly bigint[]) =>
  concatOctets(C, ...scalars.map(scalarOctets))

describe.each(engines)('a commitment of $folder on $name', async ({ suite, curve }) => {
  const loaded = await curve
  const { secretKey, publicKey } = await generateKeyPair({ keyMaterial, suite, curve })
  const { commitment } = await commit({ messages, suite, curve, random: seededRandom(1) })
  const verifies = (octets: Uint8Array, change: object = {}) =>
    verifyCommitment({ commitment: octets, suite, curve, ...change })
  const signs = (octets: Uint8Array) =>
    sign({ secretKey, publicKey, messages: [], blind: { commitment: octets }, suite, curve })

  test('has the size that is named, verifies on either curve, and is signed', async () => {
    expect(commitment).toHaveLength(COMMITMENT_BYTES + 32 * 3)
    expect(await inspectCommitment(commitment, { curve })).toBeUndefined()
    expect(await verifies(commitment, { curve: loadCurve('mcl') })).toBe(true)
    expect(await verifies(commitment, { curve: loadCurve('noble') })).toBe(true)
    expect(await signs(commitment)).toHaveLength(80)
  })

  test('is the same on either curve for the same random octets', async () => {
    const make = async (name: 'mcl' | 'noble') =>
      (await commit({ messages, suite, curve: loadCurve(name), random: seededRandom(1) }))
        .commitment
    expect([toHex(await make('mcl')), toHex(await make('noble'))]).toEqual([
      toHex(commitment),
      toHex(commitment),
    ])
  })

  test('can be to nothing, and to nothing but a nym', async () => {
    const proverNym = generateNym(seededRandom(2))
    const empty = await commit({ suite, curve })
    const ofNym = await commit({ proverNym, suite, curve })
    expect(empty.commitment).toHaveLength(COMMITMENT_BYTES)
    expect(ofNym.commitment).toHaveLength(COMMITMENT_BYTES + 32)
    expect(await verifies(empty.commitment)).toBe(true)
    expect(await verifies(ofNym.commitment, { withNym: true })).toBe(true)
    expect(await verifies(ofNym.commitment)).toBe(false)
    expect(await verifies(empty.commitment, { withNym: true })).toBe(false)
    expect(await verifies(commitment, { withNym: true })).toBe(false)
  })

  const { C, scalars } = partsOf(commitment)
  const names = ['s^', 'm^ of 0', 'm^ of 1', 'm^ of 2', 'c']
  const changedAt = (at: number, change: (scalar: bigint) => bigint) =>
    scalars.map((scalar, i) => (i === at ? change(scalar) : scalar))

  test('is read and written here as the library does', () => {
    expect(toHex(joined(C, scalars))).toBe(toHex(commitment))
    expect(scalars).toHaveLength(names.length)
  })

  const malformed = [
    { name: 'nothing', octets: new Uint8Array(0), defect: 'length' },
    { name: 'its point alone', octets: C, defect: 'length' },
    { name: 'an octet less', octets: commitment.subarray(0, -1), defect: 'length' },
    { name: 'an octet more', octets: Uint8Array.of(...commitment, 0), defect: 'length' },
    {
      name: 'an octet less than the shortest',
      octets: commitment.subarray(0, COMMITMENT_BYTES - 1),
      defect: 'length',
    },
    { name: 'one scalar', octets: joined(C, [5n]), defect: 'length' },
    ...names.flatMap((name, i) =>
      [0n, r, r + 1n, 2n ** 256n - 1n].map((value) => ({
        name: `${name} = ${value}`,
        octets: joined(
          C,
          changedAt(i, () => value),
        ),
        defect: 'scalar',
      })),
    ),
    ...names.map((name, i) => ({
      name: `${name} + r`,
      octets: joined(
        C,
        changedAt(i, (scalar) => scalar + r),
      ),
      defect: 'scalar',
    })),
    ...oneOfEachKind.map((bad) => ({
      name: `${bad.name} for its point`,
      octets: joined(bad.octets, scalars),
      defect: 'point',
    })),
  ]
  test.each(malformed)('is not made of $name', async ({ octets, defect }) => {
    expect(await inspectCommitment(octets, { curve })).toBe(defect)
    expect(await verifies(octets)).toBe(false)
    await expect(signs(octets)).rejects.toThrow(RangeError)
  })

  const other = partsOf(
    (await commit({ messages, suite, curve, random: seededRandom(2) })).commitment,
  )
  const twice = (point: Uint8Array) => {
    const read = loaded.readG1(point) ?? loaded.BP1
    return loaded.g1Octets(loaded.add(read, read))
  }
  const altered = [
    { name: 'the proof of another', octets: joined(C, other.scalars) },
    { name: 'the point of another', octets: joined(other.C, scalars) },
    {
      name: 'its point negated',
      octets: joined(
        flagged(C, (o) => o ^ flags.larger),
        scalars,
      ),
    },
    {
      name: 'its point and responses negated',
      octets: joined(
        flagged(C, (o) => o ^ flags.larger),
        scalars.map((scalar) => r - scalar),
      ),
    },
    { name: 'its point doubled', octets: joined(twice(C), scalars) },
    {
      name: 'its point and responses doubled',
      octets: joined(
        twice(C),
        scalars.map((scalar, i) => (i < 4 ? mod(2n * scalar) : scalar)),
      ),
    },
    { name: 'the base point', octets: joined(loaded.g1Octets(loaded.BP1), scalars) },
    {
      name: 'two responses exchanged',
      octets: joined(
        C,
        [0, 2, 1, 3, 4].map((i) => scalars[i] ?? 0n),
      ),
    },
    { name: 'a response less', octets: joined(C, scalars.toSpliced(1, 1)) },
    { name: 'the last response less', octets: joined(C, scalars.toSpliced(3, 1)) },
    { name: 'a response more', octets: joined(C, scalars.toSpliced(4, 0, 5n)) },
    { name: 'no response but one', octets: joined(C, scalars.slice(-2)) },
    ...names.map((name, i) => ({
      name: `${name} + 1`,
      octets: joined(
        C,
        changedAt(i, (scalar) => mod(scalar + 1n)),
      ),
    })),
  ]
  test.each(altered)('does not verify with $name', async ({ octets }) => {
    expect(await inspectCommitment(octets, { curve })).toBeUndefined()
    expect(await verifies(octets)).toBe(false)
    await expect(signs(octets)).rejects.toThrow(RangeError)
  })

  test('does not verify with the other suite', async () => {
    const others = suite === bls12381Sha256 ? bls12381Shake256 : bls12381Sha256
    expect(await verifies(commitment, { suite: others })).toBe(false)
  })

  test('to nothing at all is none with a nym, whatever its interface', async () => {
    const api = pseudonymInterface(suite)
    const { Q1, octets } = createBlindGenerators(loaded, api, 0)
    const [point, Cbar] = [loaded.multiply(Q1, 3n), loaded.multiply(Q1, 7n)]
    const points = [point, Cbar].map((made) => loaded.g1Octets(made))
    const c = hashToScalar(api, concatOctets(uint64(0), octets, ...points))
    const empty = joined(loaded.g1Octets(point), [mod(7n + 3n * c), c])
    expect(await verifies(empty, { withNym: true })).toBe(false)
    const blind = { commitment: empty, signerNymEntropy: generateNym() }
    const signing = sign({ secretKey, publicKey, messages: [], blind, suite, curve })
    await expect(signing).rejects.toThrow('no nym')
  })

  test('to the identity would verify, and is refused as no point', async () => {
    const api = blindInterface(suite)
    const { Q1, octets } = createBlindGenerators(loaded, api, 0)
    const identity = loaded.subtract(Q1, Q1)
    const Cbar = loaded.multiply(Q1, 7n)
    const points = [identity, Cbar].map((point) => loaded.g1Octets(point))
    const c = hashToScalar(api, concatOctets(uint64(0), octets, ...points))
    const forged = joined(loaded.g1Octets(identity), [7n, c])
    /** Takes the identity for a point, as the curve libraries themselves would. */
    const lax: Curve = {
      ...loaded,
      readG1: (read) => (read[0] === 0xc0 ? identity : loaded.readG1(read)),
    }
    expect(await verifies(forged, { curve: lax })).toBe(true)
    expect(await verifies(forged)).toBe(false)
    expect(await inspectCommitment(forged, { curve })).toBe('point')
    await expect(signs(forged)).rejects.toThrow(RangeError)
  })

  test.each([
    { name: 'a nym of 31 octets', options: { proverNym: new Uint8Array(31).fill(1) } },
    { name: 'a nym of 33 octets', options: { proverNym: new Uint8Array(33).fill(1) } },
    { name: 'a nym of 0', options: { proverNym: new Uint8Array(32) } },
    { name: 'a nym of r', options: { proverNym: scalarOctets(r) } },
    { name: 'too many messages', options: { messages: Array(MAX_MESSAGES + 1).fill(text('')) } },
    ...badRandomSources(48 * 5).map(({ name, random }) => ({
      name: `a random source that ${name}`,
      options: { messages, random },
    })),
  ])('is not made of $name', async ({ options }) => {
    await expect(commit({ ...options, suite, curve })).rejects.toThrow()
  })
})

describe('a commitment by default', () => {
  test('is of SHA-256 and random', async () => {
    const { commitment } = await commit({ messages })
    expect(await verifyCommitment({ commitment, suite: bls12381Sha256 })).toBe(true)
    expect(toHex((await commit({ messages })).commitment)).not.toBe(toHex(commitment))
  })

  test('with any one octet changed does not verify', async () => {
    const { commitment } = await commit({ messages, random: seededRandom(3) })
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: commitment.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const changed = commitment.map((octet, i) => (i === at ? octet ^ change : octet))
          expect(await verifyCommitment({ commitment: changed })).toBe(false)
        },
      ),
      { seed: 1, numRuns: 500 },
    )
  })

  test('shares no 16 octets with another to the same messages, nor does it hold the blind', async () => {
    const seen = new Set<string>()
    let windows = 0
    for (let i = 0; i < 12; i++) {
      const { commitment, proverBlind } = await commit({ messages })
      for (const octets of [commitment, proverBlind]) {
        for (let from = 0; from + 16 <= octets.length; from++, windows++) {
          seen.add(toHex(octets.subarray(from, from + 16)))
        }
      }
    }
    expect(seen.size).toBe(windows)
  })

  test('to more messages than there may be is refused before it costs anything', async () => {
    const { commitment } = await commit({ messages, random: seededRandom(4) })
    const { C, scalars } = partsOf(commitment)
    const many = joined(C, [...scalars.slice(0, 4), ...Array(100_000).fill(5n), 7n])
    expect(await inspectCommitment(many)).toBeUndefined()
    expect(await verifyCommitment({ commitment: many })).toBe(false)
  })
})
