import type { JsonObject } from '@unscored/core'
import { createDocumentLoader, type DocumentLoader } from '@unscored/vc'
import { readSharedJson } from '../../support/shared.ts'

/** Where MATTR's library for these suites keeps what it tests itself with. */
export const MATTR = 'bbs2020-mattr'

/** Where the vaccination vocabulary keeps its examples. */
export const VACCINATION = 'vaccination-vocab-bbs2020'

const CREDENTIALS = 'https://www.w3.org/2018/credentials/v1'
const MATTR_CONTEXTS = `${MATTR}/tooling/documentLoader/contexts`

const contextFiles: Readonly<Record<string, string>> = {
  'http://schema.org/': `${MATTR_CONTEXTS}/schemaOrg.json`,
  'https://schema.org': `${MATTR_CONTEXTS}/schemaOrg.json`,
  'https://w3id.org/citizenship/v1': `${MATTR_CONTEXTS}/citizen_vocab.json`,
  'https://w3id.org/security/suites/jws-2020/v1': `${MATTR_CONTEXTS}/jws.json`,
  'https://w3id.org/security/v3-unstable': `${MATTR_CONTEXTS}/v3_unstable.json`,
  'https://w3id.org/vaccination/v1': `${VACCINATION}/context/v1/index.json`,
  'https://w3c-ccg.github.io/vaccination-vocab/context/v1/EU/unstable.json': `${VACCINATION}/context/v1/EU/unstable.json`,
}

const didFiles: Readonly<Record<string, string>> = {
  'did:example:489398593': 'did_example_489398593',
  'did:example:489398593#test': 'did_example_489398593_test',
}

/** The contexts that the published documents use beside the bundled ones, read where they lie. */
export function publishedContexts(): Map<string, JsonObject> {
  const read = ([url, file]: [string, string]) =>
    [url, readSharedJson<JsonObject>('vectors', file)] as const
  return new Map(Object.entries(contextFiles).map(read))
}

/** A loader of the published contexts, of the published keys, and of what did:key says by itself. */
export function publishedLoader(): DocumentLoader {
  return createDocumentLoader({
    contexts: publishedContexts(),
    dereference: async (didUrl) => {
      const file = didFiles[didUrl]
      return file === undefined
        ? dereferenceDidKey(didUrl)
        : readSharedJson('vectors', `${MATTR}/tooling/documentLoader/data/${file}.json`)
    },
  })
}

/**
 * A loader for MATTR's documents. Some combine contexts that agree with an early copy of `credentials/v1` alone, so
 * they get that copy. It must be the first that a test file asks for `credentials/v1`, which jsonld reads once.
 */
export function mattrLoader(): DocumentLoader {
  const load = publishedLoader()
  const early = readSharedJson<JsonObject>('vectors', `${MATTR_CONTEXTS}/credential_vocab.json`)
  return async (url) =>
    url === CREDENTIALS ? { contextUrl: null, documentUrl: url, document: early } : load(url)
}

function dereferenceDidKey(didUrl: string): JsonObject {
  const [did = '', multibase] = didUrl.split('#')
  const publicKeyMultibase = did.slice('did:key:'.length)
  const id = `${did}#${publicKeyMultibase}`
  return multibase === undefined
    ? { '@context': 'https://www.w3.org/ns/did/v1', id: did, assertionMethod: [id] }
    : { id, type: 'Multikey', controller: did, publicKeyMultibase }
}
