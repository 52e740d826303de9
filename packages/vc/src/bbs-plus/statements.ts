import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@unscored/core'
import { type AssertContextsOptions, assertContexts } from '../context-policy.ts'
import { CredentialError } from '../error.ts'
import {
  canonicalize,
  expand,
  type JsonLdOptions,
  type Quad,
  type Term,
  toDataset,
} from '../jsonld.ts'
import { createMessageDigest, toStatement } from './n-quads.ts'
import { MAX_STATEMENTS } from './octets.ts'

/** How documents are read. */
export interface DocumentOptions extends JsonLdOptions, AssertContextsOptions {}

/** What an issuer signs of a document. */
export interface SignedDocument {
  /** N-Quads without the closing newline, in the order in which they are signed. */
  readonly statements: readonly string[]
  /** The expanded document, in which ids stand for blank nodes, `urn:bnid:_:c14n0` for `_:c14n0`. */
  readonly expanded: JsonArray
}

/**
 * The statements of a document, and the document with its blank nodes named as holders show them.
 *
 * @throws {CredentialError} as {@link assertContexts} does; `malformed` where an id is one of those that stand for
 *   blank nodes.
 */
export async function readSigned(
  document: JsonObject,
  options: DocumentOptions,
): Promise<SignedDocument> {
  const name = nameGiver()
  const named = (await expandChecked(document, options)).map((node) => withNames(node, name))
  const dataset = (await toDataset(named, options)).map((quad) => withNodes(quad, toBlankNode))
  const { labels } = await canonicalize(dataset, createMessageDigest)
  const quads = dataset.map((quad) => withNodes(quad, (node) => labelled(node, labels)))
  const expanded = named.map((node) => withLabels(node, labels))
  return { statements: toStatements(quads), expanded }
}

/**
 * The statements of a derived document, its placeholders become blank nodes again. Nodes without an id make statements
 * that nobody signed: they are not labelled canonically.
 *
 * @throws {CredentialError} as {@link assertContexts} does.
 */
export async function readShown(
  document: JsonObject,
  options: DocumentOptions,
): Promise<readonly string[]> {
  const dataset = await toDataset(await expandChecked(document, options), options)
  return toStatements(dataset.map((quad) => withNodes(quad, toBlankNode)))
}

/**
 * Statements as they are signed: N-Quads without the closing newline, in the order of URDNA2015.
 *
 * A blank node sorts after every IRI, but its placeholder among them, before `urn:uuid:…` for one. So a derived
 * document's statements have to be put in order after its placeholders became blank nodes again, or each may meet
 * another one's index.
 *
 * @throws {CredentialError} `malformed` where a statement holds what N-Quads cannot.
 */
function toStatements(quads: readonly Quad[]): string[] {
  // By code units, as rdf-canonize sorts.
  return quads.map(toStatement).sort()
}

/** An id that stands for a blank node: in derived documents for one of a canonical label. */
const PLACEHOLDER = 'urn:bnid:'
const PLACEHOLDER_OF_LABEL = /^urn:bnid:_:(?<label>\w+)$/

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'

async function expandChecked(document: JsonObject, options: DocumentOptions): Promise<JsonArray> {
  assertContexts(document, { allowTypedValues: options.anySpelling === true, ...options })
  // A frame that selects nothing leaves such a document; jsonld takes an object without members for a mistake.
  if (Object.keys(document).every((name) => name === '@context')) return []
  return expand(document, options)
}

function nameGiver(): () => string {
  let count = 0
  return () => placeholder(`n${count++}`)
}

function placeholder(label: string): string {
  return `${PLACEHOLDER}_:${label}`
}

/** Copies an expanded value, names its nodes and makes nodes of the links of its lists. */
function withNames(value: JsonValue, name: () => string): JsonValue {
  if (Array.isArray(value)) return value.map((item) => withNames(item, name))
  if (!isJsonObject(value) || '@value' in value) return value
  if (Array.isArray(value['@list'])) return linksOf(value['@list'], name)
  const { '@id': id = name(), '@type': type, '@reverse': reverse, ...members } = value
  if ([value['@id'], type].flat().some((iri) => String(iri).startsWith(PLACEHOLDER))) {
    throw malformed('an id stands for a blank node, as in derived documents')
  }
  return {
    '@id': id,
    ...(type !== undefined && { '@type': type }),
    ...(isJsonObject(reverse) && {
      '@reverse': mapMembers(reverse, (nodes) => withNames(nodes, name)),
    }),
    ...mapMembers(members, (member) => withNames(member, name)),
  }
}

/** A list as RDF has it: each item is the first of a link, whose rest is the next link. */
function linksOf(list: JsonArray, name: () => string): JsonValue {
  // Each link makes two statements, and lies within the one before.
  if (2 * list.length > MAX_STATEMENTS) throw malformed('a list is too long')
  return list.reduceRight<JsonValue>(
    (rest, item) => ({
      '@id': name(),
      [`${RDF}first`]: [withNames(item, name)],
      [`${RDF}rest`]: [rest],
    }),
    { '@id': `${RDF}nil` },
  )
}

/** Copies an expanded value whose nodes were named, and names them by their canonical labels. */
function withLabels(value: JsonValue, labels: ReadonlyMap<string, string>): JsonValue {
  if (Array.isArray(value)) return value.map((item) => withLabels(item, labels))
  if (!isJsonObject(value) || '@value' in value) return value
  return mapMembers(value, (member, name) => {
    if (name !== '@id') return withLabels(member, labels)
    const { label } = PLACEHOLDER_OF_LABEL.exec(String(member))?.groups ?? {}
    return label === undefined ? member : placeholder(labels.get(label) ?? label)
  })
}

function mapMembers(
  object: JsonObject,
  change: (member: JsonValue, name: string) => JsonValue,
): JsonObject {
  const changed = Object.entries(object).map(([name, member]) => [name, change(member, name)])
  return Object.fromEntries(changed)
}

function withNodes(
  { subject, predicate, object, graph }: Quad,
  change: (node: Term) => Term,
): Quad {
  const changed = (term: Term) => (term.termType === 'Literal' ? term : change(term))
  return { subject: changed(subject), predicate, object: changed(object), graph: changed(graph) }
}

function toBlankNode(node: Term): Term {
  const { label } = PLACEHOLDER_OF_LABEL.exec(node.value)?.groups ?? {}
  return label === undefined ? node : { termType: 'BlankNode', value: label }
}

function labelled(node: Term, labels: ReadonlyMap<string, string>): Term {
  const label = node.termType === 'BlankNode' ? labels.get(node.value) : undefined
  return label === undefined ? node : { ...node, value: label }
}

function malformed(why: string): CredentialError {
  return new CredentialError('malformed', why)
}
