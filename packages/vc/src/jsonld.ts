import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import {
  copyJson,
  isJsonObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  ToolkitError,
  utf8,
} from '@unscored/core'
import contexts from 'jsonld/lib/context.js'
import events from 'jsonld/lib/events.js'
import expansion from 'jsonld/lib/expand.js'
import rdf from 'jsonld/lib/toRdf.js'
import { canonize, NQuads } from 'rdf-canonize'
import { createActiveContext } from './contexts/active-context.ts'
import { createContextResolver } from './contexts/resolver.ts'
import type { DocumentLoader } from './document-loader.ts'
import { CredentialError } from './error.ts'
import { once } from './once.ts'

/** A part of a quad, as RDF/JS describes it. A blank node's value is its label without `_:`. */
export interface Term {
  readonly termType: 'NamedNode' | 'BlankNode' | 'Literal' | 'DefaultGraph'
  readonly value: string
  /** Of a literal alone. */
  readonly datatype?: { readonly termType: 'NamedNode'; readonly value: string }
  /** Of a literal with a language alone. */
  readonly language?: string
}

/** A statement of RDF, as RDF/JS describes it. */
export interface Quad {
  readonly subject: Term
  readonly predicate: Term
  readonly object: Term
  readonly graph: Term
}

/** What every step of JSON-LD processing takes. */
export interface JsonLdOptions {
  documentLoader: DocumentLoader
  /** Whether numbers and booleans may also be written as text with their type; refused by default. */
  anySpelling?: boolean
}

/** A dataset in canonical form. */
export interface CanonicalDataset {
  /** Each N-Quad with its closing newline, ascending. */
  readonly nquads: readonly string[]
  /** From the label of each blank node to its canonical label `c14n0`, `c14n1`, …, all without `_:`. */
  readonly labels: ReadonlyMap<string, string>
}

// Documents are expanded and told as statements by the parts of jsonld that do so. The whole of it is loaded for what
// issuers and holders do beside: on Node it brings an HTTP client, which takes longer than a verification.
const loadProcessor = once(async () => (await import('jsonld/lib/index.js')).default())

/** One for all documents, so that what was compiled on it is found again. */
const initialContext = createActiveContext(contexts.getInitialContext({}))

/**
 * How often canonicalization may compare blank nodes that look alike, as a power of their number. Beyond that a few
 * dozen nodes can keep it busy for ever; no honest credential comes near.
 */
const WORK_FACTOR = 1

/**
 * Expands a document: terms become IRIs.
 *
 * @throws {CredentialError} `undefinedTerm` where the contexts define not every member and type, `unknownContext`,
 *   or `malformed` where it is no JSON-LD that keeps all it says.
 * @see JSON-LD 1.1 API §5.1 Expansion
 */
export async function expand(
  document: JsonObject,
  { documentLoader, anySpelling = false }: JsonLdOptions,
): Promise<JsonArray> {
  const options = safe(documentLoader, document)
  const expanded = asArray(
    await coded(
      expansion.expand({
        activeCtx: initialContext,
        element: copyJson(document),
        options,
      }),
    ),
  )
  assertNoEmptyReference(expanded)
  if (!anySpelling) assertOneSpelling(expanded)
  return expanded
}

/**
 * Compacts an expanded document to the terms of a context.
 *
 * @param context What the `@context` member of the result is to be.
 * @throws {CredentialError} as {@link expand} does.
 * @see JSON-LD 1.1 API §6.1 Compaction
 */
export async function compact(
  expanded: JsonArray,
  context: JsonValue,
  { documentLoader }: JsonLdOptions,
): Promise<JsonObject> {
  const processor = await loadProcessor()
  return coded(processor.compact(expanded, context, safe(documentLoader, { '@context': context })))
}

/**
 * The statements that an expanded document makes, each once, blank nodes labelled anew.
 *
 * @throws {CredentialError} `malformed` where it says something that RDF cannot.
 * @see JSON-LD 1.1 API §8.1 Deserialize JSON-LD to RDF
 */
export async function toDataset(
  expanded: JsonArray,
  { documentLoader }: JsonLdOptions,
): Promise<Quad[]> {
  // jsonld takes apart the lists of what it is given.
  const input = copyJson(expanded)
  const options = safe(documentLoader, input)
  // Quads as RDF/JS describes them.
  const dataset = await coded(Promise.resolve().then(() => rdf.toRDF(input, options) as Quad[]))
  return [...new Map(dataset.map((quad) => [toNQuad(quad), quad])).values()]
}

/**
 * Compacts the part of an expanded document that a frame selects; what the frame names and the document lacks is
 * left out.
 *
 * @throws {CredentialError} as {@link expand} does.
 * @see JSON-LD 1.1 Framing §5.1
 */
export async function frame(
  expanded: JsonArray,
  selection: JsonObject,
  { documentLoader }: JsonLdOptions,
): Promise<JsonObject> {
  const processor = await loadProcessor()
  const options = { ...safe(documentLoader, selection), omitDefault: true } as const
  return coded(processor.frame(expanded, selection, options))
}

/** Hashes text, to label blank nodes by. */
export interface MessageDigest {
  update(text: string): void
  /** In lower-case hexadecimal. */
  digest(): string
}

/** SHA-256 of text in UTF-8: the same code in browsers as on Node, and where a page has no `crypto.subtle`. */
export function createSha256(): MessageDigest {
  const hash = sha256.create()
  return {
    update: (text) => {
      hash.update(utf8(text))
    },
    digest: () => bytesToHex(hash.digest()),
  }
}

/**
 * Canonicalizes a dataset.
 *
 * @throws {CredentialError} `malformed` where blank nodes are too much alike to be told apart soon, as in a clique, or
 *   where a label is of the form that canonical ones have.
 * @see RDF Dataset Canonicalization 1.0 §4
 */
export async function canonicalize(
  dataset: readonly Quad[],
  createMessageDigest: () => MessageDigest = createSha256,
): Promise<CanonicalDataset> {
  if (dataset.some(hasReservedLabel)) {
    throw new CredentialError('malformed', 'a blank node bears a canonical label')
  }
  const labels = new Map<string, string>()
  const canonical = canonize(dataset, {
    algorithm: 'RDFC-1.0',
    canonicalIdMap: labels,
    maxWorkFactor: WORK_FACTOR,
    createMessageDigest,
  })
  const text = await canonical.catch((cause: unknown) => {
    throw new CredentialError('malformed', 'the blank nodes are too much alike', { cause })
  })
  return { nquads: text.split(/(?<=\n)/), labels }
}

/**
 * The canonical N-Quads of a document, each with its closing newline.
 *
 * @throws {CredentialError} as {@link expand} and {@link canonicalize} do.
 */
export async function toNQuads(
  document: JsonObject,
  options: JsonLdOptions,
): Promise<readonly string[]> {
  const { nquads } = await canonicalize(await toDataset(await expand(document, options), options))
  return nquads
}

/** The N-Quad of a statement, with its closing newline. */
export function toNQuad(quad: Quad): string {
  return NQuads.serializeQuad(quad)
}

/** rdf-canonize leaves such labels alone, so that two blank nodes could become one. */
function hasReservedLabel({ subject, object, graph }: Quad): boolean {
  return [subject, object, graph].some(
    ({ termType, value }) => termType === 'BlankNode' && value.startsWith('c14n'),
  )
}

/** The data types that JSON has values of its own for; RDF tells no `2` from a `"2"` of such a type. */
const nativeTypes: ReadonlySet<unknown> = new Set(
  ['integer', 'double', 'boolean'].map((name) => `http://www.w3.org/2001/XMLSchema#${name}`),
)

/**
 * Refuses text where a number or boolean could stand, and the reverse: both make the same statement, so that whoever
 * shows a document could turn one into the other.
 */
function assertOneSpelling(value: JsonValue): void {
  if (Array.isArray(value)) value.forEach(assertOneSpelling)
  else if (isJsonObject(value)) {
    const { '@value': content, '@type': type } = value
    if (content === undefined) Object.values(value).forEach(assertOneSpelling)
    else if (
      type !== undefined &&
      type !== '@json' &&
      nativeTypes.has(type) === (typeof content === 'string')
    ) {
      throw malformed(`a value of type ${type} is written in another way than that type's`)
    }
  }
}

/** jsonld complains of every relative reference but the empty one, whose statement it drops in silence. */
function assertNoEmptyReference(value: JsonValue): void {
  if (Array.isArray(value)) value.forEach(assertNoEmptyReference)
  else if (isJsonObject(value) && !('@value' in value)) {
    if (value['@id'] === '') throw malformed('a reference is empty')
    Object.values(value).forEach(assertNoEmptyReference)
  }
}

/** Nothing may be dropped, nothing is relative; text with a direction is told as a data type. */
function safe(documentLoader: DocumentLoader, document: JsonValue) {
  const options = {
    documentLoader,
    contextResolver: createContextResolver(document),
    base: null,
    safe: true,
    rdfDirection: 'i18n-datatype',
  } as const
  return { ...options, eventHandler: events.setupEventHandler({ options }) }
}

/** A document that is a graph and nothing else stands for the nodes in it. */
function asArray(expanded: JsonValue): JsonArray {
  if (expanded === null) return []
  const { '@graph': graph, ...others } = isJsonObject(expanded) ? expanded : {}
  const nodes = graph === undefined || Object.keys(others).length > 0 ? expanded : graph
  return [nodes].flat()
}

async function coded<Result>(processing: Promise<Result>): Promise<Result> {
  return processing.catch((error: unknown) => {
    throw refusal(error)
  })
}

/** What jsonld complains of; without its error as the cause, because that holds the values complained of. */
function refusal(error: unknown): ToolkitError {
  if (error instanceof ToolkitError) return error
  const { cause, event, code } = detailsOf(error)
  if (cause !== undefined) return refusal(cause)
  if (!isJsonObject(event)) return malformed(code)
  const { property } = isJsonObject(event.details) ? event.details : {}
  if (event.code === 'invalid property') return undefinedTerm(`the member ${quoted(property)}`)
  if (event.code === 'relative @type reference') return undefinedTerm('a type')
  return malformed(event.code)
}

function detailsOf(error: unknown): { cause?: unknown; event?: unknown; code?: unknown } {
  const details = error instanceof Error && 'details' in error ? error.details : undefined
  return typeof details === 'object' && details !== null ? details : {}
}

function undefinedTerm(what: string): CredentialError {
  return new CredentialError('undefinedTerm', `no context defines ${what}`)
}

/** @param code Of JSON-LD's errors or of jsonld's warnings: both are closed sets of words. */
function malformed(code: unknown): CredentialError {
  return new CredentialError('malformed', `no JSON-LD: ${code ?? 'it cannot be read'}`)
}

function quoted(name: unknown): string {
  return JSON.stringify(String(name).slice(0, 100))
}
