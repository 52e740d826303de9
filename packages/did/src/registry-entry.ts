import {
  canonicalJson,
  equalOctets,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@unscored/core'
import { list, object, type Shape, type Shaped, ShapeError, text } from './closed-shape.ts'
import { parseDid } from './did.ts'
import { type DidDocument, fixDidDocument, parseDidDocument } from './did-document.ts'
import type { IssuerManifest } from './manifest.ts'
import { readManifestDocument } from './manifest-document.ts'
import { RegistryError } from './registry-error.ts'

/** What stands for every type, or for every jurisdiction. */
export const ANY = '*'

/** What an issuer may issue, and for which jurisdiction. */
export type RegistryGrant = Shaped<typeof grant>

/** What a registry says of one issuer. */
export interface RegistryEntry {
  /** Its DID, or the address by which SMART Health Cards name it. */
  readonly id: string
  /** For people. */
  readonly name?: string
  /** For people. */
  readonly website?: string
  /** The id by which it goes now, where this is an old one. */
  readonly canonical?: string
  /** Of an issuer with a DID. */
  readonly document?: DidDocument
  /** The document with its manifest, signed by itself. */
  readonly manifest?: JsonObject
  readonly grants: readonly RegistryGrant[]
}

/** An entry as it is looked up. */
export interface RegistryLine {
  readonly entry: RegistryEntry
  readonly manifest?: IssuerManifest
}

/** The longest id of an entry, in characters. */
const MAX_ID_LENGTH = 2048

/** Text of printable ASCII, in which nothing must be escaped, so that an id is found without parsing a line. */
const ID = /^(?:did:[a-z\d]+:|https:\/\/)[!#-[\]-~]+$/

const id = text({ max: MAX_ID_LENGTH, pattern: ID })

const grant = object(
  {
    /** An IRI, or `*`. */
    type: text({ max: 512 }),
    /** A country, or a part of one, by ISO 3166-1 alpha-2 or ISO 3166-2; or `*`. */
    jurisdiction: text({ max: 6, pattern: /^(?:\*|[A-Z]{2}(?:-[A-Z\d]{1,3})?)$/ }),
  },
  {},
)

const jsonObject: Shape<JsonObject> = (value, at) => {
  if (!isJsonObject(value)) throw new ShapeError(`${at} is no object`)
  return value
}

const members = object(
  {
    grants: list(grant, {
      max: 256,
      unique: ({ type, jurisdiction }) => `${jurisdiction} ${type}`,
      sorted: true,
    }),
  },
  {
    name: text({ max: 256 }),
    website: text({ max: MAX_ID_LENGTH }),
    canonical: id,
    document: jsonObject,
    manifest: jsonObject,
  },
)

/**
 * Checks an entry, and what is in it: the document is that of its DID, the manifest that of the same issuer.
 *
 * @throws {RegistryError} `entryMalformed`, `DidError` or `ManifestError`.
 */
function parseEntry(value: JsonValue): RegistryLine {
  const { id: name, ...others } = isJsonObject(value) ? value : {}
  const { document, manifest, ...rest } = shaped(name, others)
  const entry = { ...rest, id: String(name) }
  const isDid = entry.id.startsWith('did:')
  if (isDid !== (document !== undefined)) {
    throw malformed('an issuer with a DID has a document, and no other has one')
  }
  const pinned = document && fixDidDocument(parseDidDocument(document, parseDid(entry.id)))
  const read = manifest && readManifestDocument(manifest)
  if (read !== undefined && read.issuer !== entry.id)
    throw malformed('a manifest is of another DID')
  return {
    entry: {
      ...entry,
      ...(pinned && { document: pinned }),
      ...(manifest && { manifest }),
    },
    ...(read && { manifest: read }),
  }
}

function shaped(name: JsonValue | undefined, others: JsonObject): Shaped<typeof members> {
  try {
    id(name, '/id')
    return members(others, '')
  } catch (cause) {
    if (cause instanceof ShapeError) throw malformed(cause.message)
    throw cause
  }
}

/** A line of a registry, with its end: the id, then the rest, both in the one way in which it can be written. */
export function formatLine({ id: name, ...others }: RegistryEntry): Uint8Array<ArrayBuffer> {
  // An entry is JSON, whose type has an index signature that its own has not.
  const line = canonicalJson([name, others as unknown as JsonObject])
  const ended = new Uint8Array(line.length + 1)
  ended.set(line)
  ended[line.length] = LINE_FEED
  return ended
}

/** What ends a line. */
export const LINE_FEED = 0x0a

/**
 * Reads a line of a registry, without its end. One that is written in another way than {@link formatLine} writes it is refused,
 * so that no two readers read it differently.
 *
 * @throws {RegistryError} `entryMalformed`, and what {@link parseEntry} throws.
 */
export function parseLine(octets: Uint8Array): RegistryLine {
  const [name, others, ...more] = itemsOf(octets)
  if (name === undefined || !isJsonObject(others) || more.length > 0 || 'id' in others) {
    throw malformed('a line is no id with an object')
  }
  return parseEntry({ ...others, id: name })
}

function itemsOf(octets: Uint8Array): readonly JsonValue[] {
  const value = jsonOf(octets)
  if (!Array.isArray(value) || !equalOctets(canonicalJson(value), octets)) {
    throw malformed('a line is not written in the one way in which it can be')
  }
  return value
}

function jsonOf(octets: Uint8Array): JsonValue {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets))
  } catch (cause) {
    throw malformed('a line is no JSON of bounded size and depth', { cause })
  }
}

const ID_BEGINS = [0x5b, 0x22]
const ID_ENDS = 0x22

/** The id at the beginning of a line, without parsing the line; `undefined` where there is none. */
export function idOfLine(octets: Uint8Array): string | undefined {
  if (ID_BEGINS.some((octet, i) => octets[i] !== octet)) return undefined
  const end = octets.subarray(0, MAX_ID_LENGTH + 3).indexOf(ID_ENDS, ID_BEGINS.length)
  if (end === -1) return undefined
  const name = String.fromCharCode(...octets.subarray(ID_BEGINS.length, end))
  return ID.test(name) ? name : undefined
}

function malformed(why: string, options?: ErrorOptions): RegistryError {
  return new RegistryError('entryMalformed', `no entry of a registry: ${why}`, options)
}
