import { type JsonObject, SIGNED_CONTENT_CONTEXT } from '@unscored/core'
import { once } from '../once.ts'
import { VACCINATION_CONTEXT, vaccinationContext } from '../vaccination/context.ts'
import { freezeJson } from './freeze.ts'

/** The context of the Verifiable Credentials Data Model 1.1. */
export const CREDENTIALS_V1 = 'https://www.w3.org/2018/credentials/v1'

/** The context of the Verifiable Credentials Data Model 2.0. */
export const CREDENTIALS_V2 = 'https://www.w3.org/ns/credentials/v2'

/** The context of BBS+ signatures of 2020. */
export const SECURITY_BBS_V1 = 'https://w3id.org/security/bbs/v1'

/** Gives a context, immutable: the same object each time. */
export type ContextSource = () => Promise<JsonObject>

const credentials = () => import('@digitalbazaar/credentials-context')
const dataIntegrity = () => import('@digitalbazaar/data-integrity-context')
const multikey = () => import('@digitalbazaar/multikey-context')

/** The JSON-LD contexts that come with the package, by their address. Each is loaded when it is first asked for. */
export const bundledContexts: ReadonlyMap<string, ContextSource> = new Map([
  published(CREDENTIALS_V1, credentials),
  published(CREDENTIALS_V2, credentials),
  published('https://w3id.org/security/data-integrity/v1', dataIntegrity),
  published('https://w3id.org/security/data-integrity/v2', dataIntegrity),
  published('https://w3id.org/security/multikey/v1', multikey),
  [SECURITY_BBS_V1, async () => (await import('./security-bbs-v1.ts')).securityBbsV1],
  ['https://www.w3.org/ns/did/v1', async () => (await import('./did-v1.ts')).didV1],
  [
    SIGNED_CONTENT_CONTEXT,
    async () => (await import('./signed-content-v1.ts')).signedContentContext,
  ],
  [VACCINATION_CONTEXT, async () => vaccinationContext],
])

/** An entry for a context out of the package that publishes it. */
function published(
  url: string,
  load: () => Promise<{ contexts: ReadonlyMap<string, JsonObject> }>,
): [string, ContextSource] {
  return [url, once(async () => immutableCopy(url, (await load()).contexts))]
}

/** A copy, as others share the original. */
function immutableCopy(url: string, contexts: ReadonlyMap<string, JsonObject>): JsonObject {
  const context = contexts.get(url)
  if (context === undefined) throw new TypeError(`the package of ${url} does not hold it`)
  return freezeJson(structuredClone(context))
}
