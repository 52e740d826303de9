import { bls12381Sha256, bls12381Shake256, type Ciphersuite } from './ciphersuite.ts'
import type { CompositionErrorCode } from './composite/error.ts'
import type { CurveChoice } from './load-curve.ts'
import type { BbsOperations } from './operations.ts'
import { assertOctets } from './scalars.ts'

/** What a pool has a worker compute. */
export interface Job {
  id: number
  operation: keyof BbsOperations
  /** Those of the operation but for the engine. */
  options: object
  suite: Ciphersuite['id'] | undefined
  curve: CurveChoice
}

/** What a worker says: that it has started, or how a job ended. */
export type Answer =
  | { ready: true }
  | { id: number; value: unknown }
  /** Of an error that is copied between threads its message alone is left. */
  | { id: number; refusal: { code: CompositionErrorCode; message: string } }
  | { id: number; error: unknown }

/** The suites that are known by their id on either side. */
export const suites: readonly Ciphersuite[] = [bls12381Sha256, bls12381Shake256]

/**
 * A copy of an operation's options that can be sent to a worker. Octets are copied without the buffer that they may be a
 * part of.
 *
 * @throws {TypeError} where there is a function, such as a random source, a symbol, or an array of other numbers than octets.
 */
export function portable(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new TypeError('neither functions nor symbols can be sent to a worker')
  }
  if (typeof value !== 'object' || value === null) return value
  if (ArrayBuffer.isView(value)) {
    assertOctets(value)
    return new Uint8Array(value)
  }
  if (value instanceof Map)
    return new Map([...value].map(([key, item]) => [portable(key), portable(item)]))
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>, portable)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, portable(item)]))
}

/** Overwrites all octets in a value that {@link portable} made, or that a worker received. */
export function wipe(value: unknown): void {
  if (value instanceof Uint8Array) value.fill(0)
  else if (value instanceof Map || Array.isArray(value))
    for (const item of value.values()) wipe(item)
  else if (typeof value === 'object' && value !== null)
    for (const item of Object.values(value)) wipe(item)
}
