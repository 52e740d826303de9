import type { JsonObject } from '@unscored/core'
import { createDocumentLoader, type DocumentLoader } from '@unscored/vc'
import { readSharedJson } from '../../support/shared.ts'

/** Where MATTR's library for these suites keeps what it tests itself with. */
export const MATTR = 'bbs2020-mattr'

const contextFiles: Readonly<Record<string, string>> = {
  'http://schema.org/': 'bbs2020-mattr/tooling/documentLoader/contexts/schemaOrg.json',
  'https://schema.org': 'bbs2020-mattr/tooling/documentLoader/contexts/schemaOrg.json',
  'https://w3id.org/security/v3-unstable':
    'bbs2020-mattr/tooling/documentLoader/contexts/v3_unstable.json',
  'https://w3id.org/citizenship/v1':
    'bbs2020-mattr/tooling/documentLoader/contexts/citizen_vocab.json',
  'https://w3id.org/security/suites/jws-2020/v1':
    'bbs2020-mattr/tooling/documentLoader/contexts/jws.json',
  'https://w3id.org/vaccination/v1': 'jsonld-contexts/w3id.org_vaccination_v1.json',
}

/** The contexts that the published documents use beside the bundled ones, read where they lie. */
export const publishedContexts: ReadonlyMap<string, JsonObject> = new Map(
  Object.entries(contextFiles).map(([url, file]) => [url, readSharedJson('vectors', file)]),
)

/** The key of the published documents. */
export const ISSUER_KEY = 'did:example:489398593#test'

const didFiles: Readonly<Record<string, string>> = {
  'did:example:489398593': 'did_example_489398593',
  'did:example:489398593#test': 'did_example_489398593_test',
  'did:example:82612387612873#test': 'did_example_82612387612873_test',
}

/** A loader of the published contexts, of the published keys, and of what did:key says by itself. */
export const publishedLoader: DocumentLoader = createDocumentLoader({
  contexts: publishedContexts,
  dereference: async (didUrl) => {
    const file = didFiles[didUrl]
    return file === undefined
      ? dereferenceDidKey(didUrl)
      : readSharedJson('vectors', `${MATTR}/tooling/documentLoader/data/${file}.json`)
  },
})

/**
 * A loader for MATTR's documents. Some combine contexts that agree with an early copy of `credentials/v1` alone, so they
 * get that copy. It must be the first that a test file asks for `credentials/v1`, which jsonld reads once.
 */
export const mattrLoader: DocumentLoader = async (url) =>
  url === 'https://www.w3.org/2018/credentials/v1'
    ? { contextUrl: null, documentUrl: url, document: earlyCredentials }
    : publishedLoader(url)

const earlyCredentials: JsonObject = readSharedJson(
  'vectors',
  `${MATTR}/tooling/documentLoader/contexts/credential_vocab.json`,
)

function dereferenceDidKey(didUrl: string): JsonObject {
  const { did, multibase } = /^(?<did>did:key:(?<multibase>z\w+))/.exec(didUrl)?.groups ?? {}
  if (did === undefined || multibase === undefined) throw new Error('not among the published documents')
  const id = `${did}#${multibase}`
  const method = { id, type: 'Multikey', controller: did, publicKeyMultibase: multibase }
  return didUrl === did
    ? { '@context': 'https://www.w3.org/ns/did/v1', id: did, assertionMethod: [id] }
    : method
}
