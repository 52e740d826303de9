import type { JsonObject } from '@unscored/core'
import { type AssertContextsOptions, assertContexts } from '../context-policy.ts'
import { CredentialError } from '../error.ts'
import {
  canonicalize,
  expand,
  frame,
  fromDataset,
  type JsonLdOptions,
  type Quad,
  type Term,
  toDataset,
} from '../jsonld.ts'

/** How documents are read. */
export interface DocumentOptions extends JsonLdOptions, AssertContextsOptions {}

/**
 * The statements of a document, its blank nodes labelled canonically.
 *
 * @throws {CredentialError} as {@link assertContexts} does; `malformed` where an id is one of those that stand for
 *   blank nodes in derived documents.
 */
export async function signedQuads(document: JsonObject, options: DocumentOptions): Promise<Quad[]> {
  const dataset = await quadsOf(document, options)
  const { labels } = await canonicalize(dataset)
  return dataset.map((quad) =>
    withNodes(quad, (node) => {
      if (node.value.startsWith(PLACEHOLDER)) throw malformed('an id belongs to derived documents')
      const label = labels.get(node.value)
      return node.termType === 'BlankNode' && label ? { ...node, value: label } : node
    }),
  )
}

/**
 * The statements of a derived document, its placeholders become blank nodes again.
 *
 * @throws {CredentialError} as {@link assertContexts} does; `proofInvalid` where there are blank nodes, since in
 *   derived documents all are replaced: unlabelled ones could stand for other nodes than those signed.
 */
export async function shownQuads(document: JsonObject, options: DocumentOptions): Promise<Quad[]> {
  const dataset = await quadsOf(document, options)
  return dataset.map((quad) => withNodes(quad, restored))
}

/**
 * The part of signed statements that a frame selects, as a document in which placeholders stand for blank nodes.
 *
 * @throws {CredentialError} as JSON-LD processing does.
 * @see JSON-LD 1.1 Framing §4
 */
export async function frameQuads(
  quads: readonly Quad[],
  selection: JsonObject,
  options: JsonLdOptions,
): Promise<JsonObject> {
  const expanded = await fromDataset(quads.map((quad) => withNodes(quad, replaced)))
  return frame(expanded, selection, options)
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
export function toStatements(quads: readonly Quad[]): string[] {
  // By code units, as rdf-canonize sorts.
  return quads.map(toStatement).sort()
}

/** Stands before the label of a blank node, so that the holder's frame keeps it. */
const PLACEHOLDER = 'urn:bnid:'
const PLACEHELD_NODE = /^urn:bnid:_:(?<label>c14n\d+)$/

const XSD_STRING = 'http://www.w3.org/2001/XMLSchema#string'

async function quadsOf(document: JsonObject, options: DocumentOptions): Promise<Quad[]> {
  assertContexts(document, options)
  // A frame that selects nothing leaves such a document; jsonld takes an object without members for a mistake.
  if (Object.keys(document).every((name) => name === '@context')) return []
  return toDataset(await expand(document, options), options)
}

function withNodes(
  { subject, predicate, object, graph }: Quad,
  change: (node: Term) => Term,
): Quad {
  const changed = (term: Term) => (term.termType === 'Literal' ? term : change(term))
  return { subject: changed(subject), predicate, object: changed(object), graph: changed(graph) }
}

function replaced(node: Term): Term {
  return node.termType === 'BlankNode'
    ? { termType: 'NamedNode', value: `${PLACEHOLDER}_:${node.value}` }
    : node
}

function restored(node: Term): Term {
  if (node.termType === 'BlankNode') {
    throw new CredentialError('proofInvalid', 'the document has a node without an id')
  }
  const { label } = PLACEHELD_NODE.exec(node.value)?.groups ?? {}
  return label === undefined ? node : { termType: 'BlankNode', value: label }
}

/** An N-Quad as URDNA2015 writes it: unlike its successor it escapes four characters and no others. */
function toStatement({ subject, predicate, object, graph }: Quad): string {
  return [subject, predicate, object, graph].map(toText).filter(Boolean).concat('.').join(' ')
}

function toText({ termType, value, language, datatype }: Term): string {
  if (termType === 'DefaultGraph') return ''
  if (termType === 'BlankNode') return `_:${value}`
  if (termType === 'NamedNode') return toIri(value)
  const literal = `"${value.replace(/["\\\n\r]/g, (character) => escapes[character] ?? '')}"`
  if (language !== undefined) return `${literal}@${language}`
  return datatype?.value === XSD_STRING ? literal : `${literal}^^${toIri(datatype?.value ?? '')}`
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
}

/** @see N-Quads §4 IRIREF */
export function toIri(value: string): string {
  if (!/^[^\p{Cc}\p{Cs} <>"{}|^`\\]+$/u.test(value)) throw malformed('an IRI holds what none may')
  return `<${value}>`
}

function malformed(why: string): CredentialError {
  return new CredentialError('malformed', why)
}
