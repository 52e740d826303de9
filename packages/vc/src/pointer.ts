import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { CredentialError } from './error.ts'

/**
 * The reference tokens of a JSON pointer.
 *
 * @throws {CredentialError} `invalidPointer`.
 * @see RFC 6901 §3
 */
export function parsePointer(pointer: string): readonly string[] {
  if (!isPointer(pointer)) throw new CredentialError('invalidPointer', 'not a JSON pointer')
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Whether a text is a JSON pointer (RFC 6901 §3). */
export function isPointer(text: string): boolean {
  return POINTER.test(text)
}

/** A JSON pointer to a member, from the names and array indexes that lead there. */
export function pointerTo(...path: readonly (string | number)[]): string {
  return path
    .map((token) => `/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
}

/**
 * What a JSON pointer points to.
 *
 * @throws {CredentialError} `invalidPointer` where it is none or points to nothing.
 * @see RFC 6901 §4
 */
export function resolvePointer(document: JsonObject, pointer: string): JsonValue {
  const value = findPointer(document, pointer)
  if (value === undefined) {
    throw new CredentialError('invalidPointer', `${pointer} points to nothing in the document`)
  }
  return value
}

/**
 * What a JSON pointer points to, or `undefined` where it points to nothing.
 *
 * @throws {CredentialError} `invalidPointer` where it is none.
 */
export function findPointer(document: JsonObject, pointer: string): JsonValue | undefined {
  return parsePointer(pointer).reduce<JsonValue | undefined>(
    (value, token) => (value === undefined ? undefined : memberOf(value, token)),
    document,
  )
}

function memberOf(value: JsonValue, token: string): JsonValue | undefined {
  if (Array.isArray(value)) return INDEX.test(token) ? value[Number(token)] : undefined
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined
}

const POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/
const INDEX = /^(?:0|[1-9]\d{0,8})$/
