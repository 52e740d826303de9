import { readBase45 } from '@unscored/core'
import { decompress } from './deflate.ts'

/**
 * The COSE message of the text of an EU Digital COVID Certificate.
 *
 * @throws {TypeError} where the text is none.
 */
export async function openDcc(text: string): Promise<Uint8Array> {
  const octets = text.startsWith(DCC) ? readBase45(text.slice(DCC.length)) : undefined
  if (octets === undefined) throw new TypeError('the text is no certificate')
  return decompress(octets, 'deflate')
}

/** The text of a certificate of octets that {@link openDcc} gives back, once they are compressed. */
export const DCC = 'HC1:'

/** The text of a SMART Health Card: each character of the JWS in two digits, how far it is behind `-`. */
export function writeCard(jws: string): string {
  const digits = Array.from(jws, (character) => String(character.charCodeAt(0) - FIRST))
  return CARD + digits.map((pair) => pair.padStart(2, '0')).join('')
}

/** The JWS of a SMART Health Card, or `undefined` where the text is none. */
export function readCard(text: string): string | undefined {
  const digits = text.startsWith(CARD) ? text.slice(CARD.length) : ''
  if (!/^(\d\d)+$/.test(digits)) return undefined
  const pairs = digits.match(/\d\d/g) ?? []
  return pairs.map((pair) => String.fromCharCode(Number(pair) + FIRST)).join('')
}

const CARD = 'shc:/'
const FIRST = 45
