import { isDateTime, isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { pointerTo } from '../pointer.ts'

/**
 * JSON Schema (draft 2020-12) as far as the profile uses it.
 *
 * Validators for the whole of it compile a schema to JavaScript, which the content security policy of a page may
 * forbid, and which takes longer than all else that a verifier does before its first proof.
 */
export type Schema = {
  readonly $schema?: string
  readonly $id?: string
  readonly type?: keyof typeof types
  readonly const?: string | readonly string[]
  readonly pattern?: string
  readonly format?: keyof typeof formats
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: false
}

/**
 * How a value breaks a schema: each rule broken, behind the JSON pointer to where. Nothing of what is said names a
 * value, but names of members that the schema does not know are said.
 *
 * @see JSON Schema Validation, draft 2020-12, §6 and §7
 */
export function* violations(value: JsonValue, schema: Schema, at = ''): Generator<string> {
  for (const rule of ownViolations(value, schema)) yield `${at || 'the credential'} ${rule}`
  if (isJsonObject(value)) yield* memberViolations(value, schema, at)
}

function* ownViolations(value: JsonValue, schema: Schema): Generator<string> {
  const { type, const: constant, pattern, format, minimum, maximum } = schema
  if (type !== undefined && !types[type](value)) yield `must be ${type}`
  // Of texts and lists of texts there is one way to write each.
  if (constant !== undefined && JSON.stringify(value) !== JSON.stringify(constant))
    yield 'must be equal to constant'
  if (typeof value === 'string') {
    if (pattern !== undefined && !new RegExp(pattern, 'u').test(value))
      yield `must match pattern "${pattern}"`
    if (format !== undefined && !formats[format](value)) yield `must match format "${format}"`
  }
  if (typeof value === 'number') {
    if (minimum !== undefined && value < minimum) yield `must be >= ${minimum}`
    if (maximum !== undefined && value > maximum) yield `must be <= ${maximum}`
  }
}

function* memberViolations(value: JsonObject, schema: Schema, at: string): Generator<string> {
  const { required = [], properties = {}, additionalProperties } = schema
  for (const name of required) {
    if (!Object.hasOwn(value, name)) yield `${at}${pointerTo(name)} is missing`
  }
  for (const [name, member] of Object.entries(value)) {
    const rules = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (rules !== undefined) yield* violations(member, rules, `${at}${pointerTo(name)}`)
    else if (additionalProperties === false)
      yield `${at}${pointerTo(name.slice(0, 100))} is unknown`
  }
}

const types = {
  object: isJsonObject,
  string: (value: JsonValue) => typeof value === 'string',
  integer: Number.isInteger,
}

const formats = {
  date: isDate,
  'partial-date': (text: string) =>
    text === '' || [text, `${text}-01`, `${text}-01-01`].some(isDate),
}

/** Whether a day exists. */
function isDate(day: string): boolean {
  return isDateTime(`${day}T00:00:00Z`)
}
