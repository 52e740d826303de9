import type { JsonValue } from '@unscored/core'

/** Makes a JSON value and everything in it immutable, and returns it. */
export function freezeJson<Value extends JsonValue>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freezeJson)
  return Object.freeze(value)
}
