import { CredentialError } from '../error.ts'

/** Octets as base64 with padding, which is how the suites of 2020 write them (RFC 4648 §4). */
export function encodeBase64(octets: Uint8Array): string {
  return btoa(Array.from(octets, (octet) => String.fromCharCode(octet)).join(''))
}

/**
 * Reads base64 with padding; other text for the same octets is refused.
 *
 * @param member What the text is the value of, for the message.
 * @throws {CredentialError} `malformed`.
 */
export function parseBase64(text: unknown, member: string): Uint8Array {
  if (typeof text === 'string' && BASE64.test(text)) {
    const octets = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
    if (encodeBase64(octets) === text) return octets
  }
  throw new CredentialError('malformed', `${member} is no base64 with padding`)
}

const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/
