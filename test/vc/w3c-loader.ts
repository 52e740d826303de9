import type { JsonObject } from '@unscored/core'
import { createDocumentLoader, type DocumentLoader } from '@unscored/vc'
import { bundledContexts } from '../../packages/vc/src/contexts/bundled.ts'
import { readSharedJson } from '../support/shared.ts'

/** The contexts beside the bundled ones that published documents use, read where they lie. */
export function publishedContexts(): ReadonlyMap<string, JsonObject> {
  const index = readSharedJson<Record<string, { file: string }>>(
    'vectors',
    'jsonld-contexts/index.json',
  )
  return new Map(
    Object.entries(index)
      .filter(([url]) => !bundledContexts.has(url))
      .map(([url, { file }]) => [url, readSharedJson('vectors', `jsonld-contexts/${file}`)]),
  )
}

/**
 * A document loader that knows them.
 *
 * @param dereference What answers DID URLs.
 */
export function loaderWithPublishedContexts(
  dereference?: (didUrl: string) => Promise<JsonObject>,
): DocumentLoader {
  return createDocumentLoader({
    contexts: publishedContexts(),
    ...(dereference && { dereference }),
  })
}
