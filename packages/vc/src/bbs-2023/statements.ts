import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { base64urlnopad } from '@scure/base'
import type { JsonArray, JsonObject, JsonValue } from '@unscored/core'
import { isJsonObject, utf8 } from '@unscored/core'
import { CredentialError } from '../error.ts'
import {
  canonicalize,
  compact,
  expand,
  type JsonLdOptions,
  type Quad,
  type Term,
  toDataset,
  toNQuad,
} from '../jsonld.ts'
import { once } from '../once.ts'
import { resolvePointer } from '../pointer.ts'

/** From a blank node's own label to the one that it is signed under. */
export type LabelMap = ReadonlyMap<string, string>

/** A document whose blank nodes were given names, so that they are recognised in any part of it. */
export interface NamedDocument {
  expanded: JsonArray
  compact: JsonObject
  /** How the names of blank nodes start; random, so that no document can hold one by design. */
  prefix: string
}

/**
 * Gives every blank node of a document a name, in the order in which JSON pointers to them sort.
 *
 * The names are written into the document as it is. Where its contexts give objects another meaning than that of a
 * node, what it then says differs from what it said, and the draft's dearer way is taken: through the expanded form.
 *
 * @see VC-DI-ECDSA §3.3.8 `skolemizeCompactJsonLd`
 */
export async function nameBlankNodes(
  document: JsonObject,
  options: JsonLdOptions,
): Promise<NamedDocument> {
  const prefix = `urn:bnid:${crypto.randomUUID()}:`
  const original = await expand(document, options)
  const compactForm = named(document, counter(prefix))
  const expanded = await expand(compactForm, options).catch(() => [])
  if (isNaming({ original, expanded, prefix })) return { expanded, compact: compactForm, prefix }
  return nameExpanded({ original, document, prefix, options })
}

interface NameExpandedOptions {
  original: JsonArray
  document: JsonObject
  prefix: string
  options: JsonLdOptions
}

async function nameExpanded({
  original,
  document,
  prefix,
  options,
}: NameExpandedOptions): Promise<NamedDocument> {
  const name = counter(prefix)
  const expanded = original.map((node) => withNames(node, name))
  const context = document['@context'] ?? []
  return { expanded, compact: await compact(expanded, context, options), prefix }
}

/** Names `n0`, `n1`, …, or those that blank nodes bear already. */
function counter(prefix: string): (label?: string) => string {
  let count = 0
  return (label) => prefix + (label ?? `n${count++}`)
}

/** Copies a compact value and names its objects, parents first. */
function named<Value extends JsonValue>(value: Value, name: () => string): Value
function named(value: JsonValue, name: () => string): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => named(item, name))
  if (!isJsonObject(value) || '@value' in value) return value
  const { '@context': context, id = name(), ...members } = value
  const copies = Object.keys(members)
    .sort()
    .map((member) => [member, named(members[member] ?? null, name)])
  return {
    ...(context !== undefined && { '@context': context }),
    id,
    ...Object.fromEntries(copies),
  }
}

interface Naming {
  original: JsonArray
  expanded: JsonArray
  prefix: string
}

/** Whether one expanded document is the other with a name for each node that had none, and nothing else. */
function isNaming({ original, expanded, prefix }: Naming): boolean {
  return isNamed(original, expanded)

  function isNamed(before: JsonValue, after: JsonValue): boolean {
    if (Array.isArray(before)) {
      return (
        Array.isArray(after) &&
        before.length === after.length &&
        before.every((item, i) => isNamed(item, after[i] ?? null))
      )
    }
    if (!isJsonObject(before) || !isJsonObject(after)) return before === after
    const { '@id': id, ...members } = after
    const isNode = !('@value' in before || '@list' in before)
    const isFresh = typeof id === 'string' && id.startsWith(prefix)
    const names = Object.keys(before).filter((name) => name !== '@id')
    // A label of the document's own would be replaced by another each time it is read.
    if (typeof id === 'string' && id.startsWith('_:')) return false
    return (
      (isNode && before['@id'] === undefined ? isFresh : before['@id'] === id) &&
      names.length === Object.keys(members).length &&
      names.every((name) => isNamed(before[name] ?? null, members[name] ?? null))
    )
  }
}

/** Whether blank nodes are signed under labels in the order in which they stand in the document, as {@link nameBlankNodes} counts them. */
export function areInDocumentOrder(labels: LabelMap): boolean {
  return [...labels].every(([own, label]) => own === label.replace('b', 'n'))
}

/**
 * The numbers that the nodes of a shown document were signed under, in the order in which they stand in it: ascending where labels
 * are in document order, and else in whatever order the issuer's key gave them, which can be of one holder alone.
 *
 * @param labelMap Of its derived proof.
 * @throws {CredentialError} what JSON-LD processing throws.
 */
export async function signedNodeOrder(
  document: JsonObject,
  labelMap: ReadonlyMap<number, number>,
  options: JsonLdOptions,
): Promise<readonly number[]> {
  const { labels } = await canonicalize(
    await statementsOf(await nameBlankNodes(document, options), options),
  )
  const place = (label: string) => Number(/\d+$/.exec(label)?.[0])
  return [...labels]
    .sort(([a], [b]) => place(a) - place(b))
    .flatMap(([, canonical]) => labelMap.get(place(canonical)) ?? [])
}

/** The statements of a whole named document. */
export function statementsOf(
  { expanded, prefix }: NamedDocument,
  options: JsonLdOptions,
): Promise<Quad[]> {
  return unnamed(expanded, prefix, options)
}

/**
 * The statements of the parts of a named document that JSON pointers select.
 *
 * @throws {CredentialError} `invalidPointer`.
 * @see VC-DI-ECDSA §3.3.14 `selectCanonicalNQuads`
 */
export async function selectStatements(
  { compact: document, prefix }: NamedDocument,
  pointers: readonly string[],
  options: JsonLdOptions,
): Promise<Quad[]> {
  const selection = await select(document, pointers)
  return selection === undefined ? [] : unnamed(await expand(selection, options), prefix, options)
}

/**
 * The part of a document that JSON pointers select, with the types and ids on the way; `undefined` for no pointers.
 *
 * @throws {CredentialError} `invalidPointer`.
 * @see VC-DI-ECDSA §3.3.12 `selectJsonLd`
 */
export async function select(
  document: JsonObject,
  pointers: readonly string[],
): Promise<JsonObject | undefined> {
  // The library reads "1abc" as an array index and finds inherited members.
  for (const pointer of pointers) resolvePointer(document, pointer)
  const { selectJsonLd } = await loadPrimitives()
  return selectJsonLd({ document, pointers: [...pointers] }) ?? undefined
}

/** Of use to issuers and holders alone, and as large as all that a verifier needs. */
const loadPrimitives = once(() => import('@digitalbazaar/di-sd-primitives'))

/** N-Quads under other labels, ascending by code points, as they are signed. */
export function relabel(quads: readonly Quad[], labels: LabelMap): string[] {
  const term = (original: Term): Term => {
    if (original.termType !== 'BlankNode') return original
    const label = labels.get(original.value)
    if (label === undefined)
      throw new CredentialError('invalidLabelMap', 'a blank node has no label')
    return { termType: 'BlankNode', value: label }
  }
  const nquads = quads.map(({ subject, predicate, object, graph }) =>
    toNQuad({ subject: term(subject), predicate, object: term(object), graph: term(graph) }),
  )
  return [...new Set(nquads)].sort(byCodePoints)
}

/**
 * The labels that blank nodes are signed under: `b0`, `b1`, … in the order of a keyed hash of their canonical labels,
 * so that they do not tell how many there are before each.
 *
 * @see VC-DI-BBS §3.2 `createShuffledIdLabelMapFunction`
 */
export async function shuffledLabels(
  quads: readonly Quad[],
  hmacKey: Uint8Array,
): Promise<LabelMap> {
  const { labels } = await canonicalize(quads)
  return shuffle(labels, hmacKey)
}

/** The same from canonical labels, for who tries several keys on one document. */
export function shuffle(canonicalLabels: LabelMap, hmacKey: Uint8Array): LabelMap {
  const hashed = [...canonicalLabels].map(
    ([own, canonical]) =>
      [own, base64urlnopad.encode(hmac(sha256, hmacKey, utf8(canonical)))] as const,
  )
  hashed.sort(([, a], [, b]) => byCodePoints(a, b))
  return new Map(hashed.map(([own], i) => [own, `b${i}`]))
}

/** SHA-256 of the N-Quads one after the other (VC-DI-ECDSA §3.3.17 `hashMandatoryNQuads`). */
export function hashStatements(nquads: readonly string[]): Uint8Array {
  return sha256(utf8(nquads.join('')))
}

async function unnamed(
  expanded: JsonArray,
  prefix: string,
  options: JsonLdOptions,
): Promise<Quad[]> {
  const term = (named: Term): Term =>
    named.termType === 'NamedNode' && named.value.startsWith(prefix)
      ? { termType: 'BlankNode', value: named.value.slice(prefix.length) }
      : named
  const quads = await toDataset(expanded, options)
  return quads.map(({ subject, predicate, object, graph }) => ({
    subject: term(subject),
    predicate,
    object: term(object),
    graph: term(graph),
  }))
}

/** Copies an expanded value and names its nodes, parents first; a label of the document's own stays part of the name. */
function withNames(value: JsonValue, name: (label?: string) => string): JsonValue {
  if (Array.isArray(value)) return value.map((item) => withNames(item, name))
  if (!isJsonObject(value) || '@value' in value) return value
  const { '@id': id, ...members } = value
  const copy: Record<string, JsonValue> = {}
  if (typeof id === 'string') copy['@id'] = id.startsWith('_:') ? name(`_${id.slice(2)}`) : id
  else if (!('@list' in value)) copy['@id'] = name()
  for (const [member, content] of Object.entries(members)) copy[member] = withNames(content, name)
  return copy
}

/** JavaScript compares code units, which puts U+E000 … U+FFFF after everything beyond them. */
function byCodePoints(a: string, b: string): number {
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1)
}
