import { type Curve, G1_BYTES, type PointG1 } from './curve.ts'
import { assertOctets, readScalar, SCALAR_BYTES } from './scalars.ts'

/**
 * The octets of all arguments, one after the other.
 *
 * @throws {TypeError} where one is no `Uint8Array`.
 */
export function concatOctets(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    assertOctets(part)
    all.set(part, offset)
    offset += part.length
  }
  return all
}

/**
 * Octets one after the other, each after their length, and after their number.
 *
 * @throws {TypeError} where some are no `Uint8Array`.
 */
export function lengthPrefixed(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + UINT64_BYTES + part.length, UINT64_BYTES)
  const all = new Uint8Array(length)
  const view = new DataView(all.buffer)
  setUint64(view, 0, parts.length)
  let offset = UINT64_BYTES
  for (const part of parts) {
    assertOctets(part)
    setUint64(view, offset, part.length)
    all.set(part, offset + UINT64_BYTES)
    offset += UINT64_BYTES + part.length
  }
  return all
}

/**
 * An unsigned integer as 8 octets, most significant first (RFC 8017 `I2OSP(value, 8)`).
 *
 * @throws {RangeError} where it is none, or above 2^53 − 1.
 */
export function uint64(value: number): Uint8Array<ArrayBuffer> {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('not an unsigned integer')
  const octets = new Uint8Array(UINT64_BYTES)
  setUint64(new DataView(octets.buffer), 0, value)
  return octets
}

const UINT64_BYTES = 8

/** By halves, since making a `bigint` of it takes ten times as long. */
function setUint64(view: DataView, at: number, value: number): void {
  view.setUint32(at, Math.floor(value / 2 ** 32))
  view.setUint32(at + 4, value)
}

/** ASCII text as octets. */
export function ascii(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/**
 * What is wrong with octets that should be a key, a signature or a proof: their number; a point that is off the
 * curve, outside the subgroup or the identity; a scalar that is 0 or not below r.
 */
export type OctetDefect = 'length' | 'point' | 'scalar'

/**
 * Reads points and scalars one after the other. After a defect it keeps giving values of the right type, so that the
 * layout can be written as one expression; {@link defect} then says that none of them may be used.
 */
export class OctetReader {
  #rest: Uint8Array
  #defect: OctetDefect | undefined
  readonly #curve: Curve

  constructor(octets: Uint8Array, curve: Curve) {
    this.#rest = octets
    this.#curve = curve
  }

  point(): PointG1 {
    const point = this.#curve.readG1(this.#take(G1_BYTES))
    if (point === undefined) this.#defect ??= 'point'
    return point ?? this.#curve.BP1
  }

  scalar(): bigint {
    const scalar = readScalar(this.#take(SCALAR_BYTES))
    if (scalar === undefined) this.#defect ??= 'scalar'
    return scalar ?? 0n
  }

  /** The first thing that was wrong, or `undefined` where all octets were read and are well formed. */
  defect(): OctetDefect | undefined {
    return this.#rest.length === 0 ? this.#defect : 'length'
  }

  #take(length: number): Uint8Array {
    if (this.#rest.length < length) this.#defect ??= 'length'
    const taken = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(length)
    return taken
  }
}
