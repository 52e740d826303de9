import { isDigest, isJsonObject, type JsonValue } from '@unscored/core'
import { MONTH } from './month.ts'

/** Reads a JSON value of one shape; throws a {@link ShapeError} for any other. */
export type Shape<Value> = (value: JsonValue | undefined, at: string) => Value

/** What a shape gives. */
export type Shaped<Of> = Of extends Shape<infer Value> ? Value : never

/** A value that has not the shape that it must have. The message names where, and quotes nothing. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
}

/** What {@link text} takes. */
export interface TextOptions {
  /** In characters. */
  max: number
  pattern?: RegExp
  is?: (text: string) => boolean
}

/** Text of bounded length. */
export function text({ max, pattern, is = () => true }: TextOptions): Shape<string> {
  return (value, at) => {
    const fits = typeof value === 'string' && value.length > 0 && value.length <= max
    if (!fits || /\p{Surrogate}/u.test(value)) throw refused(at, `is no text of at most ${max}`)
    if ((pattern && !pattern.test(value)) || !is(value)) throw refused(at, 'is not written so')
    return value
  }
}

/** A month, as {@link MONTH} writes it. */
export const month = text({ max: 20, pattern: MONTH })

/** A digest, as `digestOf` writes it. */
export const digest = text({ max: 64, is: isDigest })

/** One of some words. */
export function word<const Word extends string>(words: readonly Word[]): Shape<Word> {
  return (value, at) => {
    const found = words.find((known) => known === value)
    if (found === undefined) throw refused(at, `is none of ${words.join(', ')}`)
    return found
  }
}

/** An integer within bounds. */
export function integer({ min, max }: { min: number; max: number }): Shape<number> {
  return (value, at) => {
    const fits = Number.isSafeInteger(value) && !Object.is(value, -0)
    if (typeof value !== 'number' || !fits || value < min || value > max) {
      throw refused(at, `is no integer from ${min} to ${max}`)
    }
    return value
  }
}

/** A text, a number or a boolean. */
export const scalar: Shape<string | number | boolean> = (value, at) => {
  const isText = typeof value === 'string' && !/\p{Surrogate}/u.test(value)
  if (isText || typeof value === 'number' || typeof value === 'boolean') return value
  throw refused(at, 'is neither text nor number nor boolean')
}

/** What {@link list} takes beside the shape of the items. */
export interface ListOptions<Item> {
  min?: number
  max: number
  /** What no two items share. */
  unique?: (item: Item) => string
  /** Whether the items are sorted by that, ascending by code unit. */
  sorted?: true
}

/** A list of bounded length. */
export function list<Item>(
  item: Shape<Item>,
  { min = 0, max, unique, sorted }: ListOptions<Item>,
): Shape<readonly Item[]> {
  return (value, at) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) {
      throw refused(at, `is no list of ${min} to ${max}`)
    }
    const items = value.map((one: JsonValue, i) => item(one, `${at}/${i}`))
    if (unique) assertOrdered(items.map(unique), { at, sorted: sorted === true })
    return Object.freeze(items)
  }
}

type Members = Readonly<Record<string, Shape<unknown>>>

type Objectified<Required extends Members, Optional extends Members> = {
  readonly [Name in keyof Required]: Shaped<Required[Name]>
} & { readonly [Name in keyof Optional]?: Shaped<Optional[Name]> }

/** An object with these members and no others. The result has no prototype that a member could be mistaken for. */
export function object<Required extends Members, Optional extends Members>(
  required: Required,
  optional: Optional,
): Shape<Objectified<Required, Optional>> {
  const shapes = new Map<string, Shape<unknown>>(Object.entries({ ...required, ...optional }))
  const names = Object.keys(required)
  return (value, at) => {
    if (!isJsonObject(value)) throw refused(at, 'is no object')
    if (!names.every((name) => Object.hasOwn(value, name))) throw refused(at, 'lacks a member')
    const members = Object.keys(value).map((name) => {
      const shape = shapes.get(name)
      if (shape === undefined) throw refused(at, 'has a member that is not known')
      return [name, shape(value[name], `${at}/${name}`)] as const
    })
    // Each member that the type names was read by its own shape just above, and there are no others.
    return Object.freeze(Object.fromEntries(members)) as Objectified<Required, Optional>
  }
}

function assertOrdered(
  keys: readonly string[],
  { at, sorted }: { at: string; sorted: boolean },
): void {
  if (new Set(keys).size < keys.length) throw refused(at, 'holds the same twice')
  const isSorted = keys.every((key, i) => i === 0 || (keys[i - 1] ?? '') < key)
  if (sorted && !isSorted) throw refused(at, 'is not sorted')
}

/** The refusal of a value. */
export function refused(at: string, why: string): ShapeError {
  return new ShapeError(`${at || 'it'} ${why}`)
}
