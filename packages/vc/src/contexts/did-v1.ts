import type { JsonObject } from '@unscored/core'
import { freezeJson } from './freeze.ts'

const DID = 'https://www.w3.org/ns/did#'
const SECURITY = 'https://w3id.org/security#'

/** The relationships of a key to a DID subject, each with the local name of its IRI. */
const relationships = {
  assertionMethod: 'assertionMethod',
  authentication: 'authenticationMethod',
  capabilityDelegation: 'capabilityDelegationMethod',
  capabilityInvocation: 'capabilityInvocationMethod',
  keyAgreement: 'keyAgreementMethod',
}

/**
 * The context of DID documents, `https://www.w3.org/ns/did/v1`.
 *
 * @see DID Core 1.0 §4.1 Representation, and DID Specification Registries
 */
export const didV1: JsonObject = freezeJson({
  '@context': {
    '@protected': true,
    id: '@id',
    type: '@type',
    alsoKnownAs: reference('https://www.w3.org/ns/activitystreams#alsoKnownAs'),
    controller: reference(`${SECURITY}controller`),
    ...Object.fromEntries(
      Object.entries(relationships).map(([term, name]) => [
        term,
        { ...reference(SECURITY + name), '@container': '@set' },
      ]),
    ),
    service: {
      ...reference(`${DID}service`),
      '@context': {
        '@protected': true,
        id: '@id',
        type: '@type',
        serviceEndpoint: reference(`${DID}serviceEndpoint`),
      },
    },
    verificationMethod: reference(`${SECURITY}verificationMethod`),
  },
})

function reference(iri: string): JsonObject {
  return { '@id': iri, '@type': '@id' }
}
