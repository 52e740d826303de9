import {
  between,
  bls12381Sha256,
  type CompositionErrorCode,
  hashElements,
  MAX_MESSAGES,
  type MemberStatement,
  notRevoked,
  type PseudonymStatement,
  type RangeStatement,
  type RelationStatement,
  type SignatureStatement,
  type SignedSetKey,
  type Statement,
} from '@unscored/bbs'
import { describe, expect, test } from 'vitest'
import { compileStatements, proofLength } from '../../../packages/bbs/src/composite/compile.ts'
import { digitsHash } from '../../../packages/bbs/src/composite/signed-set.ts'
import { r } from '../../../packages/bbs/src/scalars.ts'

// Compiling looks at the form of keys alone.
const key = (octet: number) => new Uint8Array(96).fill(octet)
const digits: SignedSetKey = { publicKey: key(1), elementsHash: digitsHash() }
const set: SignedSetKey = { publicKey: key(2), elementsHash: hashElements([7n]) }

const credential = (change: Partial<SignatureStatement> = {}): SignatureStatement => ({
  kind: 'signature',
  role: 'credential',
  publicKey: key(3),
  header: new Uint8Array(),
  count: 5,
  disclosed: new Map([[0, 1n]]),
  values: new Map([
    [1, 'a'],
    [2, 'b'],
    [4, 'k'],
  ]),
  ...change,
})
const member = (change: Partial<MemberStatement> = {}): MemberStatement => ({
  ...{ kind: 'member', value: 'a', set },
  ...change,
})
const range = (change: Partial<RangeStatement> = {}): RangeStatement => ({
  ...{ kind: 'range', of: { constant: 0n, terms: [['a', 1n]] }, octets: 2, digits },
  ...change,
})
const relation = (constant: bigint, ...terms: [string, bigint][]): RelationStatement => ({
  kind: 'relation',
  of: { constant, terms },
})
const pseudonym = (change: Partial<PseudonymStatement> = {}): PseudonymStatement => ({
  kind: 'pseudonym',
  ...{ secret: 'k', context: Uint8Array.of(1), pseudonym: new Uint8Array(48) },
  ...change,
})

const compile = (...statements: Statement[]) => compileStatements(bls12381Sha256, statements)

describe('statements are refused with a code:', () => {
  test.each<[name: string, statements: Statement[], code: CompositionErrorCode]>([
    ['none', [], 'nothingToProve'],
    [
      'a signature of which all is shown',
      [credential({ count: 1, values: new Map() })],
      'nothingToProve',
    ],
    [
      'a membership of a value that is in no signature',
      [credential(), member({ value: 'c' })],
      'unknownValue',
    ],
    ['a membership without a signature', [member()], 'unknownValue'],
    [
      'a range of a value that is in no signature',
      [credential(), range({ of: { constant: 0n, terms: [['c', 1n]] } })],
      'unknownValue',
    ],
    ['a relation to one', [credential(), relation(0n, ['a', 1n], ['c', 1n])], 'unknownValue'],
    ['a pseudonym of one', [credential(), pseudonym({ secret: 'c' })], 'unknownValue'],
    [
      'a name that every object has',
      [credential(), member({ value: 'constructor' })],
      'unknownValue',
    ],
    [
      'a named message that is shown',
      [credential({ disclosed: new Map([[1, 1n]]) })],
      'slotMisused',
    ],
    ['a named message behind the last', [credential({ count: 4 })], 'slotMisused'],
    [
      'a shown message behind the last',
      [credential({ disclosed: new Map([[5, 1n]]) })],
      'slotMisused',
    ],
    [
      'a shown message before the first',
      [credential({ disclosed: new Map([[-1, 1n]]) })],
      'slotMisused',
    ],
    ['a named message between two', [credential({ values: new Map([[1.5, 'a']]) })], 'slotMisused'],
    [
      'two messages of one name',
      [credential({ values: new Map([1, 2].map((i) => [i, 'a'])) })],
      'slotMisused',
    ],
    ['a range of four digits', [credential(), range({ octets: 4 })], 'invalidBounds'],
    ['a range of none', [credential(), range({ octets: 0 })], 'invalidBounds'],
    ['a range of one and a half', [credential(), range({ octets: 1.5 })], 'invalidBounds'],
    [
      'a constant of 2^64',
      [credential(), range({ of: { constant: 2n ** 64n, terms: [['a', 1n]] } })],
      'invalidBounds',
    ],
    [
      'a coefficient of −2^64',
      [credential(), range({ of: { constant: 0n, terms: [['a', -(2n ** 64n)]] } })],
      'invalidBounds',
    ],
    [
      'a coefficient of r + 1',
      [credential(), relation(0n, ['a', r + 1n], ['b', 1n])],
      'invalidBounds',
    ],
    ['digits that are another set', [credential(), range({ digits: set })], 'notDigits'],
    [
      'one key for credentials and for gaps',
      [credential(), credential({ role: 'gap' })],
      'keyInTwoRoles',
    ],
    [
      'one key for credentials and for a set',
      [credential(), member({ set: { ...set, publicKey: key(3) } })],
      'keyInTwoRoles',
    ],
    [
      'one key for gaps and for digits',
      [credential(), credential({ role: 'gap', publicKey: key(1), values: new Map() }), range()],
      'keyInTwoRoles',
    ],
    [
      'one key for two sets',
      [
        credential(),
        member(),
        member({ value: 'b', set: { ...set, elementsHash: hashElements([8n]) } }),
      ],
      'keyInTwoRoles',
    ],
    [
      'one key for digits and for a list',
      [credential(), member({ set: { ...set, publicKey: key(1) } }), range()],
      'keyInTwoRoles',
    ],
    ['a relation of nothing', [credential(), relation(0n)], 'redundantRelation'],
    [
      'a range of nothing',
      [credential(), range({ of: { constant: 5n, terms: [] } })],
      'redundantRelation',
    ],
    [
      'a relation of a value times 0',
      [credential(), relation(0n, ['a', 1n], ['b', 0n])],
      'redundantRelation',
    ],
    [
      'a relation that names a value twice',
      [credential(), relation(0n, ['a', 1n], ['a', 1n])],
      'redundantRelation',
    ],
    [
      'a difference of a value and itself',
      [
        credential(),
        ...between({ value: 'a', minus: 'a', from: 0n, until: 1n, octets: 1, digits }),
      ],
      'redundantRelation',
    ],
    [
      'a relation twice',
      [credential(), relation(1n, ['a', 1n], ['b', 1n]), relation(-1n, ['b', -1n], ['a', -1n])],
      'redundantRelation',
    ],
    [
      'relations that cannot both be true',
      [credential(), relation(1n, ['a', 1n], ['b', 1n]), relation(2n, ['a', 1n], ['b', 1n])],
      'contradiction',
    ],
    ['a relation of one value alone', [credential(), relation(1n, ['a', 1n])], 'determinedValue'],
    [
      'relations that leave one possibility',
      [credential(), relation(1n, ['a', 1n], ['b', 1n]), relation(1n, ['a', 1n], ['b', -1n])],
      'determinedValue',
    ],
    ['a membership twice', [credential(), member(), member()], 'duplicateStatement'],
    ['a range twice', [credential(), range(), range()], 'duplicateStatement'],
    [
      'a range twice, written otherwise',
      [
        credential(),
        range({
          of: {
            constant: 0n,
            terms: [
              ['a', 1n],
              ['b', 1n],
            ],
          },
        }),
        range({
          of: {
            terms: [
              ['b', 1n],
              ['a', 1n],
            ],
            constant: 0n,
          },
        }),
      ],
      'duplicateStatement',
    ],
    [
      'a pseudonym twice in one context',
      [credential(), pseudonym(), pseudonym({ pseudonym: new Uint8Array(48).fill(1) })],
      'duplicateStatement',
    ],
    [
      'a public key of 95 octets',
      [credential({ publicKey: new Uint8Array(95) })],
      'malformedStatement',
    ],
    ['no messages', [credential({ count: 0 })], 'malformedStatement'],
    ['too many messages', [credential({ count: MAX_MESSAGES + 1 })], 'malformedStatement'],
    ['half a message', [credential({ count: 4.5 })], 'malformedStatement'],
    ['a shown scalar of r', [credential({ disclosed: new Map([[0, r]]) })], 'malformedStatement'],
    [
      'a shown scalar below 0',
      [credential({ disclosed: new Map([[0, -1n]]) })],
      'malformedStatement',
    ],
    [
      'a set whose key has 97 octets',
      [credential(), member({ set: { ...set, publicKey: new Uint8Array(97) } })],
      'malformedStatement',
    ],
    [
      'a set whose hash has 31 octets',
      [credential(), member({ set: { ...set, elementsHash: new Uint8Array(31) } })],
      'malformedStatement',
    ],
    [
      'digits whose key has no octets',
      [credential(), range({ digits: { ...digits, publicKey: new Uint8Array() } })],
      'malformedStatement',
    ],
  ])('%s', (_, statements, code) => {
    expect(() => compile(...statements)).toThrow(expect.objectContaining({ code }))
  })
})

const relabelled = (context: number) => pseudonym({ context: Uint8Array.of(context) })

describe('statements make a proof:', () => {
  test.each<[name: string, statements: Statement[]]>([
    ['as many messages as there may be', [credential({ count: MAX_MESSAGES })]],
    ['a shown scalar of 0', [credential({ disclosed: new Map([[0, 0n]]) })]],
    ['memberships of two values', [credential(), member(), member({ value: 'b' })]],
    [
      'memberships of one value in two sets',
      [credential(), member(), member({ set: { ...set, publicKey: key(4) } })],
    ],
    ['pseudonyms in two contexts', [credential(), relabelled(1), relabelled(2)]],
    [
      'a membership in the set of digits, beside a range',
      [credential(), member({ set: digits }), range()],
    ],
  ])('%s', (_, statements) => {
    expect(() => compile(...statements)).not.toThrow()
  })
})

describe('compiled statements', () => {
  test('have a column for each hidden value that has no name', () => {
    const { columns, relations } = compile(credential({ values: new Map() }))
    expect(columns).toBe(4)
    expect(relations.free).toEqual([0, 1, 2, 3])
  })

  test('have their columns in the order of COMPOSITE.md', () => {
    const { columns, parts, ranges, relations } = compile(
      member(),
      range(),
      credential(),
      range({
        of: {
          constant: -5n,
          terms: [
            ['b', 1n],
            ['a', -2n],
          ],
        },
        octets: 3,
      }),
      pseudonym(),
    )
    // The lowest digits are 0 and 1; the membership names a, which is 2; the second digit of the first range is 3.
    expect(ranges).toEqual([
      { constant: 0n, terms: [[2, 1n]], digits: [0, 3] },
      {
        constant: -5n,
        terms: [
          [4, 1n],
          [2, -2n],
        ],
        digits: [1, 7, 8],
      },
    ])
    expect(parts.map(({ kind }) => kind)).toEqual([
      ...['membership', 'membership', 'membership', 'signature'],
      ...['membership', 'membership', 'membership', 'pseudonym'],
    ])
    expect(parts[3]?.of).toMatchObject({
      hidden: [
        [1, 2],
        [2, 4],
        [3, 5],
        [4, 6],
      ],
    })
    expect(columns).toBe(9)
    expect(relations.pivots.map(({ column }) => column)).toEqual([0, 1])
    expect(relations.free).toEqual([2, 3, 4, 5, 6, 7, 8])
  })

  test('have the lowest digit of each range for its pivot, whatever else is related', () => {
    const { ranges, relations } = compile(
      credential(),
      relation(-3n, ['a', 1n], ['k', -1n]),
      ...between({ value: 'a', from: 1n, until: 9n, octets: 2, digits }),
      ...between({ value: 'a', minus: 'b', from: 1n, until: 9n, octets: 1, digits }),
    )
    const lowest = ranges.map((one) => one.digits[0])
    expect(relations.pivots.map(({ column }) => column).slice(0, 4)).toEqual(lowest)
    expect(relations.pivots).toHaveLength(5)
  })

  test('share no digit between two bounds', () => {
    const bounds = between({ value: 'a', from: 0n, until: 255n, octets: 1, digits })
    const others = between({ value: 'b', from: 0n, until: 255n, octets: 3, digits })
    const { ranges } = compile(credential(), ...bounds, ...others)
    const columns = ranges.flatMap((one) => one.digits)
    expect(columns).toHaveLength(8)
    expect(new Set(columns).size).toBe(8)
  })

  const all: Statement[] = [
    credential(),
    member(),
    range(),
    relation(1n, ['a', 1n], ['b', -1n]),
    pseudonym(),
  ]
  const octetsOf = (statements: readonly Statement[]) =>
    Buffer.from(compileStatements(bls12381Sha256, statements).octets).toString('hex')
  const octets = octetsOf(all)

  test.each<[name: string, statements: Statement[]]>([
    ['the key', all.with(0, credential({ publicKey: key(9) }))],
    ['the header', all.with(0, credential({ header: Uint8Array.of(1) }))],
    ['the role', all.with(0, credential({ role: 'gap' }))],
    ['the number of messages', all.with(0, credential({ count: 6 }))],
    ['a scalar that is shown', all.with(0, credential({ disclosed: new Map([[0, 2n]]) }))],
    ['which is shown', all.with(0, credential({ disclosed: new Map([[3, 1n]]) }))],
    ['that one is shown', all.with(0, credential({ disclosed: new Map() }))],
    [
      'which has the secret',
      all.with(
        0,
        credential({
          values: new Map([
            [1, 'a'],
            [2, 'b'],
            [3, 'k'],
          ]),
        }),
      ),
    ],
    [
      'which is which',
      all.with(
        0,
        credential({
          values: new Map([
            [1, 'b'],
            [2, 'a'],
            [4, 'k'],
          ]),
        }),
      ),
    ],
    ['a list', all.with(1, member({ set: { ...set, publicKey: key(8) } }))],
    [
      'the elements of a list',
      all.with(1, member({ set: { ...set, elementsHash: hashElements([8n]) } })),
    ],
    ['what is in a list', all.with(1, member({ value: 'b' }))],
    ['the set of digits', all.with(2, range({ digits: { ...digits, publicKey: key(8) } }))],
    ['the number of digits', all.with(2, range({ octets: 3 }))],
    ['a bound', all.with(2, range({ of: { constant: 1n, terms: [['a', 1n]] } }))],
    ['a coefficient', all.with(2, range({ of: { constant: 0n, terms: [['a', 2n]] } }))],
    ['a sign', all.with(2, range({ of: { constant: 0n, terms: [['a', -1n]] } }))],
    ['a constant', all.with(3, relation(2n, ['a', 1n], ['b', -1n]))],
    ['a relation', all.with(3, relation(1n, ['a', 1n], ['b', 1n]))],
    ['that there is a relation', all.filter(({ kind }) => kind !== 'relation')],
    ['the context', all.with(4, pseudonym({ context: Uint8Array.of(2) }))],
    ['the pseudonym', all.with(4, pseudonym({ pseudonym: new Uint8Array(48).fill(2) }))],
    ['whose pseudonym it is', all.with(4, pseudonym({ secret: 'b' }))],
    ['the order of statements', all.with(1, range()).with(2, member())],
  ])('enter the challenge: %s', (_, statements) => {
    expect(octetsOf(statements)).not.toBe(octets)
  })

  test('say the same where a map has another order', () => {
    const turned = credential({
      values: new Map([
        [4, 'k'],
        [2, 'b'],
        [1, 'a'],
      ]),
    })
    expect(octetsOf(all.with(0, turned))).toBe(octets)
    const shown = (...indexes: number[]) =>
      octetsOf([credential({ disclosed: new Map(indexes.map((i) => [i, 1n])) })])
    expect(shown(3, 0)).toBe(shown(0, 3))
  })

  test('are as long as their parts', () => {
    const length = (...statements: Statement[]) => proofLength(compile(...statements))
    // Four hidden scalars, three points and as many scalars of the signature, and the challenge.
    expect(length(credential())).toBe(3 * 48 + (3 + 4 + 1) * 32)
    expect(length(credential(), member())).toBe(length(credential()) + 160 - 32)
    // One response for each digit, but for that of the lowest.
    expect(length(credential(), range({ octets: 3 }))).toBe(length(credential()) + 3 * 128 + 2 * 32)
    expect(length(credential(), pseudonym())).toBe(length(credential()))
    const related = relation(1n, ['a', 1n], ['b', -1n])
    expect(length(credential(), related)).toBe(length(credential()) - 32)
  })

  test('of a number that is not revoked are of the gap and two ranges', () => {
    const statements = notRevoked({
      ...{ publicKey: key(5), epoch: 7, list: 'a', id: 'b', digits, after: 'x', before: 'y' },
    })
    const { ranges, parts } = compile(credential(), ...statements)
    expect(parts[1]?.of).toMatchObject({
      role: 'gap',
      count: 3,
      header: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 7),
    })
    expect(ranges.map(({ constant, digits: own }) => [constant, own.length])).toEqual([
      [-1n, 2],
      [-1n, 2],
    ])
  })
})
