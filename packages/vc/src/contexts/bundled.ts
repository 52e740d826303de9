import { contexts as credentials } from '@digitalbazaar/credentials-context'
import { contexts as dataIntegrity } from '@digitalbazaar/data-integrity-context'
import { contexts as multikey } from '@digitalbazaar/multikey-context'
import type { JsonObject } from '@unscored/core'
import { VACCINATION_CONTEXT, vaccinationContext } from '../vaccination/context.ts'
import { didV1 } from './did-v1.ts'
import { freezeJson } from './freeze.ts'
import { securityBbsV1 } from './security-bbs-v1.ts'

/** The context of the Verifiable Credentials Data Model 1.1. */
export const CREDENTIALS_V1 = 'https://www.w3.org/2018/credentials/v1'

/** The context of the Verifiable Credentials Data Model 2.0. */
export const CREDENTIALS_V2 = 'https://www.w3.org/ns/credentials/v2'

/** The context of BBS+ signatures of 2020. */
export const SECURITY_BBS_V1 = 'https://w3id.org/security/bbs/v1'

/** The JSON-LD contexts that come with the package, immutable, by their address. */
export const bundledContexts: ReadonlyMap<string, JsonObject> = new Map([
  published(credentials, CREDENTIALS_V1),
  published(credentials, CREDENTIALS_V2),
  published(dataIntegrity, 'https://w3id.org/security/data-integrity/v1'),
  published(dataIntegrity, 'https://w3id.org/security/data-integrity/v2'),
  published(multikey, 'https://w3id.org/security/multikey/v1'),
  [SECURITY_BBS_V1, securityBbsV1],
  ['https://www.w3.org/ns/did/v1', didV1],
  [VACCINATION_CONTEXT, vaccinationContext],
])

/** An entry for a context out of the package that publishes it; a copy, as others share the original. */
function published(contexts: ReadonlyMap<string, JsonObject>, url: string): [string, JsonObject] {
  const context = contexts.get(url)
  if (context === undefined) throw new TypeError(`the package of ${url} does not hold it`)
  return [url, freezeJson(structuredClone(context))]
}
