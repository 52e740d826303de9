import vm from 'node:vm'
import {
  combineNyms,
  commit,
  createProof,
  createPseudonym,
  generateKeyPair,
  generateNym,
  loadCurve,
  sign,
  verify,
  verifyCommitment,
  verifyProof,
} from '@unscored/bbs'
import { describe, expect, test } from 'vitest'
import {
  ascii,
  concatOctets,
  lengthPrefixed,
  OctetReader,
  uint64,
} from '../../packages/bbs/src/octets.ts'
import { integer, mod, r, readScalar, scalarOctets } from '../../packages/bbs/src/scalars.ts'
import { toHex } from '../support/hex.ts'

const curve = await loadCurve('mcl')
const point = curve.g1Octets(curve.BP1)
const badPoint = new Uint8Array(48).fill(0xff)

describe('a reader of octets', () => {
  const layout = (octets: Uint8Array) => {
    const reader = new OctetReader(octets, curve)
    const parts = { P: reader.point(), s: reader.scalar(), t: reader.scalar() }
    return { parts, defect: reader.defect() }
  }

  test('reads points and scalars one after the other', () => {
    const { parts, defect } = layout(concatOctets(point, scalarOctets(5n), scalarOctets(r - 1n)))
    expect(defect).toBeUndefined()
    expect(curve.g1Octets(parts.P)).toEqual(point)
    expect(parts).toMatchObject({ s: 5n, t: r - 1n })
  })

  test.each([
    { name: 'no octets', octets: [], defect: 'length' },
    {
      name: 'an octet less',
      octets: [point, scalarOctets(5n), scalarOctets(6n).subarray(1)],
      defect: 'length',
    },
    {
      name: 'an octet more',
      octets: [point, scalarOctets(5n), scalarOctets(6n), Uint8Array.of(0)],
      defect: 'length',
    },
    {
      name: 'a part more',
      octets: [point, scalarOctets(5n), scalarOctets(6n), scalarOctets(7n)],
      defect: 'length',
    },
    {
      name: 'a bad point',
      octets: [badPoint, scalarOctets(5n), scalarOctets(6n)],
      defect: 'point',
    },
    { name: 'the scalar 0', octets: [point, scalarOctets(0n), scalarOctets(6n)], defect: 'scalar' },
    {
      name: 'the scalar 0 at the end',
      octets: [point, scalarOctets(5n), scalarOctets(0n)],
      defect: 'scalar',
    },
    { name: 'the scalar r', octets: [point, scalarOctets(5n), scalarOctets(r)], defect: 'scalar' },
    {
      name: 'a bad point and a bad scalar',
      octets: [badPoint, scalarOctets(5n), scalarOctets(0n)],
      defect: 'point',
    },
    {
      name: 'two bad scalars',
      octets: [point, scalarOctets(r), scalarOctets(0n)],
      defect: 'scalar',
    },
  ])('finds $name', ({ octets, defect }) => {
    expect(layout(concatOctets(...octets)).defect).toBe(defect)
  })

  test('reads from a view into a larger array no more than the view', () => {
    const larger = concatOctets(
      Uint8Array.of(9),
      point,
      scalarOctets(5n),
      scalarOctets(6n),
      badPoint,
    )
    expect(layout(larger.subarray(1, 1 + 48 + 64)).defect).toBeUndefined()
    expect(layout(larger.subarray(1)).defect).toBe('length')
  })
})

test.each([
  { value: 1n, read: 1n },
  { value: r - 1n, read: r - 1n },
  { value: 0n, read: undefined },
  { value: r, read: undefined },
  { value: r + 1n, read: undefined },
  { value: 2n ** 255n, read: undefined },
  { value: 2n ** 256n - 1n, read: undefined },
])('32 octets of $value are read as $read', ({ value, read }) => {
  expect(readScalar(scalarOctets(value))).toBe(read)
})

test.each([0, 1, 31, 33, 64])('%i octets are no scalar', (length) => {
  expect(readScalar(new Uint8Array(length).fill(1))).toBeUndefined()
})

test('scalars are written most significant octet first, and reduced to the least nonnegative', () => {
  expect(toHex(scalarOctets(0x0102n))).toBe('0102'.padStart(64, '0'))
  expect(toHex(scalarOctets(r))).toBe(r.toString(16))
  expect(integer(Uint8Array.of(1, 2, 3))).toBe(0x010203n)
  expect(integer(new Uint8Array(0))).toBe(0n)
  expect([mod(-1n), mod(r), mod(-r - 5n), mod(3n * r + 7n)]).toEqual([r - 1n, 0n, r - 5n, 7n])
})

test('lengths and tags are written as the draft has them', () => {
  expect(toHex(uint64(0x0102))).toBe('0000000000000102')
  expect(toHex(ascii('H2G_'))).toBe('4832475f')
  expect(concatOctets()).toHaveLength(0)
})

test('integers of 8 octets are those that a number holds exactly, and no others', () => {
  const bigEndian = (value: number) => BigInt(value).toString(16).padStart(16, '0')
  for (const value of [0, 255, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 3, 2 ** 53 - 1]) {
    expect(toHex(uint64(value))).toBe(bigEndian(value))
  }
  for (const value of [-1, 0.5, 2 ** 53, Number.NaN])
    expect(() => uint64(value)).toThrow(RangeError)
})

test('a list has its number first, and each of its items its length', () => {
  const count = (value: number) => value.toString(16).padStart(16, '0')
  expect(toHex(lengthPrefixed([]))).toBe(count(0))
  const items = [new Uint8Array(), Uint8Array.of(7), new Uint8Array(300).fill(1)]
  const expected = [count(3), count(0), count(1), '07', count(300), '01'.repeat(300)]
  expect(toHex(lengthPrefixed(items))).toBe(expected.join(''))
})

describe('a text or numbers for octets, which arrays would take for others,', async () => {
  const text = (message: string) => new TextEncoder().encode(message)
  const key = await generateKeyPair({ keyMaterial: new Uint8Array(32).fill(1) })
  const shown = new Map([[0, text('zero')]])
  const [header, presentationHeader, context] = [text('header'), text('nonce'), text('context')]
  const base = { publicKey: key.publicKey, messages: [text('zero'), text('one')], header }
  const [proverNym, signerNymEntropy] = [generateNym(), generateNym()]
  const nymSecret = combineNyms(proverNym, signerNymEntropy)
  const { commitment, proverBlind } = await commit({ proverNym })
  const order = { ...base, ...key, blind: { commitment, signerNymEntropy } }
  const signature = await sign(order)
  const held = { ...base, signature, blind: { proverBlind, nymSecret } }
  const proving = {
    ...base,
    signature,
    disclosed: [0],
    presentationHeader,
    blind: { proverBlind, pseudonym: { nymSecret, context } },
  }
  const proof = await createProof(proving)
  const pseudonym = await createPseudonym({ nymSecret, context })
  const claim = { messageCount: 2, pseudonym: { pseudonym, context } }
  const { publicKey } = base
  const proven = { publicKey, header, proof, disclosed: shown, presentationHeader, blind: claim }
  const material = { keyMaterial: new Uint8Array(32).fill(1), keyInfo: text('info') }

  const operations: [string, (options: never) => Promise<unknown>, object][] = [
    ['generateKeyPair', generateKeyPair, material],
    ['commit', commit, { messages: base.messages, proverNym }],
    ['verifyCommitment', verifyCommitment, { commitment, withNym: true }],
    ['sign', sign, order],
    ['verify', verify, held],
    ['createPseudonym', createPseudonym, { nymSecret, context }],
    ['createProof', createProof, proving],
    ['verifyProof', verifyProof, proven],
  ]
  const cases = operations.flatMap(([name, operation, options]) =>
    octetsWithin(options).map((path) => ({ name, operation, options, path })),
  )

  test('are told apart in every operation', async () => {
    expect(cases.map(({ name, path }) => [name, ...path].join('.'))).toContain('sign.header')
    expect(cases.length).toBeGreaterThan(30)
    for (const [, operation, options] of operations) {
      expect(await operation(options as never)).not.toBe(false)
    }
  })

  test.each(cases)('are refused by $name as $path', async ({ operation, options, path }) => {
    const asText = replaced(options, path, (octets) => 'x'.repeat(octets.length))
    const asNumbers = replaced(options, path, (octets) => Uint16Array.from(octets, (o) => o + 256))
    for (const wrong of [asText, asNumbers]) {
      await expect(operation(wrong as never)).rejects.toThrow(TypeError)
    }
  })

  /** Where octets are in options, but for a pseudonym: it is read as the point that it is, or as none. */
  function octetsWithin(options: object): string[][] {
    return Object.entries(options).flatMap(([name, value]) => {
      if (value instanceof Uint8Array) return name === 'pseudonym' ? [] : [[name]]
      return value instanceof Object && !(value instanceof Map)
        ? octetsWithin(value).map((path) => [name, ...path])
        : []
    })
  }

  function replaced(
    options: object,
    [name = '', ...path]: readonly string[],
    by: (octets: Uint8Array) => unknown,
  ): object {
    const old: unknown = Reflect.get(options, name)
    const value = path.length > 0 ? replaced(Object(old), path, by) : by(Object(old))
    if (Array.isArray(options)) return options.with(Number(name), value)
    return { ...options, [name]: value }
  }
})

test('octets of another realm are octets', () => {
  const foreign: Uint8Array = vm.runInNewContext('Uint8Array.of(1, 2)')
  expect(foreign).not.toBeInstanceOf(Uint8Array)
  expect(concatOctets(foreign, Buffer.from([3]))).toEqual(Uint8Array.of(1, 2, 3))
})
