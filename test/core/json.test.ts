import {
  assertJson,
  copyJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  listOf,
  MAX_JSON_BYTES,
  MAX_JSON_DEPTH,
  parseJson,
} from '@unscored/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

/** Arrays inside one another, the innermost around `content`. */
const nestedText = (depth: number, content = '') => '['.repeat(depth) + content + ']'.repeat(depth)

function nestedValue(depth: number, content: unknown): unknown {
  return depth === 0 ? content : [nestedValue(depth - 1, content)]
}

const refusal = (code: string) => expect.objectContaining({ name: 'FormatError', code })

describe('JSON text', () => {
  test('of any shape is read as JSON.parse reads it, and what it gives is JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value = parseJson(text)
        expect(value).toEqual(JSON.parse(text))
        expect(() => assertJson(value)).not.toThrow()
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  test.each([
    { name: 'cut short', text: '{"a":', code: 'invalidJson' },
    { name: 'with a comment', text: '{} // x', code: 'invalidJson' },
    { name: 'with a byte order mark', text: '\ufeff{}', code: 'invalidJson' },
    { name: 'with a number that overflows', text: '[1e999]', code: 'invalidJson' },
    { name: 'that is empty', text: '', code: 'invalidJson' },
    { name: 'with a member twice', text: '{"a":1,"b":2,"a":1}', code: 'invalidJson' },
    { name: 'with a member twice within', text: '[{"a":{"b":{},"b":[]}}]', code: 'invalidJson' },
    { name: 'with a member twice around one', text: '{"a":{"b":"}"},"a":1}', code: 'invalidJson' },
    { name: 'with a member twice, once escaped', text: '{"a":1,"\\u0061":1}', code: 'invalidJson' },
    { name: 'with closing brackets first', text: `]${nestedText(70)}`, code: 'tooDeep' },
    { name: 'one level too deep', text: nestedText(MAX_JSON_DEPTH + 1), code: 'tooDeep' },
    {
      name: 'of objects too deep',
      text: `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`,
      code: 'tooDeep',
    },
    { name: 'of a million brackets', text: nestedText(500_000), code: 'tooDeep' },
    { name: 'one octet too long', text: `"${'a'.repeat(MAX_JSON_BYTES - 1)}"`, code: 'tooLarge' },
    {
      name: 'too long as UTF-8 only',
      text: `"${'é'.repeat(MAX_JSON_BYTES / 2)}"`,
      code: 'tooLarge',
    },
    { name: 'of many megabytes', text: ' '.repeat(2 ** 26), code: 'tooLarge' },
  ])('$name is refused', ({ text, code }) => {
    expect(() => parseJson(text)).toThrow(refusal(code))
  })

  test.each([
    { name: 'as deep as allowed', text: nestedText(MAX_JSON_DEPTH, '1') },
    { name: 'as long as allowed', text: `"${'a'.repeat(MAX_JSON_BYTES - 2)}"` },
    { name: 'of as many values as fit', text: `[${'1,'.repeat(MAX_JSON_BYTES / 2 - 2)}1]` },
    { name: 'with one member in several objects', text: '{"a":{"a":"a"},"b":[{"a":1},{"a":":"}]}' },
    { name: 'with brackets and quotes in strings', text: `"${'[{\\"'.repeat(100)}"` },
  ])('$name is read', ({ text }) => {
    expect(JSON.stringify(parseJson(text))).toBe(text)
  })

  test('is not quoted by the refusal', () => {
    const text = '{"name": Erika Mustermann}'
    expect(() => JSON.parse(text)).toThrow('Erika')
    const refused = attempt(() => parseJson(text))
    expect(inspected(refused)).not.toMatch(/Erika|Muster/)
  })

  test('with a member __proto__ changes no prototype', () => {
    const value = parseJson('{"__proto__": {"trusted": true}, "constructor": {"prototype": {}}}')
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.keys(Object(value))).toEqual(['__proto__', 'constructor'])
    expect(Object(value).trusted).toBeUndefined()
    expect(Object({}).trusted).toBeUndefined()
  })
})

describe('a value that is not JSON is refused:', () => {
  const cycle: Record<string, unknown> = {}
  cycle.a = { b: cycle }
  const wideCycle: unknown[] = []
  wideCycle.push(...Array.from({ length: 100_000 }, () => wideCycle))
  const cycleOfTwo: unknown[] = [[]]
  cycleOfTwo[0] = { back: cycleOfTwo, again: cycleOfTwo }
  const hole: unknown[] = [1]
  hole[2] = 3
  // Each holds the one before it twice: 2^60 values to walk, 61 in memory.
  let doubling: unknown = 'x'
  for (let i = 0; i < 60; i++) doubling = [doubling, doubling]

  test.each<{ name: string; value: unknown; code: string }>([
    { name: 'undefined', value: undefined, code: 'invalidJson' },
    { name: 'a member that is undefined', value: { a: undefined }, code: 'invalidJson' },
    { name: 'a function', value: { a: () => 1 }, code: 'invalidJson' },
    { name: 'a function named toJSON', value: { toJSON: () => 1 }, code: 'invalidJson' },
    { name: 'a symbol', value: [Symbol('s')], code: 'invalidJson' },
    { name: 'a BigInt', value: { a: 1n }, code: 'invalidJson' },
    { name: 'NaN', value: [Number.NaN], code: 'invalidJson' },
    { name: 'infinity', value: Number.POSITIVE_INFINITY, code: 'invalidJson' },
    { name: 'a date', value: { a: new Date(0) }, code: 'invalidJson' },
    { name: 'a map', value: new Map(), code: 'invalidJson' },
    { name: 'octets', value: new Uint8Array(3), code: 'invalidJson' },
    { name: 'an object of a class', value: new (class A {})(), code: 'invalidJson' },
    {
      name: 'an object with another prototype',
      value: Object.create({ a: 1 }),
      code: 'invalidJson',
    },
    { name: 'a string object', value: Object('text'), code: 'invalidJson' },
    { name: 'a hole in an array', value: hole, code: 'invalidJson' },
    { name: 'an array of holes', value: new Array(1000), code: 'invalidJson' },
    { name: 'an array of four billion holes', value: new Array(2 ** 32 - 1), code: 'tooLarge' },
    { name: 'a cycle', value: cycle, code: 'tooDeep' },
    { name: 'a cycle of arrays and objects', value: cycleOfTwo, code: 'tooDeep' },
    { name: 'an array of itself, many times', value: wideCycle, code: 'tooLarge' },
    { name: 'few objects that stand for many', value: doubling, code: 'tooLarge' },
    { name: 'one level too many', value: nestedValue(65, 1), code: 'tooDeep' },
    { name: 'one empty level too many', value: nestedValue(64, []), code: 'tooDeep' },
    { name: 'a long string', value: ['a'.repeat(MAX_JSON_BYTES)], code: 'tooLarge' },
    { name: 'a long name', value: { ['a'.repeat(MAX_JSON_BYTES)]: 1 }, code: 'tooLarge' },
    { name: 'a string long as UTF-8', value: '€'.repeat(MAX_JSON_BYTES / 2), code: 'tooLarge' },
    { name: 'many members', value: Array(MAX_JSON_BYTES).fill(0), code: 'tooLarge' },
  ])('$name', ({ value, code }) => {
    expect(() => assertJson(value)).toThrow(refusal(code))
  })

  test('a getter, which is not even asked', () => {
    let asked = 0
    const value = {
      get a() {
        return ++asked
      },
    }
    expect(() => assertJson({ deep: [value] })).toThrow(refusal('invalidJson'))
    expect(asked).toBe(0)
  })
})

describe('a value that is JSON passes:', () => {
  test.each<{ name: string; value: unknown }>([
    { name: 'null', value: null },
    { name: 'an object without a prototype', value: Object.assign(Object.create(null), { a: 1 }) },
    { name: 'a member named __proto__', value: JSON.parse('{"__proto__": 1}') },
    { name: 'the same object in two places', value: [cycleFree(), cycleFree()] },
    { name: 'as many levels as allowed', value: nestedValue(MAX_JSON_DEPTH, 1) },
    { name: 'as many octets as allowed', value: 'a'.repeat(MAX_JSON_BYTES) },
    { name: 'a frozen object', value: Object.freeze({ a: Object.freeze([1]) }) },
  ])('$name', ({ value }) => {
    expect(() => assertJson(value)).not.toThrow()
  })
})

test.each<{ value: unknown; is: boolean }>([
  { value: {}, is: true },
  { value: Object.create(null), is: true },
  { value: [], is: false },
  { value: null, is: false },
  { value: 'text', is: false },
  { value: undefined, is: false },
])('isJsonObject of $value is $is', ({ value, is }) => {
  expect(isJsonObject(value)).toBe(is)
})

function cycleFree() {
  return { a: [1, { b: 'c' }] }
}

function attempt(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}

/** Everything that a log could show of an error and what caused it. */
function inspected(error: unknown): string {
  if (!(error instanceof Error)) throw new Error('nothing was thrown')
  return `${error.stack} ${error.message} ${JSON.stringify(error)} ${String(error.cause)}`
}

describe('a copy of JSON', () => {
  test('is equal and shares nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (given) => {
        const value = given as JsonValue
        const copy = copyJson(value)
        expect(copy).toEqual(value)
        if (typeof value === 'object' && value !== null) expect(copy).not.toBe(value)
      }),
    )
  })

  test('keeps a member named __proto__ as a member', () => {
    const copy = copyJson(JSON.parse('{ "__proto__": { "a": 1 } }') as JsonObject)
    expect(Object.keys(copy)).toEqual(['__proto__'])
    expect(copy.a).toBeUndefined()
  })
})

test('a member has the items of its list, its one value, or none', () => {
  expect(listOf(['a', 'b'])).toEqual(['a', 'b'])
  expect(listOf('a')).toEqual(['a'])
  expect(listOf(undefined)).toEqual([])
})
