// A wallet in a browser: it fetches the document of an issuer, and then asks whether it is new.
import { createDidWebCache, createResolver } from '@unscored/did'

/** What the page says. */
export interface DidWebSaid {
  /** Of the document. */
  id?: string
  /** Why there is none. */
  reason?: unknown
  refreshed: string
}

const did = location.hash.slice(1)
const cache = createDidWebCache()
const resolver = createResolver({ methods: cache.methods })
const { didDocument, didResolutionMetadata } = await resolver.resolve(did)
const said: DidWebSaid = {
  ...(didDocument ? { id: didDocument.id } : { reason: didResolutionMetadata.reason }),
  refreshed: await cache.refresh(did).then(
    () => 'refreshed',
    ({ code }) => code,
  ),
}
const output = document.querySelector('output')
if (output !== null) output.textContent = JSON.stringify(said)
