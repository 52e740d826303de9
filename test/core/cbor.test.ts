import { decodeCbor, encodeCbor } from '@unscored/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hex, toHex } from '../support/hex.ts'

const refusal = expect.objectContaining({ name: 'FormatError', code: 'invalidCbor' })
const tagRefusal = expect.objectContaining({ name: 'FormatError', code: 'cborTag' })
const anyRefusal = expect.objectContaining({
  name: 'FormatError',
  code: expect.stringMatching(/^(?:invalidCbor|cborTag|trailingOctets)$/),
})

const scalar = fc.oneof(
  fc.maxSafeInteger(),
  fc.string({ unit: 'grapheme' }),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 40 }),
)
const { item } = fc.letrec<{ item: unknown }>((tie) => ({
  item: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('item'), { maxLength: 5 }),
    fc
      .uniqueArray(fc.tuple(fc.oneof(fc.nat(), fc.string()), tie('item')), {
        maxLength: 5,
        selector: ([key]) => key,
      })
      .map((entries) => new Map<unknown, unknown>(entries)),
  ),
}))

test('what is encoded is decoded again, and encodes to the same octets', () => {
  fc.assert(
    fc.property(item, (value) => {
      const octets = encodeCbor(value)
      const decoded = decodeCbor(octets)
      expect(decoded).toEqual(value)
      expect(encodeCbor(decoded)).toEqual(octets)
    }),
    { seed: 1, numRuns: 300 },
  )
})

test('maps are encoded in the order of their keys, whatever order they were made in', () => {
  const entries: [unknown, unknown][] = [
    ['b', 1],
    [10, 2],
    ['a', 3],
    [-1, 4],
    [2, 5],
  ]
  const expected = 'a502050a02200461610361620'.concat('1')
  expect(toHex(encodeCbor(new Map(entries)))).toBe(expected)
  expect(toHex(encodeCbor(new Map(entries.reverse())))).toBe(expected)
})

test('octets cut, prolonged or changed never end in anything but a value or a coded refusal', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (octets, lenient) => {
      try {
        decodeCbor(octets, { lenient })
      } catch (error) {
        expect(error).toEqual(anyRefusal)
      }
    }),
    { seed: 1, numRuns: 3000 },
  )
})

interface Refused {
  octets: string
  /** `invalidCbor` by default. */
  code?: string
}

const always = [
  { name: 'nothing', octets: '' },
  { name: 'an octet more', octets: '0101', code: 'trailingOctets' },
  { name: 'a length without its octets', octets: '19' },
  { name: 'a reserved length', octets: '1c' },
  { name: 'undefined', octets: 'f7' },
  { name: 'undefined within', octets: '81f7' },
  { name: 'an unassigned simple value', octets: 'f0' },
  { name: 'NaN', octets: 'f97e00' },
  { name: 'infinity', octets: 'f97c00' },
  { name: 'minus infinity', octets: 'fbfff0000000000000' },
  { name: 'a number twice among the keys', octets: 'a201010102' },
  { name: 'text twice among the keys', octets: 'a2616101616102' },
  { name: 'a key that is octets', octets: 'a1410101' },
  { name: 'the same octets twice among the keys', octets: 'a2410101410102' },
  { name: 'a key that is an array', octets: 'a18001' },
  { name: 'a key that is null', octets: 'a1f601' },
  { name: 'a tag', octets: 'c101', code: 'cborTag' },
  { name: 'a tag within', octets: '82c24101c24102', code: 'cborTag' },
  { name: 'the tag of CBOR itself', octets: 'd9d9f701', code: 'cborTag' },
  { name: 'the largest tag', octets: 'dbffffffffffffffff01', code: 'cborTag' },
  { name: 'octets in pieces', octets: '5f41014102ff' },
  { name: 'text in pieces', octets: '7f61616162ff' },
  { name: 'an end without a beginning', octets: 'ff' },
  { name: 'an end in place of a value', octets: 'a101ff' },
  { name: 'an end in place of an item', octets: '81ff' },
  { name: '4 GiB that are not there', octets: '5affffffff00' },
  { name: '2^63 octets that are not there', octets: '5b7fffffffffffffff' },
  { name: '4 GiB of text that are not there', octets: '7affffffff61' },
  { name: '2^32 items that are not there', octets: '9affffffff01' },
  { name: '2^53 items that are not there', octets: '9b001fffffffffffff01' },
  { name: '2^32 entries that are not there', octets: 'baffffffff0101' },
  { name: '65 levels', octets: `${'81'.repeat(65)}01` },
  { name: '65 levels of maps', octets: `${'a101'.repeat(65)}01` },
  { name: '100,000 levels', octets: `${'81'.repeat(100_000)}01` },
]

const strictOnly = [
  { name: 'an integer longer than needed', octets: '1801', value: 1 },
  { name: 'a negative integer longer than needed', octets: '390000', value: -1 },
  { name: 'a length longer than needed', octets: '580107', value: Uint8Array.of(7) },
  { name: 'an array without its length', octets: '9f0102ff', value: [1, 2] },
  { name: 'a map without its length', octets: 'bf0102ff', value: new Map([[1, 2]]) },
]

describe('is refused:', () => {
  test.each([...always, ...strictOnly])('$name', ({ octets, code = 'invalidCbor' }: Refused) => {
    expect(() => decodeCbor(hex(octets))).toThrow(expect.objectContaining({ code }))
  })

  test.each(always)(
    '$name, in lenient reading too',
    ({ octets, code = 'invalidCbor' }: Refused) => {
      const reading = () => decodeCbor(hex(octets), { lenient: true })
      expect(reading).toThrow(expect.objectContaining({ name: 'FormatError', code }))
    },
  )
})

test.each(strictOnly)('in lenient reading passes: $name', ({ octets, value }) => {
  expect(decodeCbor(hex(octets), { lenient: true })).toEqual(value)
})

test.each([
  { name: '64 levels', octets: `${'81'.repeat(64)}01` },
  { name: 'the largest integer', octets: '1bffffffffffffffff', value: 2n ** 64n - 1n },
  { name: 'the smallest integer', octets: '3bffffffffffffffff', value: -(2n ** 64n) },
  { name: 'a fraction', octets: 'f93e00', value: 1.5 },
  { name: 'a fraction in more octets', octets: 'fb3ff8000000000000', value: 1.5 },
  {
    name: 'keys in any order',
    octets: 'a202010101',
    value: new Map([
      [1, 1],
      [2, 1],
    ]),
  },
  {
    name: 'a key __proto__',
    octets: 'a1695f5f70726f746f5f5f01',
    value: new Map([['__proto__', 1]]),
  },
])('is read: $name', ({ octets, value }) => {
  const decoded = decodeCbor(hex(octets))
  if (value !== undefined) expect(decoded).toEqual(value)
})

describe('a tag that the caller names', () => {
  const tags = { 2: (content: () => unknown) => ({ bignum: content() }) }

  test('is given to the caller', () => {
    expect(decodeCbor(hex('c24101'), { tags })).toEqual({ bignum: Uint8Array.of(1) })
  })

  test('does not let others in', () => {
    expect(() => decodeCbor(hex('c34101'), { tags })).toThrow(tagRefusal)
    expect(() => decodeCbor(hex('c2c34101'), { tags })).toThrow(tagRefusal)
  })

  test.each(['c2', '81c2', '9fc2ff'])('is refused without content: %s', (octets) => {
    expect(() => decodeCbor(hex(octets), { tags, lenient: true })).toThrow(refusal)
  })
})

test('the octets are not changed by reading', () => {
  const octets = hex('8243010203a1616101')
  const before = toHex(octets)
  const [first] = decodeCbor(octets) as [Uint8Array]
  first.fill(0xff)
  expect(toHex(octets)).toBe(before)
})
