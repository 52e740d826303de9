import {
  type Cache,
  createCache,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  listOf,
} from '@unscored/core'
import type { DocumentLoader } from '../document-loader.ts'
import { CredentialError } from '../error.ts'
import { CompiledContext } from './active-context.ts'

/** What jsonld asks a {@link ContextResolver} for. */
export interface ResolveOptions {
  /** A context, or an object that has one. */
  context: JsonValue
  documentLoader: DocumentLoader
}

/** Gives jsonld, for one operation, the contexts that a document names, and with each what was compiled of it before. */
export interface ContextResolver {
  resolve(options: ResolveOptions): Promise<CompiledContext[]>
}

/** The most contexts that are kept compiled, each for at most ten contexts that went before. */
export const KEPT_CONTEXTS = 128

/**
 * Contexts as they were compiled, by what they say: an address may stand for different ones with different loaders.
 * They are those that come with the package or that a caller brought; no document's own, see {@link createContextResolver}.
 */
export const compiledContexts: Cache<CompiledContext> = createCache(KEPT_CONTEXTS)

/** The same for what cannot change, and need not be written out each time to be found. */
const compiledImmutable = new WeakMap<JsonObject, CompiledContext>()

/**
 * A resolver for one operation on a document.
 *
 * What is compiled is kept for other documents, but not where the document brings contexts of its own, or where one
 * imports another: jsonld keeps what it compiles without a note of which rules held for it, and what it imports under
 * the name of what it processed. So an author could choose contexts such that later documents say something else. Nor
 * is anything of a document then kept longer than it takes to read it.
 */
export function createContextResolver(document: JsonValue): ContextResolver {
  const loaded = new Map<string, CompiledContext[]>()
  let isShared = !bringsContext(document)
  let own = createCache<CompiledContext>(KEPT_CONTEXTS)
  return { resolve: ({ context, documentLoader }) => resolve(context, documentLoader, []) }

  async function resolve(
    value: JsonValue,
    documentLoader: DocumentLoader,
    within: readonly string[],
  ): Promise<CompiledContext[]> {
    const context = isJsonObject(value) ? (value['@context'] ?? value) : value
    const resolved: CompiledContext[] = []
    for (const entry of listOf(context)) {
      if (typeof entry === 'string') resolved.push(...(await load(entry, documentLoader, within)))
      else resolved.push(compiled(entry))
    }
    return resolved
  }

  async function load(
    url: string,
    documentLoader: DocumentLoader,
    within: readonly string[],
  ): Promise<CompiledContext[]> {
    const known = loaded.get(url)
    if (known !== undefined) return known
    if (within.length >= MAX_DEPTH || within.includes(url)) {
      throw malformed('contexts name one another without an end')
    }
    const { document } = await documentLoader(url)
    const resolved = await resolve(contextOf(document), documentLoader, [...within, url])
    loaded.set(url, resolved)
    return resolved
  }

  function compiled(context: JsonValue): CompiledContext {
    if (context === null) return new CompiledContext({ document: null })
    if (!isJsonObject(context)) throw malformed('a context is no object')
    if (isShared && Object.isFrozen(context)) return compiledOnce(context)
    const content = JSON.stringify(context)
    // Also further in, for a term: jsonld writes what is imported into the context itself.
    if (isShared && content.includes('"@import"')) {
      isShared = false
      own = createCache(KEPT_CONTEXTS)
      loaded.clear()
    }
    const cache = isShared ? compiledContexts : own
    const known = cache.get(content) ?? new CompiledContext({ document: context })
    cache.set(content, known)
    return known
  }
}

/** How many contexts may be loaded because one names the next. */
const MAX_DEPTH = 10

function compiledOnce(context: JsonObject): CompiledContext {
  const known = compiledImmutable.get(context) ?? new CompiledContext({ document: context })
  compiledImmutable.set(context, known)
  return known
}

function contextOf(document: unknown): JsonValue {
  if (!isJsonObject(document)) throw malformed('what was loaded is no context')
  return document['@context'] ?? {}
}

/** Whether a context stands in a document instead of being named. */
function bringsContext(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(bringsContext)
  if (!isJsonObject(value)) return false
  const { '@context': context = [], ...members } = value
  return (
    listOf(context).some((entry) => typeof entry !== 'string') ||
    Object.values(members).some(bringsContext)
  )
}

function malformed(why: string): CredentialError {
  return new CredentialError('malformed', `no JSON-LD: ${why}`)
}
