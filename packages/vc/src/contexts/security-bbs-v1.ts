import type { JsonObject } from '@unscored/core'
import { freezeJson } from './freeze.ts'

const SECURITY = 'https://w3id.org/security#'
const DATE_TIME = 'http://www.w3.org/2001/XMLSchema#dateTime'

/**
 * The context of BBS+ signatures, proofs and keys, `https://w3id.org/security/bbs/v1`.
 *
 * @see BBS+ Signatures 2020, W3C Credentials Community Group
 */
export const securityBbsV1: JsonObject = freezeJson({
  '@context': {
    '@version': 1.1,
    id: '@id',
    type: '@type',
    BbsBlsSignature2020: scoped('BbsBlsSignature2020', { '@version': 1.1, ...proofTerms({}) }),
    // This type alone also defines the prefix sec, one level down.
    BbsBlsSignatureProof2020: scoped('BbsBlsSignatureProof2020', {
      '@version': 1.1,
      ...proofTerms({ sec: SECURITY }),
    }),
    Bls12381G1Key2020: scoped('Bls12381G1Key2020', keyTerms()),
    Bls12381G2Key2020: scoped('Bls12381G2Key2020', keyTerms()),
  },
})

function proofTerms(prefixes: JsonObject): JsonObject {
  return {
    challenge: `${SECURITY}challenge`,
    created: { '@id': 'http://purl.org/dc/terms/created', '@type': DATE_TIME },
    domain: `${SECURITY}domain`,
    nonce: `${SECURITY}nonce`,
    proofPurpose: {
      ...scoped('proofPurpose', {
        '@version': 1.1,
        ...prefixes,
        assertionMethod: reference('assertionMethod', { '@container': '@set' }),
        authentication: reference('authenticationMethod', { '@container': '@set' }),
      }),
      '@type': '@vocab',
    },
    proofValue: `${SECURITY}proofValue`,
    verificationMethod: reference('verificationMethod'),
  }
}

function keyTerms(): JsonObject {
  return {
    controller: reference('controller'),
    publicKeyBase58: { '@id': `${SECURITY}publicKeyBase58` },
    revoked: { '@id': `${SECURITY}revoked`, '@type': DATE_TIME },
  }
}

/** A term that brings terms of its own, none of which a document can define anew. */
function scoped(name: string, terms: JsonObject): JsonObject {
  const context = { '@protected': true, id: '@id', type: '@type', ...terms }
  return { '@id': SECURITY + name, '@context': context }
}

/** A term whose value is an IRI. */
function reference(name: string, more: JsonObject = {}): JsonObject {
  return { '@id': SECURITY + name, '@type': '@id', ...more }
}
