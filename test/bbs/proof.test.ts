import {
  bls12381Sha256,
  bls12381Shake256,
  type Curve,
  createGenerators,
  createProof,
  generateKeyPair,
  inspectProof,
  loadCurve,
  MAX_MESSAGES,
  messagesToScalars,
  PROOF_BYTES,
  type RandomSource,
  sign,
  verifyProof,
} from '@unscored/bbs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatOctets } from '../../packages/bbs/src/octets.ts'
import { integer, mod, r, scalarOctets } from '../../packages/bbs/src/scalars.ts'
import { toHex } from '../support/hex.ts'
import { badG1, flagged, flags } from './bad-points.ts'
import { engines } from './engines.ts'
import { craftProof, disclosedCommitment, type Statement } from './forge.ts'
import { badRandomSources, seededRandom } from './random-sources.ts'

/** Both signs and all small orders are tried on the curve itself. */
const oneOfEachKind = badG1.filter(({ name }) => !/other sign|plus one/.test(name))

const text = (message: string) => new TextEncoder().encode(message)
const keyMaterial = new Uint8Array(32).fill(1)
const header = text('header')
const presentationHeader = text('nonce')
const messages = ['zero', 'one', 'two', 'three', 'four'].map(text)

/** The messages at these indexes. */
function shown(all: readonly Uint8Array[], indexes: readonly number[]): Map<number, Uint8Array> {
  return new Map(indexes.map((i) => [i, all[i] ?? text('there is no such message')]))
}

/** The parts of a proof: three points, three responses, one for each hidden message, the challenge. */
function partsOf(proof: Uint8Array): { points: Uint8Array[]; scalars: bigint[] } {
  const points = [0, 48, 96].map((from) => proof.slice(from, from + 48))
  const scalars = Array.from({ length: (proof.length - 144) / 32 }, (_, i) =>
    integer(proof.subarray(144 + 32 * i, 176 + 32 * i)),
  )
  return { points, scalars }
}

function joined(points: readonly Uint8Array[], scalars: readonly bigint[]): Uint8Array {
  return concatOctets(...points, ...scalars.map(scalarOctets))
}

const changedAt = <T>(list: readonly T[], at: number, change: (value: T) => T) =>
  list.map((value, i) => (i === at ? change(value) : value))

const negated = (octets: Uint8Array) => flagged(octets, (first) => first ^ flags.larger)

describe.each(engines)('a proof of $folder on $name', async ({ suite, curve }) => {
  const { secretKey, publicKey } = await generateKeyPair({ keyMaterial, suite, curve })
  const signature = await sign({ secretKey, messages, header, suite, curve })
  const signed = { publicKey, signature, messages, header, presentationHeader, suite, curve }
  const disclosed = [1, 3]
  const proof = await createProof({ ...signed, disclosed, random: seededRandom(1) })
  const proven = {
    publicKey,
    proof,
    disclosed: shown(messages, disclosed),
    header,
    presentationHeader,
    suite,
    curve,
  }

  test('has the size that is named and verifies, on either curve', async () => {
    expect(proof).toHaveLength(PROOF_BYTES + 32 * 3)
    expect(await inspectProof(proof, { curve })).toBeUndefined()
    expect(await verifyProof({ ...proven, curve: loadCurve('mcl') })).toBe(true)
    expect(await verifyProof({ ...proven, curve: loadCurve('noble') })).toBe(true)
  })

  test('is the same on either curve for the same random octets', async () => {
    const make = (name: 'mcl' | 'noble') =>
      createProof({ ...signed, disclosed, random: seededRandom(1), curve: loadCurve(name) })
    expect([toHex(await make('mcl')), toHex(await make('noble'))]).toEqual([
      toHex(proof),
      toHex(proof),
    ])
  })

  test.each([
    { name: 'all messages', indexes: [0, 1, 2, 3, 4] },
    { name: 'no message', indexes: [] },
    { name: 'the first message', indexes: [0] },
    { name: 'the last message', indexes: [4] },
  ])('can show $name', async ({ indexes }) => {
    const other = await createProof({ ...signed, disclosed: indexes })
    expect(other).toHaveLength(PROOF_BYTES + 32 * (5 - indexes.length))
    const verifies = (map: Map<number, Uint8Array>) =>
      verifyProof({ ...proven, proof: other, disclosed: map })
    expect(await verifies(shown(messages, indexes))).toBe(true)
    expect(await verifies(proven.disclosed)).toBe(false)
  })

  test('takes the indexes of what is shown in any order and as often as given', async () => {
    for (const indexes of [[3, 1], [1, 3, 1, 3], new Set([3, 1])]) {
      const other = await createProof({ ...signed, disclosed: indexes })
      expect(await verifyProof({ ...proven, proof: other })).toBe(true)
    }
    const backwards = new Map([...proven.disclosed].reverse())
    expect(await verifyProof({ ...proven, disclosed: backwards })).toBe(true)
  })

  test.each([
    [[-1]],
    [[5]],
    [[0.5]],
    [[Number.NaN]],
    [[2 ** 32]],
    [[2 ** 53]],
    [[Number.POSITIVE_INFINITY]],
    [[0, 1, 5]],
    [['0' as never]],
  ])('is not made to show the indexes %j', async (indexes) => {
    await expect(createProof({ ...signed, disclosed: indexes })).rejects.toThrow(RangeError)
  })

  test.each([
    { name: 'another presentation header', change: { presentationHeader: text('Nonce') } },
    { name: 'no presentation header', change: { presentationHeader: new Uint8Array() } },
    { name: 'a longer presentation header', change: { presentationHeader: text('nonce\0') } },
    { name: 'another header', change: { header: text('Header') } },
    { name: 'no header', change: { header: new Uint8Array() } },
    {
      name: 'the headers exchanged',
      change: { header: presentationHeader, presentationHeader: header },
    },
    {
      name: 'a message changed',
      change: {
        disclosed: new Map([
          [1, text('One')],
          [3, text('three')],
        ]),
      },
    },
    {
      name: 'an empty message',
      change: {
        disclosed: new Map([
          [1, text('')],
          [3, text('three')],
        ]),
      },
    },
    {
      name: 'two messages exchanged',
      change: {
        disclosed: new Map([
          [1, text('three')],
          [3, text('one')],
        ]),
      },
    },
    {
      name: 'an index moved',
      change: {
        disclosed: new Map([
          [0, text('one')],
          [3, text('three')],
        ]),
      },
    },
    {
      name: 'an index moved to the end',
      change: {
        disclosed: new Map([
          [1, text('one')],
          [4, text('three')],
        ]),
      },
    },
    { name: 'a message less', change: { disclosed: new Map([[1, text('one')]]) } },
    { name: 'a message more', change: { disclosed: shown(messages, [1, 2, 3]) } },
    {
      name: 'a message more at the end',
      change: { disclosed: new Map([...shown(messages, [1, 3]), [5, text('')]]) },
    },
    { name: 'no messages', change: { disclosed: new Map<number, Uint8Array>() } },
    {
      name: 'an index out of range',
      change: {
        disclosed: new Map([
          [1, text('one')],
          [5, text('three')],
        ]),
      },
    },
    {
      name: 'a negative index',
      change: {
        disclosed: new Map([
          [1, text('one')],
          [-1, text('three')],
        ]),
      },
    },
    {
      name: 'a fraction for index',
      change: {
        disclosed: new Map([
          [1, text('one')],
          [2.5, text('three')],
        ]),
      },
    },
    {
      name: 'NaN for index',
      change: {
        disclosed: new Map([
          [1, text('one')],
          [Number.NaN, text('three')],
        ]),
      },
    },
    {
      name: 'a huge index',
      change: {
        disclosed: new Map([
          [1, text('one')],
          [2 ** 53, text('three')],
        ]),
      },
    },
    {
      name: 'infinity for index',
      change: {
        disclosed: new Map([
          [1, text('one')],
          [Number.POSITIVE_INFINITY, text('three')],
        ]),
      },
    },
    {
      name: 'text for index',
      change: {
        disclosed: new Map([
          [1, text('one')],
          ['3' as never, text('three')],
        ]),
      },
    },
    {
      name: 'the other suite',
      change: { suite: suite === bls12381Sha256 ? bls12381Shake256 : bls12381Sha256 },
    },
    { name: 'no octets', change: { proof: new Uint8Array(0) } },
    { name: 'the signature in its place', change: { proof: signature } },
  ])('does not verify with $name', async ({ change }) => {
    expect(await verifyProof({ ...proven, ...change })).toBe(false)
  })

  test('does not verify under another key', async () => {
    const other = await generateKeyPair({ keyMaterial: new Uint8Array(32).fill(2), suite, curve })
    expect(await verifyProof({ ...proven, publicKey: other.publicKey })).toBe(false)
  })

  const { points, scalars } = partsOf(proof)
  const names = ['eHat', 'r1Hat', 'r3Hat', 'mHat of 0', 'mHat of 2', 'mHat of 4', 'c']

  test('is read and written here as the library does', () => {
    expect(toHex(joined(points, scalars))).toBe(toHex(proof))
    expect(scalars).toHaveLength(names.length)
  })

  const malformed = [
    { name: 'an octet less', octets: proof.subarray(0, -1), defect: 'length' },
    { name: 'an octet more', octets: Uint8Array.of(...proof, 0), defect: 'length' },
    {
      name: '31 octets more',
      octets: Uint8Array.of(...proof, ...new Uint8Array(31)),
      defect: 'length',
    },
    { name: 'the points alone', octets: proof.subarray(0, 144), defect: 'length' },
    {
      name: 'an octet less than the shortest',
      octets: proof.subarray(0, PROOF_BYTES - 1),
      defect: 'length',
    },
    ...names.flatMap((name, i) => [
      ...[0n, r, r + 1n, 2n ** 256n - 1n].map((value) => ({
        name: `${name} = ${value}`,
        octets: joined(
          points,
          changedAt(scalars, i, () => value),
        ),
        defect: 'scalar',
      })),
      {
        name: `${name} + r`,
        octets: joined(
          points,
          changedAt(scalars, i, (value) => value + r),
        ),
        defect: 'scalar',
      },
    ]),
    ...['Abar', 'Bbar', 'D'].flatMap((name, i) =>
      oneOfEachKind.map((bad) => ({
        name: `${bad.name} for ${name}`,
        octets: joined(
          changedAt(points, i, () => bad.octets),
          scalars,
        ),
        defect: 'point',
      })),
    ),
    {
      name: 'the identity for Abar and Bbar',
      octets: joined(
        points.map((point, i) => (i < 2 ? (badG1[0]?.octets ?? point) : point)),
        scalars,
      ),
      defect: 'point',
    },
    {
      name: 'the identity for all points',
      octets: joined(
        points.map((point) => badG1[0]?.octets ?? point),
        scalars,
      ),
      defect: 'point',
    },
  ]
  test.each(malformed)('is not made of $name', async ({ octets, defect }) => {
    expect(await inspectProof(octets, { curve })).toBe(defect)
    expect(await verifyProof({ ...proven, proof: octets })).toBe(false)
  })

  const [Abar, Bbar, D] = points as [Uint8Array, Uint8Array, Uint8Array]
  const loaded = await curve
  const times = (octets: Uint8Array, k: bigint) => {
    const point = loaded.readG1(octets)
    if (point === undefined) throw new Error('the proof has no such point')
    return loaded.g1Octets(loaded.multiply(point, k))
  }
  const hats = (changes: Record<number, (value: bigint) => bigint>) =>
    scalars.map((value, i) => mod(changes[i]?.(value) ?? value))
  const inverse7 = loaded.invert(7n)
  const altered = [
    { name: '−Abar', octets: joined([negated(Abar), Bbar, D], scalars) },
    { name: '−Bbar', octets: joined([Abar, negated(Bbar), D], scalars) },
    { name: '−D', octets: joined([Abar, Bbar, negated(D)], scalars) },
    { name: '−Abar and −Bbar', octets: joined([negated(Abar), negated(Bbar), D], scalars) },
    { name: 'all points negated', octets: joined(points.map(negated), scalars) },
    {
      name: 'all points and responses negated',
      octets: joined(
        points.map(negated),
        scalars.map((s) => r - s),
      ),
    },
    {
      name: '−D and its responses',
      octets: joined([Abar, Bbar, negated(D)], hats({ 1: (s) => -s, 2: (s) => -s })),
    },
    { name: 'Abar and Bbar exchanged', octets: joined([Bbar, Abar, D], scalars) },
    { name: 'Abar and D exchanged', octets: joined([D, Bbar, Abar], scalars) },
    { name: 'Abar for all points', octets: joined([Abar, Abar, Abar], scalars) },
    { name: 'Abar·7 and Bbar·7', octets: joined([times(Abar, 7n), times(Bbar, 7n), D], scalars) },
    {
      name: 'Abar·7, Bbar·7 and responses to match',
      octets: joined([times(Abar, 7n), times(Bbar, 7n), D], hats({ 1: (s) => s * 7n })),
    },
    {
      name: 'D·7 and responses to match',
      octets: joined(
        [Abar, Bbar, times(D, 7n)],
        hats({ 1: (s) => s * inverse7, 2: (s) => s * inverse7 }),
      ),
    },
    {
      name: 'responses exchanged',
      octets: joined(
        points,
        [1, 0, 2, 3, 4, 5, 6].map((i) => scalars[i] ?? 0n),
      ),
    },
    {
      name: 'hidden messages exchanged',
      octets: joined(
        points,
        [0, 1, 2, 4, 3, 5, 6].map((i) => scalars[i] ?? 0n),
      ),
    },
    { name: 'the challenge negated', octets: joined(points, hats({ 6: (s) => -s })) },
    ...names.map((name, i) => ({
      name: `${name} + 1`,
      octets: joined(points, hats({ [i]: (s) => s + 1n })),
    })),
    { name: 'a response less', octets: joined(points, scalars.toSpliced(3, 1)) },
    { name: 'a response more', octets: joined(points, scalars.toSpliced(3, 0, 5n)) },
    { name: 'a response more at the end', octets: joined(points, scalars.toSpliced(6, 0, 5n)) },
  ]
  test.each(altered)('does not verify with $name', async ({ octets }) => {
    expect(await inspectProof(octets, { curve })).toBeUndefined()
    expect(await verifyProof({ ...proven, proof: octets })).toBe(false)
  })

  test('is not mixed from two', async () => {
    const other = partsOf(await createProof({ ...signed, disclosed, random: seededRandom(2) }))
    for (let i = 0; i < 3; i++) {
      const mixedPoints = changedAt(points, i, () => other.points[i] ?? D)
      expect(await verifyProof({ ...proven, proof: joined(mixedPoints, scalars) })).toBe(false)
    }
    expect(await verifyProof({ ...proven, proof: joined(points, other.scalars) })).toBe(false)
  })

  describe('made without a signature', () => {
    const statement: Statement = {
      curve: loaded,
      suite,
      publicKey,
      header,
      presentationHeader,
      disclosed: shown(
        messages.map(() => text('anything')),
        [1, 3],
      ),
      count: 5,
    }
    const { H } = createGenerators(loaded, suite, 5)
    const hidden = [0, 2, 4].map((i) => H[i] ?? loaded.BP1)
    const identity = loaded.subtract(loaded.BP1, loaded.BP1)
    /** Takes the identity for a point, as the curve libraries themselves would. */
    const lax: Curve = {
      ...loaded,
      readG1: (octets) => (octets[0] === 0xc0 ? identity : loaded.readG1(octets)),
    }

    // With Abar = Bbar = 0 the pairings hold whatever the key, and what is left is a commitment that anybody can open.
    const D = loaded.sumOfProducts([disclosedCommitment(statement), ...hidden], [3n, 3n, 6n, 9n])
    const forged = craftProof(statement, {
      points: {
        Abar: identity,
        Bbar: identity,
        D,
        T1: loaded.multiply(D, 11n),
        T2: loaded.sumOfProducts([D, ...hidden], [13n, 17n, 19n, 23n]),
      },
      respond: (c) => [29n, 11n, 13n - c * loaded.invert(3n), 17n + c, 19n + 2n * c, 23n + 3n * c],
    })
    const about = { ...proven, proof: forged, disclosed: statement.disclosed }

    test('would verify if the identity were a point like others', async () => {
      expect(await verifyProof({ ...about, curve: lax })).toBe(true)
    })

    test('is refused for the identity', async () => {
      expect(await inspectProof(forged, { curve })).toBe('point')
      expect(await verifyProof(about)).toBe(false)
    })

    test('is refused with the base point, or anything but the identity, in its place', async () => {
      const { scalars: responses } = partsOf(forged)
      for (const point of [loaded.BP1, D, ...hidden]) {
        const octets = loaded.g1Octets(point)
        const attempt = joined([octets, octets, loaded.g1Octets(D)], responses)
        expect(await inspectProof(attempt, { curve })).toBeUndefined()
        expect(await verifyProof({ ...about, proof: attempt })).toBe(false)
      }
    })
  })

  /** A proof that shows all messages, with blindings of 0: careless of the holder, and right. */
  function blindedByNothing(key: Uint8Array) {
    const statement: Statement = {
      curve: loaded,
      suite,
      publicKey: key,
      header,
      presentationHeader,
      disclosed: shown(messages, [0, 1, 2, 3, 4]),
      count: 5,
    }
    const A = loaded.readG1(signature.subarray(0, 48))
    if (A === undefined) throw new Error('the signature has no point')
    const e = integer(signature.subarray(48))
    const D = disclosedCommitment(statement)
    const octets = craftProof(statement, {
      points: {
        Abar: A,
        Bbar: loaded.sumOfProducts([D, A], [1n, mod(-e)]),
        D,
        T1: loaded.subtract(D, D),
        T2: loaded.multiply(D, 5n),
      },
      respond: (c) => [e * c, -c, 5n - c],
    })
    return { ...proven, publicKey: key, proof: octets, disclosed: statement.disclosed }
  }

  test('whose commitment is the identity is judged alike on either curve', async () => {
    const inputs = blindedByNothing(publicKey)
    for (const name of ['mcl', 'noble'] as const) {
      expect(await verifyProof({ ...inputs, curve: loadCurve(name) })).toBe(true)
      expect(await verifyProof({ ...inputs, curve: loadCurve(name), header: text('') })).toBe(false)
    }
  })

  test.each([
    { name: 'the identity', key: Uint8Array.of(0xc0, ...new Uint8Array(95)) },
    { name: 'no point', key: new Uint8Array(96).fill(0xff) },
    { name: 'an octet less', key: publicKey.subarray(0, 95) },
  ])('under a key that is $name does not verify, even where all else is right', async ({ key }) => {
    expect(await verifyProof(blindedByNothing(key))).toBe(false)
  })

  test.each(badRandomSources(48 * 8))(
    'is not made where the random source $name',
    async ({ random }) => {
      await expect(createProof({ ...signed, disclosed, random })).rejects.toThrow()
    },
  )

  test('is not made where the random source repeats itself within a call', async () => {
    const random: RandomSource = (length) => {
      const period = seededRandom(1)(96)
      return Uint8Array.from({ length }, (_, i) => period[i % 96] ?? 0)
    }
    await expect(createProof({ ...signed, disclosed, random })).rejects.toThrow(RangeError)
  })

  test.each([
    { name: 'a signature cut short', change: { signature: signature.subarray(1) } },
    {
      name: 'a signature of the identity',
      change: {
        signature: Uint8Array.of(0xc0, ...signature.subarray(0, 47), ...signature.subarray(48)),
      },
    },
    { name: 'a public key cut short', change: { publicKey: publicKey.subarray(1) } },
    {
      name: 'the identity for public key',
      change: { publicKey: Uint8Array.of(0xc0, ...new Uint8Array(95)) },
    },
    { name: 'too many messages', change: { messages: Array(MAX_MESSAGES + 1).fill(text('')) } },
  ])('is not made of $name', async ({ change }) => {
    await expect(createProof({ ...signed, disclosed, ...change })).rejects.toThrow(RangeError)
  })

  test('of a signature that is not that of the messages does not verify', async () => {
    const wrong = await createProof({
      ...signed,
      messages: changedAt(messages, 0, () => text('0')),
      disclosed,
    })
    expect(await verifyProof({ ...proven, proof: wrong })).toBe(false)
  })

  test('leaves everything that it is made and verified of as it was', async () => {
    const inputs = [publicKey, signature, proof, header, presentationHeader, ...messages]
    const before = inputs.map(toHex)
    await createProof({ ...signed, disclosed })
    await verifyProof(proven)
    expect(inputs.map(toHex)).toEqual(before)
  })
})

describe('a proof by default', async () => {
  const { secretKey, publicKey } = await generateKeyPair({ keyMaterial })
  const octets = fc.uint8Array({ maxLength: 40 })

  test('shows any part of any messages, for this header and presentation header alone', async () => {
    const presentation = fc.record({
      all: fc.array(fc.tuple(octets, fc.boolean()), { maxLength: 12 }),
      itsHeader: octets,
      ph: octets,
    })
    await fc.assert(
      fc.asyncProperty(presentation, async ({ all, itsHeader, ph }) => {
        const list = all.map(([message]) => message)
        const indexes = all.flatMap(([, isShown], i) => (isShown ? [i] : []))
        const inputs = { publicKey, header: itsHeader, presentationHeader: ph }
        const signature = await sign({ secretKey, publicKey, messages: list, header: itsHeader })
        const proof = await createProof({
          ...inputs,
          signature,
          messages: list,
          disclosed: indexes,
        })
        const verifies = (change: object) =>
          verifyProof({ ...inputs, proof, disclosed: shown(list, indexes), ...change })
        expect(proof).toHaveLength(PROOF_BYTES + 32 * (list.length - indexes.length))
        expect(await verifies({})).toBe(true)
        expect(await verifies({ header: Uint8Array.of(...itsHeader, 0) })).toBe(false)
        expect(await verifies({ presentationHeader: Uint8Array.of(...ph, 0) })).toBe(false)
        for (const i of indexes.slice(0, 2)) {
          const changed = new Map(shown(list, indexes)).set(i, Uint8Array.of(...(list[i] ?? []), 0))
          expect(await verifies({ disclosed: changed })).toBe(false)
        }
      }),
      { seed: 1, numRuns: 40 },
    )
  })

  test('shows any part of 200 messages', async () => {
    const list = Array.from({ length: 200 }, (_, i) => text(`message ${i}`))
    const signature = await sign({ secretKey, publicKey, messages: list })
    for (const indexes of [[], [0, 199], list.map((_, i) => i)]) {
      const proof = await createProof({ publicKey, signature, messages: list, disclosed: indexes })
      const disclosed = shown(list, indexes)
      expect(await verifyProof({ publicKey, proof, disclosed })).toBe(true)
      disclosed.set(7, text('another'))
      expect(await verifyProof({ publicKey, proof, disclosed })).toBe(false)
    }
  })

  test('hides more messages than one call of the platform gives random octets for', async () => {
    const list = Array.from({ length: 1400 }, (_, i) => text(`message ${i}`))
    const signature = await sign({ secretKey, publicKey, messages: list })
    const proof = await createProof({ publicKey, signature, messages: list, disclosed: [] })
    expect(await verifyProof({ publicKey, proof, disclosed: new Map() })).toBe(true)
  })

  test('of more messages than there may be is refused before it costs anything', async () => {
    const signature = await sign({ secretKey, publicKey, messages })
    const proof = await createProof({ publicKey, signature, messages, disclosed: [] })
    const { points, scalars } = partsOf(proof)
    const many = joined(points, [...scalars.slice(0, 3), ...Array(100_000).fill(5n), 7n])
    expect(await inspectProof(many)).toBeUndefined()
    expect(await verifyProof({ publicKey, proof: many, disclosed: new Map() })).toBe(false)
    const disclosed = new Map(Array.from({ length: MAX_MESSAGES }, (_, i) => [i, text('')]))
    expect(await verifyProof({ publicKey, proof, disclosed })).toBe(false)
  })

  test('with any one octet changed does not verify', async () => {
    const signature = await sign({ secretKey, publicKey, messages, header })
    const inputs = { publicKey, header, presentationHeader }
    const proof = await createProof({
      ...inputs,
      signature,
      messages,
      disclosed: [1, 3],
      random: seededRandom(3),
    })
    const disclosed = shown(messages, [1, 3])
    expect(await verifyProof({ ...inputs, proof, disclosed })).toBe(true)
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: proof.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const changed = changedAt([...proof], at, (octet) => octet ^ change)
          expect(await verifyProof({ ...inputs, proof: Uint8Array.from(changed), disclosed })).toBe(
            false,
          )
        },
      ),
      { seed: 1, numRuns: 500 },
    )
  })

  test('shares no 16 octets with another of the same signature', async () => {
    const signature = await sign({ secretKey, publicKey, messages, header })
    const seen = new Set<string>()
    let windows = 0
    for (let i = 0; i < 12; i++) {
      const proof = await createProof({
        publicKey,
        signature,
        messages,
        header,
        presentationHeader,
        disclosed: [1, 3],
      })
      for (let from = 0; from + 16 <= proof.length; from++, windows++) {
        seen.add(toHex(proof.subarray(from, from + 16)))
      }
      // Nor does it hold anything of the signature, of the key or of a hidden message.
      const secrets = [
        signature,
        publicKey,
        ...messagesToScalars(bls12381Sha256, messages).map(scalarOctets),
      ]
      for (const octetsOf of secrets) {
        for (let from = 0; from + 8 <= octetsOf.length; from++) {
          expect(toHex(proof)).not.toContain(toHex(octetsOf.subarray(from, from + 8)))
        }
      }
    }
    expect(seen.size).toBe(windows)
  })

  test('made with a source that is stuck gives the hidden messages away, which is why RandomSource warns', async () => {
    const stuck: RandomSource = (length) => seededRandom(9)(length)
    const signature = await sign({ secretKey, publicKey, messages })
    const parts = await Promise.all(
      ['monday', 'tuesday'].map(async (day) =>
        partsOf(
          await createProof({
            publicKey,
            signature,
            messages,
            disclosed: [1, 3],
            presentationHeader: text(day),
            random: stuck,
          }),
        ),
      ),
    )
    const [monday, tuesday] = parts.map(({ scalars }) => scalars) as [bigint[], bigint[]]
    const curve = await loadCurve('mcl')
    // m^ = m~ + c·m twice with the same m~.
    const revealed = [3, 4, 5].map((i) => {
      const difference = mod((monday[i] ?? 0n) - (tuesday[i] ?? 0n))
      return mod(difference * curve.invert(mod((monday[6] ?? 0n) - (tuesday[6] ?? 0n))))
    })
    const secret = messagesToScalars(
      bls12381Sha256,
      [0, 2, 4].map((i) => messages[i] ?? text('')),
    )
    expect(revealed).toEqual(secret)
  })
})
