import fc from 'fast-check'
import { expect } from 'vitest'
import type { Outcome } from './session.ts'

/** Done, refused or misused, and why; never something that nobody foresaw. */
export function expectAnOrderlyEnd({ status, stderr }: Outcome): void {
  expect(stderr).not.toMatch(/unexpected|^ {4}at /m)
  if (status !== 0) expect(stderr).toMatch(/\S/)
}

/** Octets that are near to valid ones, or far. */
export function malformed(valid: Buffer): fc.Arbitrary<Uint8Array | string> {
  const position = fc.nat({ max: Math.max(0, valid.length - 1) })
  const changed = fc
    .tuple(position, fc.integer({ min: 1, max: 255 }))
    .map(([at, difference]) => valid.map((octet, i) => (i === at ? octet ^ difference : octet)))
  const cut = position.map((length) => valid.subarray(0, length))
  const shapes = [changed, cut, fc.uint8Array({ maxLength: 100 }), fc.json({ maxDepth: 4 })]
  const value = parsed(valid)
  return fc.oneof(...shapes, ...(value === undefined ? [] : [rearranged(value), rearranged(value)]))
}

/** A JSON document one of whose members has another value, or none. */
function rearranged(value: unknown): fc.Arbitrary<string> {
  const paths = pathsIn(value, [])
  return fc
    .tuple(fc.constantFrom(...paths), fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined }))
    .map(([path, replacement]) => JSON.stringify(replaced(value, path, replacement)) ?? '')
}

function pathsIn(value: unknown, path: readonly string[]): (readonly string[])[] {
  const within =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, member]) => pathsIn(member, [...path, name]))
      : []
  return [path, ...within]
}

function replaced(
  value: unknown,
  [name, ...rest]: readonly string[],
  replacement: unknown,
): unknown {
  if (name === undefined) return replacement
  if (Array.isArray(value)) {
    return value.map((item, i) => (String(i) === name ? replaced(item, rest, replacement) : item))
  }
  return Object.fromEntries(
    Object.entries(value ?? {}).map(([member, content]) => [
      member,
      member === name ? replaced(content, rest, replacement) : content,
    ]),
  )
}

function parsed(octets: Buffer): unknown {
  try {
    return JSON.parse(octets.toString())
  } catch {
    return undefined
  }
}
