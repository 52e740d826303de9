import type { JsonObject } from '@unscored/core'
import { freezeJson } from './freeze.ts'

const OWN = 'https://w3id.org/unscored/manifest#'

/**
 * The context of documents whose content is JSON that is signed as it stands, `https://w3id.org/unscored/manifest/v1`. One
 * statement holds all of it, with its order, so that none of it can be lost on the way to RDF.
 *
 * @see JSON-LD 1.1 §4.2.2 JSON Literals
 */
export const signedContentContext: JsonObject = freezeJson({
  '@context': {
    '@version': 1.1,
    '@protected': true,
    id: '@id',
    type: '@type',
    IssuerManifest: `${OWN}IssuerManifest`,
    TrustRegistry: `${OWN}TrustRegistry`,
    content: { '@id': `${OWN}content`, '@type': '@json' },
  },
})
