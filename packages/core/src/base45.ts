const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

/**
 * Octets as the text that QR codes hold best: two become three characters, the least significant first; one at the end becomes
 * two.
 *
 * @see RFC 9285 §4
 */
export function encodeBase45(octets: Uint8Array): string {
  const groups = Array.from({ length: Math.ceil(octets.length / 2) }, (_, i) => {
    const group = octets.subarray(2 * i, 2 * i + 2)
    const value = group.reduce((sum, octet) => sum * 256 + octet, 0)
    const digits = [value % 45, Math.floor(value / 45) % 45, Math.floor(value / 2025)]
    return digits.slice(0, group.length + 1).map((digit) => ALPHABET[digit])
  })
  return groups.flat().join('')
}

/**
 * The octets of a base45 text, or `undefined` where it is none: a character outside the alphabet, a length that no
 * octets encode to, or a group beyond what its octets can hold.
 *
 * @see RFC 9285 §4
 */
export function readBase45(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 3 === 1) return undefined
  const octets = new Uint8Array(Math.floor(text.length / 3) * 2 + (text.length % 3 === 2 ? 1 : 0))
  for (let start = 0, offset = 0; start < text.length; start += 3) {
    const group = readGroup(text.slice(start, start + 3))
    if (group === undefined) return undefined
    octets.set(group, offset)
    offset += group.length
  }
  return octets
}

/** Three characters are two octets, the two at the end are one; the least significant character comes first. */
function readGroup(characters: string): readonly number[] | undefined {
  const [c = 0, d = 0, e = 0] = Array.from(characters, (character) => ALPHABET.indexOf(character))
  if (c < 0 || d < 0 || e < 0) return undefined
  const value = c + d * 45 + e * 45 * 45
  if (characters.length === 2) return value > 0xff ? undefined : [value]
  return value > 0xffff ? undefined : [value >> 8, value & 0xff]
}
