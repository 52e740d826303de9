import {
  bls12381Sha256,
  createSignedSet,
  digitElements,
  hashElements,
  loadCurve,
  MAX_SET_ELEMENTS,
  openSignedSet,
  publicKeyOf,
  type SignedSet,
  signedSetId,
} from '@unscored/bbs'
import { describe, expect, test } from 'vitest'
import { readSetKey } from '../../../packages/bbs/src/composite/signed-set.ts'
import { mod, r, randomScalars, scalarOctets } from '../../../packages/bbs/src/scalars.ts'
import { badG1, badG2, plusOrder3 } from '../bad-points.ts'
import { badRandomSources, seededRandom } from '../random-sources.ts'

const elements = [3n, 0n, 7n, r - 1n]

describe.each(['mcl', 'noble'] as const)('a signed set on %s', async (name) => {
  const curve = await loadCurve(name)
  const random = seededRandom(80)
  const set = await createSignedSet({ elements, random, curve })
  const [first, second, ...rest] = set.signatures as [Uint8Array, Uint8Array, ...Uint8Array[]]
  const opened = (change: Partial<SignedSet> = {}) =>
    openSignedSet({ ...set, ...change }, { random, curve })

  test('has its elements in order and a point for each', async () => {
    expect(set.elements).toEqual([0n, 3n, 7n, r - 1n])
    expect(new Set(set.signatures.map(String)).size).toBe(4)
    expect([...((await opened())?.points.keys() ?? [])]).toEqual(set.elements)
  })

  const another = await createSignedSet({ elements, random: seededRandom(81), curve })

  test.each<[name: string, change: Partial<SignedSet>]>([
    ['a point of another element', { signatures: [first, first, ...rest] }],
    ['two points exchanged', { signatures: [second, first, ...rest] }],
    ['a point of another set', { signatures: [another.signatures[0] ?? first, second, ...rest] }],
    ['another key', { publicKey: another.publicKey }],
    ['all points of another key', { signatures: another.signatures }],
    ['a point missing', { signatures: [first, second] }],
    ['a point too many', { signatures: [...set.signatures, first] }],
    ['an element missing', { elements: set.elements.slice(1), signatures: [second, ...rest] }],
    ['another element', { elements: set.elements.with(1, 4n) }],
    [
      'another element and its hash',
      { elements: set.elements.with(1, 4n), elementsHash: hashElements(set.elements.with(1, 4n)) },
    ],
    [
      'elements out of order',
      { elements: [3n, 0n, 7n, r - 1n], signatures: [second, first, ...rest] },
    ],
    [
      'an element twice',
      { elements: set.elements.with(1, 0n), elementsHash: hashElements(set.elements.with(1, 0n)) },
    ],
    [
      'an element of r',
      { elements: set.elements.with(3, r), elementsHash: hashElements(set.elements.with(3, r)) },
    ],
    ['no elements', { elements: [], signatures: [], elementsHash: hashElements([]) }],
    ['another hash', { elementsHash: hashElements([1n]) }],
    ['no hash', { elementsHash: new Uint8Array() }],
    ['a point plus one of order 3', { signatures: [plusOrder3(first), second, ...rest] }],
    ['all points plus one of order 3', { signatures: set.signatures.map(plusOrder3) }],
    ['a point at an octet less', { signatures: [first.subarray(1), second, ...rest] }],
  ])('with %s is refused as a whole', async (_, change) => {
    expect(await opened(change)).toBeUndefined()
  })

  test('with a malformed point is refused as a whole, whichever it is', async () => {
    for (const { octets } of badG1) {
      for (const at of [0, 3]) {
        expect(await opened({ signatures: set.signatures.with(at, octets) })).toBeUndefined()
      }
    }
    for (const { octets } of badG2) expect(await opened({ publicKey: octets })).toBeUndefined()
  })

  test('with a multiple of the base that its maker would recognise is refused', async () => {
    const base = readSetKey(curve, bls12381Sha256, set)?.base
    if (base === undefined) throw new Error('the set is malformed')
    const mark = curve.g1Octets(curve.multiply(base, 77n))
    for (let at = 0; at < 4; at++) {
      expect(await opened({ signatures: set.signatures.with(at, mark) })).toBeUndefined()
    }
  })

  test('whose maker knows its key is opened only where its elements are as they should be', async () => {
    const [y] = randomScalars(1, seededRandom(84)) as [bigint]
    const publicKey = await publicKeyOf(scalarOctets(y), { curve })
    const openMade = async (some: readonly bigint[], elementsHash = hashElements(some)) => {
      const base = readSetKey(curve, bls12381Sha256, { publicKey, elementsHash })?.base
      if (base === undefined) throw new Error('the key is malformed')
      const signatures = some.map((v) =>
        curve.g1Octets(curve.multiply(base, curve.invert(mod(y + v)))),
      )
      const made = { publicKey, elementsHash, elements: some, signatures }
      return (await openSignedSet(made, { random, curve })) !== undefined
    }
    expect(await openMade([0n, 3n, 7n])).toBe(true)
    expect(await openMade([3n, 0n, 7n])).toBe(false)
    expect(await openMade([0n, 7n, 3n])).toBe(false)
    expect(await openMade([3n, 3n, 7n])).toBe(false)
    expect(await openMade([0n, 3n, r])).toBe(false)
    expect(await openMade([0n, 3n, r + 7n])).toBe(false)
    expect(await openMade([0n, 3n], Uint8Array.of(...hashElements([0n, 3n]), 0))).toBe(false)
    expect(await openMade([0n, 3n], hashElements([0n, 4n]))).toBe(false)
  })

  test('has its elements in order however they are given', async () => {
    for (const given of [[7n, r - 1n, 3n, 0n], [0n, 7n, 3n, r - 1n], set.elements]) {
      const made = await createSignedSet({ elements: given, random: seededRandom(85), curve })
      expect(made.elements).toEqual(set.elements)
      expect(made.elementsHash).toEqual(set.elementsHash)
    }
  })

  test('does not pass its points on to a key with a known difference', async () => {
    // Known here, as to the maker of the set: what is tried is Y + BP2·δ with each element lowered by δ.
    const [y] = randomScalars(1, seededRandom(82)) as [bigint]
    const delta = 1n
    const own = await createSignedSet({ elements: [1n, 2n, 3n], random: seededRandom(82), curve })
    expect(own.publicKey).toEqual(await publicKeyOf(scalarOctets(y), { curve }))
    const shifted = [0n, 1n, 2n]
    const inherited = {
      publicKey: await publicKeyOf(scalarOctets(mod(y + delta)), { curve }),
      elements: shifted,
      elementsHash: hashElements(shifted),
      signatures: own.signatures,
    }
    expect(await openSignedSet(inherited, { random, curve })).toBeUndefined()
  })

  test('is named by all that it is', () => {
    const id = String(signedSetId(set))
    const others = [{ publicKey: another.publicKey }, { signatures: another.signatures }]
    for (const change of others) expect(String(signedSetId({ ...set, ...change }))).not.toBe(id)
    expect(String(signedSetId({ ...set, elements: set.elements.with(1, 4n) }))).not.toBe(id)
  })
})

describe('a set is not made', () => {
  test.each<[name: string, elements: bigint[]]>([
    ['of nothing', []],
    ['of an element twice', [1n, 2n, 1n]],
    ['of an element below 0', [-1n]],
    ['of r', [r]],
    ['of too many', Array.from({ length: MAX_SET_ELEMENTS + 1 }, (_, i) => BigInt(i))],
  ])('%s', async (_, some) => {
    await expect(createSignedSet({ elements: some })).rejects.toThrow(RangeError)
  })

  test.each(badRandomSources(48))('from a source that $name', async ({ random }) => {
    await expect(createSignedSet({ elements: digitElements, random })).rejects.toThrow()
  })

  test('but of as many as there may be: then its key is drawn', async () => {
    const most = Array.from({ length: MAX_SET_ELEMENTS }, (_, i) => BigInt(i))
    const random = () => {
      throw new Error('a key was asked for')
    }
    const made = createSignedSet({ elements: most, random })
    await expect(made).rejects.toThrow('a key was asked for')
  })

  test('whose key is the negative of an element, of which there is no inverse', async () => {
    const [y] = randomScalars(1, seededRandom(83)) as [bigint]
    const made = createSignedSet({ elements: [5n, r - y], random: seededRandom(83) })
    await expect(made).rejects.toThrow('the key is the negative of an element')
  })
})
