import { isJsonObject, type JsonObject, type JsonValue, utf8 } from '@unscored/core'
import { HolderError } from './error.ts'
import type { HeldCredential } from './wallet-store.ts'

/**
 * The shape of what a wallet encrypts. Whatever adds a member raises it: an older program then refuses the wallet,
 * where it would otherwise drop the member with its next write.
 */
const CONTENT_VERSION = 1

/** A multiple that several credentials fit in, so that the length of a wallet hardly tells how many there are. */
const PADDED_BYTES = 2 ** 16

/** The JSON that a wallet encrypts, filled up with spaces to a multiple of 64 KiB. */
export function encodeContent(held: readonly HeldCredential[]): Uint8Array<ArrayBuffer> {
  const json = utf8(JSON.stringify({ version: CONTENT_VERSION, credentials: held }))
  const padded = new Uint8Array(Math.ceil(json.length / PADDED_BYTES) * PADDED_BYTES)
  padded.fill(SPACE).set(json)
  return padded
}

const SPACE = 0x20

/**
 * Reads what a wallet decrypted to.
 *
 * @throws {HolderError} `walletVersion` or `walletCorrupt`.
 */
export function parseContent(octets: Uint8Array): HeldCredential[] {
  const content = parseText(octets)
  if (!isJsonObject(content)) throw corrupt('is no JSON object')
  if (content.version !== CONTENT_VERSION) {
    throw new HolderError('walletVersion', 'the content of the wallet is of another version')
  }
  if (!Array.isArray(content.credentials)) throw corrupt('has no list of credentials')
  return content.credentials.map(parseHeld)
}

function parseText(octets: Uint8Array): JsonValue {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets))
  } catch {
    // Without its cause, whose message quotes the text.
    throw corrupt('is no JSON')
  }
}

function parseHeld(value: JsonValue): HeldCredential {
  const { id, credential, addedAt }: JsonObject = isJsonObject(value) ? value : {}
  if (typeof id !== 'string') throw corrupt('has a credential without id')
  if (!isJsonObject(credential)) throw corrupt('has a credential that is no object')
  if (typeof addedAt !== 'string' || Number.isNaN(Date.parse(addedAt))) {
    throw corrupt('has a credential without the time it was added')
  }
  return { id, credential, addedAt: new Date(addedAt) }
}

const corrupt = (why: string) => new HolderError('walletCorrupt', `the wallet's content ${why}`)
