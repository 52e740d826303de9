import {
  concatOctets,
  digestOfOctets,
  isJsonObject,
  type JsonValue,
  parseJson,
  sha256,
  utf8,
} from '@unscored/core'
import { digest, integer, month, object, type Shaped, ShapeError } from './closed-shape.ts'
import { idOfLine, LINE_FEED } from './registry-entry.ts'
import { RegistryError } from './registry-error.ts'

/** The largest registry that is read, in octets: 128 MiB. */
const MAX_REGISTRY_BYTES = 2 ** 27

/** What the signer of a registry signs. */
export type RegistryHead = Shaped<typeof head>

const head = object(
  {
    /** 1 for the first. */
    version: integer({ min: 1, max: 2 ** 31 }),
    /** Of all lines but the first, as {@link digestOfBody} gives it. */
    digest,
    /** How many lines these are. */
    count: integer({ min: 0, max: 2 ** 24 }),
    /** The month in which it was made. */
    created: month,
    /** The first month in which it is outdated. */
    validUntil: month,
  },
  {
    /** The digest of the head of the version before; in all but the first. */
    previous: digest,
  },
)

/**
 * @throws {RegistryError} `registryMalformed`.
 */
export function parseHead(value: JsonValue | undefined): RegistryHead {
  const read = shaped(value)
  if ((read.version === 1) !== (read.previous === undefined)) {
    throw malformed('/previous is absent from version 1 and from no other')
  }
  if (read.created >= read.validUntil) throw malformed('/validUntil is not after /created')
  return read
}

function shaped(value: JsonValue | undefined): RegistryHead {
  try {
    return head(value, '')
  } catch (cause) {
    if (cause instanceof ShapeError) throw malformed(cause.message)
    throw cause
  }
}

/** The octets of a registry: the signed head on one line, then the body. */
export function formatRegistry(signed: JsonValue, body: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatOctets(utf8(`${JSON.stringify(signed)}\n`), body)
}

/**
 * Takes the octets of a registry apart. Nothing of it is checked.
 *
 * @throws {RegistryError} `registryMalformed`.
 */
export function splitRegistry(octets: Uint8Array): { signed: JsonValue; body: Uint8Array } {
  if (octets.length > MAX_REGISTRY_BYTES) throw malformed('it is too large')
  const end = octets.indexOf(LINE_FEED)
  if (end === -1) throw malformed('it has no first line')
  const signed = jsonOf(octets.subarray(0, end))
  if (!isJsonObject(signed)) throw malformed('its first line is no object')
  return { signed, body: octets.subarray(end + 1) }
}

function jsonOf(octets: Uint8Array): JsonValue {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets)
    const value = parseJson(text)
    // A member that occurs twice would be another one to another reader.
    if (JSON.stringify(value) === text) return value
  } catch {
    // Says the same as what is written in another way.
  }
  throw malformed('its first line is no JSON, or not written in the one way in which it can be')
}

/** How many octets are hashed at a time: a copy of them is made, and one of a whole registry takes longer than all else. */
const BLOCK_BYTES = 2 ** 18

/** The digest of a body: of the SHA-256 digests of its blocks of 256 KiB, one after the other. */
export function digestOfBody(body: Uint8Array): string {
  const digests = new Uint8Array(32 * Math.ceil(body.length / BLOCK_BYTES))
  for (let i = 0; i * BLOCK_BYTES < body.length; i++) {
    const block = body.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES)
    digests.set(sha256(block), 32 * i)
  }
  return digestOfOctets(digests)
}

/**
 * Where the line of each id is, in the order of the lines, which are sorted by id. No line is parsed.
 *
 * @throws {RegistryError} `registryMalformed`.
 */
export function indexBody(body: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const lines = new Map<string, Uint8Array>()
  let last = ''
  for (let from = 0; from < body.length; ) {
    const end = body.indexOf(LINE_FEED, from)
    if (end === -1) throw malformed('its last line has no end')
    const line = body.subarray(from, end)
    const id = idOfLine(line)
    if (id === undefined || id <= last) throw malformed('its lines are not sorted by id')
    lines.set(id, line)
    last = id
    from = end + 1
  }
  return lines
}

function malformed(why: string): RegistryError {
  return new RegistryError('registryMalformed', `no registry: ${why}`)
}
