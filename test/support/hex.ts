/** Octets from hexadecimal text. */
export function hex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

/** Hexadecimal text of octets. */
export function toHex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex')
}
