import type { JsonObject } from '@unscored/core'
import { bundledContexts } from './contexts/bundled.ts'
import { CredentialError } from './error.ts'

/** A document as JSON-LD processors want it. */
export interface LoadedDocument {
  readonly contextUrl: null
  readonly documentUrl: string
  readonly document: JsonObject
}

/** Answers the address of a context, or a DID URL, with the document there. */
export type DocumentLoader = (url: string) => Promise<LoadedDocument>

/** What {@link createDocumentLoader} takes. */
export interface CreateDocumentLoaderOptions {
  /** Contexts beside the bundled ones, by their address. */
  contexts?: ReadonlyMap<string, JsonObject>
  /** Gives the DID document or the verification method that a DID URL names; none are loaded by default. */
  dereference?: (didUrl: string) => Promise<JsonObject>
}

/**
 * A document loader for `jsonld`, `jsonld-signatures` and `@digitalbazaar/vc` that never reaches the network.
 *
 * Bundled contexts are handed out as they are, immutable; everything else as a copy.
 *
 * @throws {TypeError} where `contexts` holds a bundled address: what a credential says would depend on who reads it.
 * @throws {CredentialError} from the loader: `unknownContext` for an http address that is neither bundled nor among
 *   `contexts`, `notLoadable` for any other; and whatever `dereference` throws.
 */
export function createDocumentLoader({
  contexts = new Map(),
  dereference,
}: CreateDocumentLoaderOptions = {}): DocumentLoader {
  for (const url of contexts.keys()) {
    if (bundledContexts.has(url)) throw new TypeError(`${url} is bundled and cannot be replaced`)
  }
  return async (url) => {
    const bundled = bundledContexts.get(url)
    if (bundled) return loaded(url, await bundled())
    const added = contexts.get(url)
    if (added) return loaded(url, structuredClone(added))
    if (/^https?:/i.test(url)) throw unknownContext(url)
    if (!url.startsWith('did:')) throw new CredentialError('notLoadable', 'no address of a context')
    if (!dereference) throw new CredentialError('notLoadable', 'this loader answers no DID URLs')
    return loaded(url, structuredClone(await dereference(url)))
  }
}

/** The loader that knows the bundled contexts and nothing else. */
export const bundledDocumentLoader: DocumentLoader = createDocumentLoader()

/** The refusal of a context; it names the address without what may be a secret, its query. */
export function unknownContext(url: string): CredentialError {
  const [address = ''] = url.split(/[?#]/, 1)
  return new CredentialError('unknownContext', `the context ${address.slice(0, 100)} is not known`)
}

function loaded(url: string, document: JsonObject): LoadedDocument {
  return { contextUrl: null, documentUrl: url, document }
}
