import type { JsonObject } from '@unscored/core'
import { bundledDocumentLoader, createDocumentLoader, type DocumentLoader } from '@unscored/vc'
import { readSharedJson } from '../support/shared.ts'

/**
 * Bundled contexts first, then those that the published documents use besides, read where they lie.
 *
 * @param dereference What answers DID URLs.
 */
export function loaderWithPublishedContexts(
  dereference?: (didUrl: string) => Promise<JsonObject>,
): DocumentLoader {
  const index = readSharedJson<Record<string, { file: string }>>(
    'vectors',
    'jsonld-contexts/index.json',
  )
  const load = async (url: string) => {
    const bundled = await bundledDocumentLoader(url).catch(() => undefined)
    const file = index[url]?.file
    if (bundled !== undefined || file === undefined) return undefined
    return readSharedJson<JsonObject>('vectors', `jsonld-contexts/${file}`)
  }
  return async (url) => {
    const document = await load(url)
    const contexts = new Map(document === undefined ? [] : [[url, document]])
    return createDocumentLoader({ contexts, ...(dereference && { dereference }) })(url)
  }
}
