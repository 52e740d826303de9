import * as vc from '@digitalbazaar/vc'
import { publicKeyOf } from '@unscored/bbs'
import { encodeMultikey, isJsonObject, type JsonObject } from '@unscored/core'
import {
  createBbsPlusDiscloseSuite,
  createBbsPlusReceiveSuite,
  createBbsPlusSignSuite,
  createBbsPlusVerifySuite,
  createDocumentLoader,
} from '@unscored/vc'

/** An issuer that does not exist, with a key that nobody should use. */
export const ISSUER = 'did:example:issuer'
export const KEY_ID = `${ISSUER}#bbs`
export const secretKey = new Uint8Array(32).fill(7)
export const publicKey = await publicKeyOf(secretKey)
export const otherPublicKey = await publicKeyOf(new Uint8Array(32).fill(8))
export const nonce = new TextEncoder().encode('a nonce of the verifier')
export const now = new Date('2021-06-15T12:34:56Z')

const CONTEXT = 'https://context.example/dose/v1'

/** The contexts of the credential beside the bundled ones. */
export const contexts: ReadonlyMap<string, JsonObject> = new Map([
  [
    CONTEXT,
    {
      '@context': {
        '@protected': true,
        id: '@id',
        type: '@type',
        Dose: 'https://vocabulary.example/Dose',
        Vaccine: 'https://vocabulary.example/Vaccine',
        Recipient: 'https://vocabulary.example/Recipient',
        batchNumber: 'https://vocabulary.example/batchNumber',
        country: 'https://vocabulary.example/country',
        given: {
          '@id': 'https://vocabulary.example/given',
          '@type': 'http://www.w3.org/2001/XMLSchema#date',
        },
        order: 'https://vocabulary.example/order',
        product: 'https://vocabulary.example/product',
        recipient: 'https://vocabulary.example/recipient',
        remark: 'https://vocabulary.example/remark',
        reactions: { '@id': 'https://vocabulary.example/reactions', '@container': '@list' },
        source: { '@id': 'https://vocabulary.example/source', '@type': '@id' },
        vaccine: 'https://vocabulary.example/vaccine',
      },
    },
  ],
])

/** The issuer's key as the document loader answers it. */
export const verificationMethod: JsonObject = {
  id: KEY_ID,
  type: 'Multikey',
  controller: ISSUER,
  publicKeyMultibase: encodeMultikey({ codec: 'Bls12381G2-public', octets: publicKey }),
}

const controller: JsonObject = {
  '@context': 'https://www.w3.org/ns/did/v1',
  id: ISSUER,
  assertionMethod: [KEY_ID],
}

/** A loader of the published contexts and of the issuer's DID document. */
export function loaderOf(method: JsonObject = verificationMethod) {
  return createDocumentLoader({
    contexts,
    dereference: async (didUrl) => {
      const document = { [ISSUER]: controller, [KEY_ID]: method }[didUrl]
      if (document === undefined) throw new Error('nobody has this key')
      return document
    },
  })
}

export const documentLoader = loaderOf()

/** A credential of data model 1.1, whose id sorts after `urn:bnid:` as those of vaccination certificates do. */
export const credential = {
  '@context': [
    'https://www.w3.org/2018/credentials/v1',
    CONTEXT,
    'https://w3id.org/security/bbs/v1',
  ],
  id: 'urn:uvci:01:XX:0123456789',
  type: ['VerifiableCredential'],
  issuer: ISSUER,
  issuanceDate: '2021-06-01T00:00:00Z',
  expirationDate: '2029-06-01T00:00:00Z',
  credentialSubject: {
    type: 'Dose',
    batchNumber: '0123456789',
    country: 'XX',
    given: '2021-05-31',
    order: 2,
    recipient: { type: 'Recipient', remark: 'not a person' },
    vaccine: { type: 'Vaccine', product: 'EU/1/20/1528', batchNumber: '0123456789' },
  },
} as const satisfies JsonObject

/** A frame that shows which dose of what was given, and neither where nor when nor to whom. */
export const frame = {
  type: 'VerifiableCredential',
  credentialSubject: {
    '@explicit': true,
    type: 'Dose',
    order: {},
    vaccine: { '@explicit': true, type: 'Vaccine', product: {} },
  },
} as const satisfies JsonObject

/** Signs with `issue` of @digitalbazaar/vc. */
export function issue(document: JsonObject = credential, created?: string): Promise<JsonObject> {
  const suite = createBbsPlusSignSuite({
    verificationMethod: KEY_ID,
    secretKey,
    contexts,
    now: () => now,
    ...(created !== undefined && { created }),
  })
  return vc.issue({ credential: structuredClone(document), suite, documentLoader, now })
}

/** Derives with `derive` of @digitalbazaar/vc. */
export async function derive(
  issued: JsonObject,
  selection: JsonObject = frame,
): Promise<JsonObject & { proof: JsonObject }> {
  const suite = createBbsPlusDiscloseSuite({ frame: selection, nonce, contexts })
  const verifiableCredential = structuredClone(issued)
  const { proof, ...document } = await vc.derive({ verifiableCredential, suite, documentLoader })
  if (!isJsonObject(proof)) throw new TypeError('not one proof')
  return { ...document, proof }
}

/** Verifies with `verifyCredential` of @digitalbazaar/vc, and gives the codes of its errors. */
export async function refusals(document: JsonObject, loader = documentLoader): Promise<unknown[]> {
  const clock = { contexts, now: () => now }
  const suite = [createBbsPlusReceiveSuite(clock), createBbsPlusVerifySuite({ ...clock, nonce })]
  const result = await vc.verifyCredential({
    credential: document,
    suite,
    documentLoader: loader,
    now,
  })
  return result.verified ? [] : codesOf(result.error)
}

/** The codes of what jsonld-signatures collected, and for an error without one its message. */
export function codesOf(error: unknown): unknown[] {
  if (!(error instanceof Error)) throw new TypeError('no error')
  const errors = 'errors' in error && Array.isArray(error.errors) ? error.errors : [error]
  return errors.map((each) => each.code ?? each.message)
}
