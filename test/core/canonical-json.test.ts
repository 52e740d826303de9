import { canonicalJson, type JsonValue } from '@unscored/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const text = (value: JsonValue) => new TextDecoder().decode(canonicalJson(value))

test.each<{ name: string; value: JsonValue; canonical: string }>([
  {
    name: 'members by UTF-16 code units',
    value: { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, ö: 7 },
    canonical: '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\u{1f600}":5,"\ufb33":3}',
  },
  {
    name: 'numbers as ECMAScript writes them',
    value: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27, -0],
    canonical: '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
  },
  {
    name: 'strings with no more escapes than needed',
    value: '\u20ac$\u000f\nA\'B"\\"/',
    canonical: '"€$\\u000f\\nA\'B\\"\\\\\\"/"',
  },
  { name: 'literals', value: [null, true, false], canonical: '[null,true,false]' },
  {
    name: 'a member named __proto__',
    value: JSON.parse('{"b":1,"__proto__":2}'),
    canonical: '{"__proto__":2,"b":1}',
  },
])('$name (RFC 8785)', ({ value, canonical }) => {
  expect(text(value)).toBe(canonical)
})

test('the order in which members were made does not matter, any difference in value does', () => {
  // JSON has no −0, and one way to write any other number.
  const json = fc
    .jsonValue({ maxDepth: 3, noUnicodeString: true })
    .map((v) => JSON.parse(JSON.stringify(v)))
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(text(reversed(a))).toBe(text(a))
      expect(JSON.parse(text(a))).toEqual(a)
      expect(text(a) === text(b)).toBe(isSame(a, b))
    }),
    { seed: 1, numRuns: 300 },
  )
})

test.each<{ name: string; value: JsonValue }>([
  { name: 'a value', value: ['\ud800'] },
  { name: 'a name', value: { '\udc00x': 1 } },
])('half a surrogate pair in $name is refused, for it would hash as another text', ({ value }) => {
  expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: 'invalidJson' }))
})

/** The same value with all members made in the opposite order. */
function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  )
}

function isSame(a: unknown, b: unknown): boolean {
  try {
    expect(a).toStrictEqual(b)
    return true
  } catch {
    return false
  }
}
