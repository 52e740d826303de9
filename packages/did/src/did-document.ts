import { assertJson, isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { type Did, parseDid, parseDidUrl } from './did.ts'
import { DidError } from './error.ts'

/** What a key may be used for; the members of a DID document that list keys. */
export const verificationRelationships = [
  'authentication',
  'assertionMethod',
  'keyAgreement',
  'capabilityInvocation',
  'capabilityDelegation',
] as const

/**
 * What a key may be used for.
 *
 * @see DID Core §5.3 Verification Relationships
 */
export type VerificationRelationship = (typeof verificationRelationships)[number]

/**
 * A public key as the JSON of a DID document has it. The key itself stands in members that depend on `type`;
 * `parseVerificationMethod` of `@unscored/core` reads it.
 *
 * @see DID Core §5.2 Verification Methods
 */
export interface DidVerificationMethod extends JsonObject {
  /** A DID URL, or its fragment alone (`#key-1`). */
  readonly id: string
  readonly type: string
  /** The DID that answers for the key; empty for the document's own. */
  readonly controller: string
}

/**
 * How to reach the subject of a DID document.
 *
 * @see DID Core §5.4 Services
 */
export interface DidService extends JsonObject {
  /** A URI, or a fragment of the document's DID. */
  readonly id: string
  readonly type: string | readonly string[]
  readonly serviceEndpoint: JsonValue
}

/** The keys of a DID document by what each may be used for, named by id or in place. */
type KeysByRelationship = {
  readonly [relationship in VerificationRelationship]?: readonly (string | DidVerificationMethod)[]
}

/**
 * A DID document that {@link parseDidDocument} has let pass. Members that no one here reads are kept.
 *
 * @see DID Core §5 Core Properties
 */
export interface DidDocument extends JsonObject, KeysByRelationship {
  readonly id: Did
  readonly alsoKnownAs?: readonly string[]
  /** The DIDs that may change the document. */
  readonly controller?: string | readonly string[]
  readonly verificationMethod?: readonly DidVerificationMethod[]
  readonly service?: readonly DidService[]
}

/**
 * Checks that a value is the document of a DID: JSON of bounded size and depth whose `id` is that DID, whose
 * verification methods have an id, a type and a controller, and in which no id occurs twice.
 *
 * Keys are not decoded here, since a document may well hold kinds of key that this toolkit does not read, beside
 * the one that is wanted; `dereferenceVerificationMethod` decodes the one that is asked for.
 *
 * @throws {DidError} `invalidDidDocument`.
 * @see DID Core §5 Core Properties
 */
export function parseDidDocument(value: unknown, did: Did): DidDocument {
  if (isFixed(value) && value.id === did) return value
  const document = parseJsonObject(value)
  if (document.id !== did) throw malformed('its id is not the DID asked for')
  for (const method of listOf(document, 'verificationMethod')) assertMethod(method, did)
  for (const relationship of verificationRelationships) {
    for (const entry of listOf(document, relationship)) {
      if (typeof entry === 'string') assertDidUrl(entry, did)
      else assertMethod(entry, did)
    }
  }
  for (const service of listOf(document, 'service')) assertService(service)
  for (const name of listOf(document, 'alsoKnownAs')) {
    if (typeof name !== 'string') throw malformed('an alsoKnownAs is no string')
  }
  if (document.controller !== undefined && !isTextOrTexts(document.controller)) {
    throw malformed('its controller is neither a string nor an array of strings')
  }
  // Each member that DidDocument names was checked above.
  const checked = document as DidDocument
  assertNoIdTwice(checked)
  return checked
}

/**
 * A copy of a document that nobody can change: it is checked here, and {@link parseDidDocument} lets it pass from then on
 * without looking at it again.
 *
 * @throws {DidError} `invalidDidDocument`.
 */
export function fixDidDocument(document: DidDocument): DidDocument {
  if (fixedDocuments.has(document)) return document
  assertIsJson(document)
  const copy = parseDidDocument(structuredClone(document), document.id)
  freeze(copy)
  fixedDocuments.add(copy)
  return copy
}

/** Documents that were checked and cannot change. */
const fixedDocuments = new WeakSet<object>()

function isFixed(value: unknown): value is DidDocument {
  return typeof value === 'object' && value !== null && fixedDocuments.has(value)
}

/** Of JSON, whose depth is bounded. */
function freeze(value: JsonValue): void {
  if (typeof value !== 'object' || value === null) return
  for (const member of Object.values(value)) freeze(member)
  Object.freeze(value)
}

/**
 * All verification methods of a document with absolute id and controller: those listed, and those that stand in
 * place under a relationship.
 */
export function verificationMethodsOf(document: DidDocument): readonly DidVerificationMethod[] {
  const known = methodsOfFixed.get(document)
  if (known !== undefined) return known
  const methods = collectMethods(document)
  if (fixedDocuments.has(document)) methodsOfFixed.set(document, methods)
  return methods
}

const methodsOfFixed = new WeakMap<DidDocument, readonly DidVerificationMethod[]>()

function collectMethods(document: DidDocument): DidVerificationMethod[] {
  const embedded = verificationRelationships
    .flatMap((relationship) => document[relationship] ?? [])
    .filter((entry) => typeof entry !== 'string')
  return [...(document.verificationMethod ?? []), ...embedded].map((method) =>
    withAbsoluteId(method, document.id),
  )
}

/** A document whose references to its own DID are absolute. */
export function withAbsoluteIds(document: DidDocument): DidDocument {
  const { id: did, verificationMethod, service } = document
  const relationships = verificationRelationships.flatMap((relationship) => {
    const entries = document[relationship]?.map((entry) =>
      typeof entry === 'string' ? absolute(entry, did) : withAbsoluteId(entry, did),
    )
    return entries === undefined ? [] : [[relationship, entries] as const]
  })
  return {
    ...document,
    ...(verificationMethod && {
      verificationMethod: verificationMethod.map((method) => withAbsoluteId(method, did)),
    }),
    ...Object.fromEntries(relationships),
    ...(service && { service: servicesOf(document) }),
  }
}

function withAbsoluteId(method: DidVerificationMethod, did: Did): DidVerificationMethod {
  const { id, controller } = method
  return { ...method, id: absolute(id, did), controller: absolute(controller, did) }
}

/** The services of a document with absolute id. */
export function servicesOf(document: DidDocument): DidService[] {
  return (document.service ?? []).map((service) => ({
    ...service,
    id: absolute(service.id, document.id),
  }))
}

/** The absolute ids of the keys that a document lists under a relationship, by name or in place. */
export function idsUnder(document: DidDocument, relationship: VerificationRelationship): string[] {
  const entries = document[relationship] ?? []
  return entries.map((entry) => absolute(typeof entry === 'string' ? entry : entry.id, document.id))
}

function parseJsonObject(value: unknown): JsonObject {
  assertIsJson(value)
  if (!isJsonObject(value)) throw malformed('it is no object')
  return value
}

function assertIsJson(value: unknown): asserts value is JsonValue {
  try {
    assertJson(value)
  } catch (cause) {
    throw malformed('it is no JSON of bounded size and depth', { cause })
  }
}

function listOf(document: JsonObject, member: string): readonly JsonValue[] {
  const { [member]: list = [] } = document
  if (!Array.isArray(list)) throw malformed(`its ${member} is no array`)
  return list
}

function assertMethod(method: JsonValue, did: Did): void {
  if (!isJsonObject(method)) throw malformed('a verification method is no object')
  const { id, type, controller } = method
  if (typeof id !== 'string') throw malformed('the id of a verification method is no string')
  if (typeof type !== 'string') throw malformed('the type of a verification method is no string')
  if (typeof controller !== 'string')
    throw malformed('the controller of a verification method is no string')
  assertDidUrl(id, did)
  assertDid(controller, did)
}

function assertService(service: JsonValue): void {
  if (!isJsonObject(service)) throw malformed('a service is no object')
  const { id, type, serviceEndpoint } = service
  if (typeof id !== 'string') throw malformed('the id of a service is no string')
  if (!isTextOrTexts(type)) throw malformed('the type of a service is no string')
  const endpoints = Array.isArray(serviceEndpoint) ? serviceEndpoint : [serviceEndpoint]
  if (!endpoints.every((endpoint) => typeof endpoint === 'string' || isJsonObject(endpoint))) {
    throw malformed('a serviceEndpoint is neither a string nor an object')
  }
}

function isTextOrTexts(value: JsonValue | undefined): value is string | readonly string[] {
  return [value].flat().every((text) => typeof text === 'string')
}

function assertDidUrl(reference: string, did: Did): void {
  try {
    parseDidUrl(absolute(reference, did))
  } catch (cause) {
    throw malformed('the id of a verification method is no DID URL', { cause })
  }
}

function assertDid(reference: string, did: Did): void {
  try {
    parseDid(absolute(reference, did))
  } catch (cause) {
    throw malformed('the controller of a verification method is no DID', { cause })
  }
}

function assertNoIdTwice(document: DidDocument): void {
  const ids = [...collectMethods(document), ...servicesOf(document)].map(({ id }) => id)
  if (new Set(ids).size < ids.length) throw malformed('an id occurs twice')
}

/** Resolves a reference within the document of a DID (DID Core §3.2.2 Relative DID URLs). */
export function absolute(reference: string, did: Did): string {
  return reference === '' || reference.startsWith('#') ? did + reference : reference
}

function malformed(why: string, options?: ErrorOptions): DidError {
  return new DidError('invalidDidDocument', `not the DID document asked for: ${why}`, options)
}
