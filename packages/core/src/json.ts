import { FormatError } from './error.ts'

/** A value that JSON can express. */
export type JsonValue = string | number | boolean | null | JsonArray | JsonObject

/** A JSON array. */
export type JsonArray = readonly JsonValue[]

/** A JSON object. */
export interface JsonObject {
  readonly [member: string]: JsonValue
}

/** The largest document that is read, in octets of UTF-8: 1 MiB. */
export const MAX_JSON_BYTES = 2 ** 20

/** The deepest nesting that is read: objects and arrays inside one another. */
export const MAX_JSON_DEPTH = 64

/** Whether a value is an object as JSON knows it: no array, no null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Parses JSON text of bounded size and depth.
 *
 * @throws {FormatError} `tooLarge`, `tooDeep` or `invalidJson`.
 */
export function parseJson(text: string): JsonValue {
  if (utf8Length(text) > MAX_JSON_BYTES) throw tooLarge()
  if (textDepth(text) > MAX_JSON_DEPTH) throw tooDeep()
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new FormatError('invalidJson', 'the text is no JSON', { cause })
  }
}

/**
 * Checks that a parsed value is JSON of bounded size and depth, before anything walks it recursively.
 *
 * @throws {FormatError} `tooLarge`, `tooDeep`, or `invalidJson` where it holds what JSON cannot express.
 */
export function assertJson(value: unknown): asserts value is JsonValue {
  let octets = 0
  const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.depth > MAX_JSON_DEPTH) throw tooDeep()
    const depth = next.depth + 1
    const members = membersOf(next.value)
    octets += 2
    for (const [name, member] of members) {
      octets += name.length + 4
      open.push({ value: member, depth })
    }
    if (typeof next.value === 'string') octets += utf8Length(next.value)
    if (octets > MAX_JSON_BYTES) throw tooLarge()
  }
}

function membersOf(value: unknown): [string, unknown][] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return []
  if (typeof value === 'number' && Number.isFinite(value)) return []
  if (Array.isArray(value)) return value.map((member) => ['', member])
  if (typeof value === 'object') {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Object.prototype || prototype === null) return Object.entries(value)
  }
  throw new FormatError('invalidJson', `a ${typeof value} is no JSON value`)
}

/** The deepest nesting of brackets outside strings; counted in one pass, without recursion. */
function textDepth(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (inString) {
      if (character === '\\') i++
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth)
    else if (character === '}' || character === ']') depth--
  }
  return deepest
}

function utf8Length(text: string): number {
  return text.length > MAX_JSON_BYTES ? text.length : new TextEncoder().encode(text).length
}

const tooLarge = () => new FormatError('tooLarge', `more than ${MAX_JSON_BYTES} octets`)
const tooDeep = () => new FormatError('tooDeep', `nested deeper than ${MAX_JSON_DEPTH}`)
