import type { JsonObject } from '@unscored/core'
import { load } from '../load.ts'
import { assertVerified, type Loader, type Stack, shownPointers, type Verdict } from './stack.ts'

interface Mattr {
  Bls12381G2KeyPair: { from(key: object): Promise<object> }
  BbsBlsSignature2020: new (options?: object) => object
  BbsBlsSignatureProof2020: new (options?: object) => object
  deriveProof(document: JsonObject, frame: JsonObject, options: object): Promise<JsonObject>
}

interface JsonLdSignatures {
  sign(document: JsonObject, options: object): Promise<JsonObject>
  verify(document: JsonObject, options: object): Promise<Verdict>
  purposes: { AssertionProofPurpose: new () => object }
  /** Adds the security contexts that the library itself needs. */
  extendContextLoader(loader: Loader): Loader
}

/** What {@link createMattr} takes. */
export interface CreateMattrOptions {
  /** In base58. */
  keys: { secretKey: string; publicKey: string }
  /** Gives the credential to sign, issued by {@link mattrIssuer}. */
  unsigned: () => JsonObject
  nonce: Uint8Array
  /** Knows the documents of {@link mattrDocuments}. */
  documentLoader: Loader
}

/** The issuer in the documents that the library understands. */
export const mattrIssuer = 'did:example:issuer'

const KEY_ID = `${mattrIssuer}#key`

/** What is loaded beside the credential's contexts. */
export const mattrAddresses = [
  mattrIssuer,
  KEY_ID,
  'https://w3id.org/security/suites/jws-2020/v1',
] as const

/** The documents of the issuer and its key, in base58, by their addresses. */
export function mattrDocuments(publicKeyBase58: string): ReadonlyMap<string, JsonObject> {
  const context = { '@context': 'https://w3id.org/security/v2' }
  return new Map<string, JsonObject>([
    [mattrIssuer, { ...context, id: mattrIssuer, assertionMethod: [KEY_ID] }],
    [
      KEY_ID,
      {
        ...context,
        id: KEY_ID,
        type: 'Bls12381G2Key2020',
        controller: mattrIssuer,
        publicKeyBase58,
      },
    ],
  ])
}

export async function createMattr({
  keys: { secretKey, publicKey },
  unsigned,
  nonce,
  documentLoader: loader,
}: CreateMattrOptions): Promise<Stack> {
  const { bbs, jsigs } = await loadLibraries()
  const documentLoader = jsigs.extendContextLoader(loader)
  const key = await bbs.Bls12381G2KeyPair.from({
    id: KEY_ID,
    controller: mattrIssuer,
    publicKeyBase58: publicKey,
    privateKeyBase58: secretKey,
  })
  const frame: JsonObject = {
    '@context': unsigned()['@context'] ?? [],
    type: ['VerifiableCredential'],
    credentialSubject: {
      '@explicit': true,
      type: 'VaccinationDose',
      ...Object.fromEntries(shownPointers.map((pointer) => [pointer.split('/')[2], {}])),
    },
  }
  return {
    issue: () =>
      jsigs.sign(unsigned(), {
        suite: new bbs.BbsBlsSignature2020({ key }),
        purpose: new jsigs.purposes.AssertionProofPurpose(),
        documentLoader,
      }),
    derive: (signed) =>
      bbs.deriveProof(signed, frame, {
        suite: new bbs.BbsBlsSignatureProof2020(),
        documentLoader,
        nonce,
      }),
    verify: (derived) => verifyWithMattr(derived, loader),
  }
}

/** Loads what a verifier needs, and verifies. */
export async function verifyWithMattr(derived: JsonObject, loader: Loader): Promise<void> {
  const { bbs, jsigs } = await loadLibraries()
  const verdict = await jsigs.verify(derived, {
    suite: new bbs.BbsBlsSignatureProof2020(),
    purpose: new jsigs.purposes.AssertionProofPurpose(),
    documentLoader: jsigs.extendContextLoader(loader),
  })
  assertVerified(verdict)
}

async function loadLibraries(): Promise<{ bbs: Mattr; jsigs: JsonLdSignatures }> {
  const { default: jsigs } = await load<{ default: JsonLdSignatures }>('jsonld-signatures-7')
  return { bbs: await load<Mattr>('@mattrglobal/jsonld-signatures-bbs'), jsigs }
}
