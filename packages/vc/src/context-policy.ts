import {
  assertJson,
  isJsonObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
} from '@unscored/core'
import { bundledContexts } from './contexts/bundled.ts'
import { unknownContext } from './document-loader.ts'
import { CredentialError, type CredentialErrorCode } from './error.ts'
import { pointerTo } from './pointer.ts'

/** The most values that a document may hold: objects, arrays and what stands in them. */
export const MAX_DOCUMENT_VALUES = 4096

/** What {@link assertContexts} takes beside the document. */
export interface AssertContextsOptions {
  /** Contexts that may be named beside the bundled ones, by their address, as the document loader has them. */
  contexts?: ReadonlyMap<string, unknown>
  /**
   * Whether the document may bring contexts of its own and spell `@id` and `@type` out, as published test vectors
   * do. Its terms then mean what its author says, not what a reader takes them for: not for credentials of strangers.
   */
  allowInline?: boolean
  /**
   * Whether values of a type may be spelled out with it, as what is shown by MATTR's library does with numbers. What
   * is spelled out makes the same statement as what is not, and a reader may not find it.
   */
  allowTypedValues?: boolean
}

/**
 * Checks before any JSON-LD processing that a document means what it says to a reader of its JSON.
 *
 * Its contexts are known ones; no keyword regroups its members; members and values are written in the one way
 * that a reader looks for, since a proof holds for every way to write the same statement; and it holds nothing that
 * the statements made from it would lose, merge or alter and that a proof would therefore not cover: `null`, empty and
 * nested arrays, items listed twice, numbers and text that N-Quads cannot hold, blank nodes that bear a label.
 *
 * @throws {CredentialError} `unknownContext`, `inlineContext`, `vocabContext` (inline, and giving meaning to whatever
 *   it does not define), or `malformed`.
 * @throws {FormatError} `tooLarge`, `tooDeep` or `invalidJson`.
 */
export function assertContexts(
  document: unknown,
  options: AssertContextsOptions = {},
): asserts document is JsonObject {
  assertJson(document)
  if (!isJsonObject(document) || document['@context'] === undefined) {
    throw new CredentialError('malformed', 'the document is no object with an @context')
  }
  let values = 1
  const open: Place[] = [{ value: document, pointer: '' }]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const within = placesWithin(place, options)
    values += within.length
    if (values > MAX_DOCUMENT_VALUES) throw refused('malformed', '', 'holds too many values')
    open.push(...within)
  }
}

/** A value and where it stands. */
interface Place {
  readonly value: JsonValue
  readonly pointer: string
}

/** Checks a value by itself and gives the values within. */
function placesWithin({ value, pointer }: Place, options: AssertContextsOptions): Place[] {
  if (value === null) throw refused('malformed', pointer, 'is null')
  if (typeof value === 'string') assertText(value, pointer)
  if (typeof value === 'number') assertNumber(value, pointer)
  if (isJsonObject(value)) return placesWithinNode(value, pointer, options)
  return Array.isArray(value) ? placesWithinList(value, pointer) : []
}

function placesWithinList(list: JsonArray, pointer: string): Place[] {
  if (list.length === 0) throw refused('malformed', pointer, 'is empty')
  if (list.some(Array.isArray)) throw refused('malformed', pointer, 'holds an array in an array')
  const identities = list.map(identityOf).filter((identity) => identity !== undefined)
  if (new Set(identities).size < identities.length) {
    throw refused('malformed', pointer, 'holds the same twice')
  }
  return list.map((value, index) => ({ value, pointer: pointer + pointerTo(index) }))
}

/** What makes two items of an array one and the same to RDF; `undefined` for an object without an id. */
function identityOf(item: JsonValue): JsonValue | undefined {
  if (!isJsonObject(item)) return item
  const { '@value': text, '@language': language = '', '@direction': direction = '' } = item
  return text === undefined ? (item.id ?? item['@id']) : JSON.stringify([text, language, direction])
}

function placesWithinNode(
  node: JsonObject,
  pointer: string,
  options: AssertContextsOptions,
): Place[] {
  const { '@context': context, ...members } = node
  if (context !== undefined) assertContext(context, pointer, options)
  // Without a value, jsonld drops the other two.
  if ([...valueKeywords].some((keyword) => keyword in node)) {
    assertSpelledOut(node, pointer, options)
  }
  return Object.entries(members).map(([name, value]) => {
    const place = { value, pointer: pointer + pointerTo(name) }
    assertMember(name, place, options)
    return place
  })
}

/** A value needs to be spelled out for the language or direction of its text, and for little else. */
function assertSpelledOut(
  { '@value': text, '@language': language, '@direction': direction, type, ...others }: JsonObject,
  pointer: string,
  { allowTypedValues }: AssertContextsOptions,
): void {
  const isPlain = language === undefined && direction === undefined && type === undefined
  const isTyped = type !== undefined && !allowTypedValues
  if (typeof text !== 'string' || isPlain || isTyped || Object.keys(others).length > 0) {
    throw refused('malformed', pointer, 'is spelled out')
  }
}

/** Keywords that say what a text is. */
const valueKeywords: ReadonlySet<string> = new Set(['@value', '@language', '@direction'])

/** Keywords that all contexts have other names for. */
const aliasedKeywords: ReadonlySet<string> = new Set(['@id', '@type'])

function assertMember(name: string, place: Place, { allowInline }: AssertContextsOptions): void {
  const known = valueKeywords.has(name) || (allowInline && aliasedKeywords.has(name))
  if (name.startsWith('@') && !known) {
    throw refused('malformed', place.pointer, 'is a keyword that has no place here')
  }
  // Whoever reads the document looks for the term, and would take what is there for hidden.
  const isIri = name.includes(':') && !allowInline
  if (isIri) throw refused('malformed', place.pointer, 'is an IRI, not a term')
  // jsonld would take it for the prototype of its copy: dropped as a member, obeyed as a context.
  if (name === '__proto__') throw refused('malformed', place.pointer, 'cannot be a member')
  const isLabel = (name === 'id' || name === '@id') && String(place.value).startsWith('_:')
  if (isLabel) throw refused('malformed', place.pointer, 'labels a blank node')
}

/** Entries of a context by which it gives meaning to more than the terms that it defines. */
const sweepingEntries = ['@vocab', '@base', '@import', '@language', '@direction', '@propagate']

function assertContext(
  context: JsonValue,
  node: string,
  { contexts, allowInline }: AssertContextsOptions,
): void {
  const pointer = `${node}/@context`
  const entries = Array.isArray(context) ? context : [context]
  if (entries.length === 0) throw refused('malformed', pointer, 'is empty')
  for (const entry of entries) {
    if (typeof entry === 'string') {
      if (!bundledContexts.has(entry) && !contexts?.has(entry)) throw unknownContext(entry)
    } else if (!allowInline) {
      const sweeping = isJsonObject(entry) && sweepingEntries.some((name) => name in entry)
      throw refused(sweeping ? 'vocabContext' : 'inlineContext', pointer, 'is no address')
    }
  }
}

/** Half a surrogate pair has no UTF-8: whatever stands in for it would be what is signed. */
function assertText(text: string, pointer: string): void {
  if (/\p{Surrogate}/u.test(text)) throw refused('malformed', pointer, 'is not well-formed Unicode')
}

/** N-Quads hold doubles with 16 digits, and jsonld takes every number whose decimals it cannot see for an integer. */
function assertNumber(number: number, pointer: string): void {
  const exact = String(number).includes('.')
    ? Number(number.toExponential(15)) === number
    : Number.isSafeInteger(number)
  if (!exact) throw refused('malformed', pointer, 'is a number that cannot be kept exactly')
}

function refused(code: CredentialErrorCode, pointer: string, why: string): CredentialError {
  return new CredentialError(code, `${pointer.slice(0, 200) || 'the document'} ${why}`)
}
