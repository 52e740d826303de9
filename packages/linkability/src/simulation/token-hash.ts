/**
 * A hash of 48 bits of a value, for comparing. Two multiplicative hashes of 32 bits, of which 16 bits of one are left out: among
 * millions of values two that differ are rarely the same, and nothing is secret here.
 */
export function hashOf(value: string | number | Uint8Array): number {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  const add = (unit: number) => {
    high = Math.imul(high ^ unit, 0x9e3779b1)
    low = Math.imul(low ^ unit, 0x5f356495)
  }
  if (value instanceof Uint8Array) for (const octet of value) add(octet)
  else {
    // A number and the text of it are the same value to whoever compares.
    const text = String(value)
    for (let i = 0; i < text.length; i++) add(text.charCodeAt(i))
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
  return (high & 0xffff) * 2 ** 32 + (low >>> 0)
}
