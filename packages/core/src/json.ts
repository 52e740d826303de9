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

/** The items of a member that may have one value or a list of them; none where it is missing. */
export function listOf(value: JsonValue | undefined): JsonArray {
  if (value === undefined) return []
  return Array.isArray(value) ? (value as JsonArray) : [value as JsonValue]
}

/** A copy, in a fraction of the time that `structuredClone` takes. Its depth is bounded: see {@link assertJson}. */
export function copyJson<Value extends JsonValue>(value: Value): Value
export function copyJson(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => copyJson(item))
  if (!isJsonObject(value)) return value
  // A member named `__proto__` stays one.
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyJson(member)]))
}

/**
 * Parses JSON text of bounded size and depth, which {@link assertJson} accepts. An object that has a member twice is refused:
 * readers take the first or the last of them, and would not agree on what was said.
 *
 * @throws {FormatError} `tooLarge`, `tooDeep` or `invalidJson`.
 * @see RFC 8785 §3.1, RFC 7493 §2.3
 */
export function parseJson(text: string): JsonValue {
  if (utf8Length(text) > MAX_JSON_BYTES) throw tooLarge()
  if (textDepth(text) > MAX_JSON_DEPTH) throw tooDeep()
  const value = parse(text)
  assertNoTwins(text)
  assertJson(value)
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What was caught is not kept as the cause: its message quotes the text.
    throw new FormatError('invalidJson', 'the text is no JSON')
  }
}

/** Refuses text, which is JSON, where an object has a member twice. */
function assertNoTwins(text: string): void {
  const open: Set<string>[] = []
  let last = ''
  for (const token of tokens(text)) {
    if (token === '{') open.push(new Set())
    else if (token === '}') open.pop()
    else if (token === ':') {
      // The same name may be spelled with escapes.
      const name: string = JSON.parse(last)
      const names = open.at(-1)
      if (names?.has(name)) throw new FormatError('invalidJson', 'an object has a member twice')
      names?.add(name)
    } else last = token
  }
}

/**
 * Checks that a parsed value is JSON of bounded size and depth, before anything walks it recursively.
 *
 * That excludes what parsing never gives: cycles, members that are `undefined`, holes in arrays, getters, and objects
 * of classes. A member named `__proto__` is JSON, and so is half a surrogate pair; who copies members or writes UTF-8
 * has to look out for them.
 *
 * @throws {FormatError} `tooLarge`, `tooDeep`, or `invalidJson` where it holds what JSON cannot express.
 */
export function assertJson(value: unknown): asserts value is JsonValue {
  let octets = leastOctets(value)
  const open: { value: unknown; depth: number }[] = [{ value, depth: 1 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: part, depth } = next
    if (isContainer(part) && depth > MAX_JSON_DEPTH) throw tooDeep()
    for (const name of namesOf(part)) octets += leastOctets(name)
    for (const member of membersOf(part)) {
      octets += leastOctets(member)
      open.push({ value: member, depth: depth + 1 })
    }
    if (octets > MAX_JSON_BYTES) throw tooLarge()
  }
}

/** How many octets a value takes in JSON text, at least and without its members. */
function leastOctets(value: unknown): number {
  if (typeof value === 'string') return utf8Length(value)
  return isContainer(value) ? 2 : 1
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function namesOf(value: unknown): readonly string[] {
  return isContainer(value) && !Array.isArray(value) ? Object.getOwnPropertyNames(value) : NOTHING
}

function membersOf(value: unknown): readonly unknown[] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return NOTHING
  if (typeof value === 'number' && Number.isFinite(value)) return NOTHING
  if (Array.isArray(value)) {
    if (value.length > MAX_JSON_BYTES) throw tooLarge()
    return value
  }
  if (isContainer(value) && isPlain(value)) {
    // A getter has a descriptor without a value and is refused as undefined.
    return namesOf(value).map((name) => Object.getOwnPropertyDescriptor(value, name)?.value)
  }
  throw new FormatError('invalidJson', `a ${typeof value} is no JSON value`)
}

const NOTHING: readonly never[] = []

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** The deepest nesting of brackets outside strings; counted in one pass, without recursion. */
function textDepth(text: string): number {
  let depth = 0
  let deepest = 0
  for (const token of tokens(text)) {
    if (token === '{' || token === '[') deepest = Math.max(deepest, ++depth)
    else if (token === '}' || token === ']') depth--
  }
  return deepest
}

/** Brackets, colons and whole strings, in quotes, of text that need not be JSON; a string that does not end goes to the end. */
function* tokens(text: string): Generator<string> {
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i)
    if ('{}[]:'.includes(character)) yield character
    if (character !== '"') continue
    const start = i
    for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === '\\') i++
    yield text.slice(start, i + 1)
  }
}

function utf8Length(text: string): number {
  return text.length > MAX_JSON_BYTES || isAscii(text)
    ? text.length
    : new TextEncoder().encode(text).length
}

/** For the short texts that members mostly are, looking takes less than encoding. */
function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

const tooLarge = () => new FormatError('tooLarge', `more than ${MAX_JSON_BYTES} octets`)
const tooDeep = () => new FormatError('tooDeep', `nested deeper than ${MAX_JSON_DEPTH}`)
