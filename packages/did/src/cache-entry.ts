import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { parseDid } from './did.ts'
import { type DidDocument, fixDidDocument, parseDidDocument } from './did-document.ts'
import { readEtag } from './fetch-document.ts'

/** A document that was fetched. */
export interface CacheEntry {
  readonly document: DidDocument
  readonly etag: string | undefined
  /** When its server last said that this is the document, in milliseconds since 1970. */
  readonly retrieved: number
  /** Milliseconds from then on for which nobody is asked again. */
  readonly lifetime: number
}

/** An entry as JSON. */
export function entryToJson({ document, etag, retrieved, lifetime }: CacheEntry): JsonObject {
  return { document, retrieved, lifetime, ...(etag !== undefined && { etag }) }
}

/** Reads what {@link entryToJson} made; `undefined` where it is none of that, or of another DID. */
export function readEntry(value: unknown, did: string): CacheEntry | undefined {
  if (!isJsonObject(value)) return undefined
  const { retrieved, lifetime, etag } = value
  const document = readDocument(value.document, did)
  if (document === undefined || !isDuration(retrieved) || !isDuration(lifetime)) return undefined
  return createEntry({ document, etag: readEtag(etag), retrieved, lifetime })
}

/** An entry of a document that was checked: who is given it cannot change it for others. */
export function createEntry({ document, ...rest }: CacheEntry): CacheEntry {
  return { ...rest, document: fixDidDocument(document) }
}

function readDocument(value: unknown, did: string): DidDocument | undefined {
  try {
    return parseDidDocument(value, parseDid(did))
  } catch {
    return undefined
  }
}

function isDuration(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && value >= 0
}
