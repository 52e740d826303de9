import {
  bls12381Sha256,
  bls12381Shake256,
  generateKeyPair,
  inspectSignature,
  loadCurve,
  MAX_MESSAGES,
  SIGNATURE_BYTES,
  sign,
  verify,
} from '@unscored/bbs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { integer, mod, r, scalarOctets } from '../../packages/bbs/src/scalars.ts'
import { toHex } from '../support/hex.ts'
import { badG1, flagged, flags } from './bad-points.ts'
import { engines } from './engines.ts'

/** Both signs and all small orders are tried on the curve itself. */
const oneOfEachKind = badG1.filter(({ name }) => !/other sign|plus one/.test(name))

const text = (message: string) => new TextEncoder().encode(message)
const keyMaterial = new Uint8Array(32).fill(1)
const header = text('header')
const messages = ['first', 'second', 'third', ''].map(text)

describe.each(engines)('a signature of $folder on $name', async ({ suite, curve }) => {
  const { secretKey, publicKey } = await generateKeyPair({ keyMaterial, suite, curve })
  const signature = await sign({ secretKey, messages, header, suite, curve })
  const signed = { publicKey, signature, messages, header, suite, curve }

  test('has the size that is named and verifies', async () => {
    expect(signature).toHaveLength(SIGNATURE_BYTES)
    expect(await inspectSignature(signature, { curve })).toBeUndefined()
    expect(await verify(signed)).toBe(true)
  })

  test('is the same each time, with the public key given or not, and on either curve', async () => {
    const inputs = { secretKey, messages, header, suite }
    const others = [
      await sign({ ...inputs, curve }),
      await sign({ ...inputs, publicKey, curve }),
      await sign({ ...inputs, curve: loadCurve('mcl') }),
      await sign({ ...inputs, curve: loadCurve('noble') }),
    ]
    expect(others.map(toHex)).toEqual(others.map(() => toHex(signature)))
  })

  test.each([
    { name: 'of no messages', list: [] },
    { name: 'of an empty message', list: [''] },
    { name: 'of the same message many times', list: ['a', 'a', 'a'] },
    { name: 'of a long message', list: ['x'.repeat(100_000)] },
  ])('$name verifies, for these messages alone', async ({ list }) => {
    const inputs = { messages: list.map(text), suite, curve }
    const of = { publicKey, signature: await sign({ secretKey, ...inputs }) }
    expect(await verify({ ...of, ...inputs })).toBe(true)
    expect(await verify({ ...of, ...inputs, messages: [...inputs.messages, text('')] })).toBe(false)
    expect(await verify({ ...of, ...inputs, messages })).toBe(false)
  })

  test.each([
    { name: 'another header', change: { header: text('Header') } },
    { name: 'no header', change: { header: new Uint8Array() } },
    { name: 'a longer header', change: { header: text('header ') } },
    { name: 'a message changed', change: { messages: ['first', 'Second', 'third', ''].map(text) } },
    {
      name: 'two messages exchanged',
      change: { messages: ['second', 'first', 'third', ''].map(text) },
    },
    { name: 'a message less', change: { messages: messages.slice(0, 3) } },
    { name: 'a message more', change: { messages: [...messages, text('')] } },
    { name: 'the first message gone', change: { messages: messages.slice(1) } },
    { name: 'messages joined', change: { messages: ['firstsecond', '', 'third', ''].map(text) } },
    { name: 'no messages', change: { messages: [] } },
    {
      name: 'the other suite',
      change: { suite: suite === bls12381Sha256 ? bls12381Shake256 : bls12381Sha256 },
    },
    { name: 'too many messages', change: { messages: Array(MAX_MESSAGES + 1).fill(text('')) } },
  ])('does not verify with $name', async ({ change }) => {
    expect(await verify({ ...signed, ...change })).toBe(false)
  })

  test('does not verify under another key', async () => {
    const other = await generateKeyPair({ keyMaterial: new Uint8Array(32).fill(2), suite, curve })
    expect(await verify({ ...signed, publicKey: other.publicKey })).toBe(false)
  })

  const [A, e] = [signature.subarray(0, 48), signature.subarray(48)]
  const others = [
    { name: 'nothing', octets: new Uint8Array(0), defect: 'length' },
    { name: 'A alone', octets: A, defect: 'length' },
    { name: 'an octet less', octets: signature.subarray(0, -1), defect: 'length' },
    { name: 'the first octet cut off', octets: signature.subarray(1), defect: 'point' },
    { name: 'an octet more', octets: Uint8Array.of(...signature, 0), defect: 'length' },
    { name: 'a scalar more', octets: Uint8Array.of(...signature, ...e), defect: 'length' },
    { name: 'an octet before it', octets: Uint8Array.of(0, ...signature), defect: 'length' },
    ...[0n, r, r + 1n, 2n ** 256n - 1n, integer(e) + r].map((scalar) => ({
      name: `e = ${scalar}`,
      octets: Uint8Array.of(...A, ...scalarOctets(scalar)),
      defect: 'scalar',
    })),
    ...oneOfEachKind.map((bad) => ({
      name: `${bad.name} for A`,
      octets: Uint8Array.of(...bad.octets, ...e),
      defect: 'point',
    })),
    { name: '−A', octets: flagged(signature, (octet) => octet ^ flags.larger), defect: undefined },
    {
      name: '−e',
      octets: Uint8Array.of(...A, ...scalarOctets(mod(-integer(e)))),
      defect: undefined,
    },
    {
      name: 'e + 1',
      octets: Uint8Array.of(...A, ...scalarOctets(mod(integer(e) + 1n))),
      defect: undefined,
    },
  ]
  test.each(others)('is not made of $name', async ({ octets, defect }) => {
    expect(await inspectSignature(octets, { curve })).toBe(defect)
    expect(await verify({ ...signed, signature: octets })).toBe(false)
  })

  test('is not made of its A for another e, unless the signer does so, and never for e = 0', async () => {
    const loaded = await curve
    const x = integer(secretKey)
    const point = loaded.readG1(A)
    if (point === undefined) throw new Error('the signature has no point')
    const B = loaded.multiply(point, mod(x + integer(e)))
    const withE = (chosen: bigint) => {
      const chosenA = loaded.multiply(B, loaded.invert(mod(x + chosen)))
      return Uint8Array.of(...loaded.g1Octets(chosenA), ...scalarOctets(chosen))
    }
    expect(await verify({ ...signed, signature: withE(5n) })).toBe(true)
    expect(await verify({ ...signed, signature: withE(0n) })).toBe(false)
    // A·k would need e and x to change with it.
    const doubled = Uint8Array.of(...loaded.g1Octets(loaded.add(point, point)), ...e)
    expect(await verify({ ...signed, signature: doubled })).toBe(false)
  })

  test('for a key and e that cancel is not made of the identity', async () => {
    // x + e = 0 leaves A without a value; octets that say "identity" must not fill the gap.
    const cancelling = scalarOctets(mod(-integer(secretKey)))
    const octets = Uint8Array.of(0xc0, ...new Uint8Array(47), ...cancelling)
    expect(await verify({ ...signed, signature: octets })).toBe(false)
    expect(await verify({ ...signed, signature: Uint8Array.of(...A, ...cancelling) })).toBe(false)
  })

  test('under a public key that is not that of the secret key verifies under neither', async () => {
    const other = await generateKeyPair({ keyMaterial: new Uint8Array(32).fill(2), suite, curve })
    const wrong = await sign({
      secretKey,
      publicKey: other.publicKey,
      messages,
      header,
      suite,
      curve,
    })
    expect(await verify({ ...signed, signature: wrong })).toBe(false)
    expect(await verify({ ...signed, signature: wrong, publicKey: other.publicKey })).toBe(false)
  })

  test.each([0, 95, 98])('is not made for a public key of %i octets', async (length) => {
    const inputs = { secretKey, publicKey: new Uint8Array(length).fill(1), messages, suite, curve }
    await expect(sign(inputs)).rejects.toThrow(RangeError)
  })

  test('is of its inputs at one moment, whenever the caller changes them', async () => {
    const after = { messages: [text('after')], header: text('after ') }
    const allowed = [signature, await sign({ secretKey, ...after, suite, curve })].map(toHex)
    for (let turns = 0; turns < 12; turns++) {
      const mine = { messages: messages.slice(), header: header.slice() }
      const signing = sign({ secretKey, ...mine, suite, curve })
      for (let turn = 0; turn < turns; turn++) await undefined
      mine.messages.splice(0, messages.length, ...after.messages)
      mine.header.set(after.header)
      expect(allowed).toContain(toHex(await signing))
    }
  })

  test('leaves everything that it is made and verified of as it was', async () => {
    const inputs = [secretKey, publicKey, signature, header, ...messages]
    const before = inputs.map(toHex)
    await sign({ secretKey, publicKey, messages, header, suite, curve })
    await verify(signed)
    expect(inputs.map(toHex)).toEqual(before)
  })

  test('is not made of too many messages', async () => {
    const many = Array<Uint8Array>(MAX_MESSAGES + 1).fill(text(''))
    await expect(sign({ secretKey, messages: many, suite, curve })).rejects.toThrow(RangeError)
  })
})

describe('a signature by default', async () => {
  const { secretKey, publicKey } = await generateKeyPair({ keyMaterial })

  test('is of SHA-256', async () => {
    const signature = await sign({ secretKey, messages })
    expect(await verify({ publicKey, signature, messages, suite: bls12381Sha256 })).toBe(true)
  })

  test('covers any messages and header, and no others', async () => {
    const octets = fc.uint8Array({ maxLength: 40 })
    const list = fc.array(octets, { maxLength: 12 })
    const names = (parts: Uint8Array[]) => parts.map(toHex).join()
    await fc.assert(
      fc.asyncProperty(list, octets, list, octets, async (ours, itsHeader, theirs, otherHeader) => {
        const signature = await sign({ secretKey, publicKey, messages: ours, header: itsHeader })
        const verifies = (m: Uint8Array[], h: Uint8Array) =>
          verify({ publicKey, signature, messages: m, header: h })
        expect(await verifies(ours, itsHeader)).toBe(true)
        const same = ours.length === theirs.length && names(ours) === names(theirs)
        expect(await verifies(theirs, itsHeader)).toBe(same)
        expect(await verifies(ours, otherHeader)).toBe(toHex(itsHeader) === toHex(otherHeader))
      }),
      { seed: 1, numRuns: 40 },
    )
  })

  test('of 200 messages covers each of them', async () => {
    const many = Array.from({ length: 200 }, (_, i) => text(`message ${i}`))
    const signature = await sign({ secretKey, publicKey, messages: many })
    expect(await verify({ publicKey, signature, messages: many })).toBe(true)
    for (const changed of [0, 1, 100, 199]) {
      const others = many.map((message, i) => (i === changed ? text('') : message))
      expect(await verify({ publicKey, signature, messages: others })).toBe(false)
    }
  })

  test('with any one octet changed does not verify', async () => {
    const signature = await sign({ secretKey, publicKey, messages, header })
    expect(await verify({ publicKey, signature, messages, header })).toBe(true)
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 79 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const changed = signature.map((octet, i) => (i === at ? octet ^ change : octet))
          expect(await verify({ publicKey, signature: changed, messages, header })).toBe(false)
        },
      ),
      { seed: 1, numRuns: 600 },
    )
  })
})
