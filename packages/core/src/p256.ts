/*
 * Only whether public keys are points of the curve: nothing here is secret, so the time taken may tell it. A library of
 * curves would be loaded by every process that reads a DID document, for one equation.
 */

/** The order of the field and the coefficient of the curve y² = x³ − 3x + b (SP 800-186 §3.2.1.3). */
const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn

/**
 * Whether 33 octets are a point of P-256, compressed. All points but infinity, which has no such form, are of its order.
 *
 * @see SEC 1 §2.3.4
 */
export function isP256Point(octets: Uint8Array): boolean {
  const [sign] = octets
  if (octets.length !== 33 || (sign !== 2 && sign !== 3)) return false
  const x = integerOf(octets.subarray(1))
  return x < P && isSquare(ySquaredAt(x))
}

/**
 * A point of P-256 in 33 octets, from its coordinates; `undefined` where they are of no point.
 *
 * @param x 32 octets, most significant first; `y` likewise.
 * @see SEC 1 §2.3.3
 */
export function compressP256(x: Uint8Array, y: Uint8Array): Uint8Array | undefined {
  if (x.length !== 32 || y.length !== 32) return undefined
  const point = { x: integerOf(x), y: integerOf(y) }
  const isOnCurve = point.x < P && point.y < P && (point.y * point.y) % P === ySquaredAt(point.x)
  return isOnCurve ? Uint8Array.of(point.y % 2n === 0n ? 2 : 3, ...x) : undefined
}

/** The curve's right side, from 0 to P − 1. */
function ySquaredAt(x: bigint): bigint {
  return (x ** 3n + (P - 3n) * x + B) % P
}

/** Euler's criterion. No point has y = 0, since there is none of order 2. */
function isSquare(value: bigint): boolean {
  let power = 1n
  for (const bit of EULER_EXPONENT) {
    power = (power * power) % P
    if (bit === '1') power = (power * value) % P
  }
  return power === 1n
}

const EULER_EXPONENT = ((P - 1n) / 2n).toString(2)

function integerOf(octets: Uint8Array): bigint {
  return BigInt(`0x${Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('')}`)
}
