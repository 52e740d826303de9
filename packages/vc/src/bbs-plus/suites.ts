import {
  canonicalJson,
  equalOctets,
  type JsonObject,
  parseVerificationMethod,
  type VerificationMethod,
} from '@unscored/core'
import type { AssertContextsOptions } from '../context-policy.ts'
import { beginningOfMonth, parseCreated } from '../created.ts'
import type { DocumentLoader } from '../document-loader.ts'
import { CredentialError } from '../error.ts'
import { assertKeyInUse } from '../key-in-use.ts'
import {
  formatBaseProof,
  isBaseProof,
  isDerivedProof,
  parseBaseProof,
  parseDerivedProof,
} from './proof.ts'

/** What jsonld-signatures hands to a suite. */
export interface SuiteInputs {
  /** Without its proofs. */
  document: JsonObject
  /** All proofs of the document. */
  proofSet: readonly JsonObject[]
  documentLoader: DocumentLoader
}

/** What jsonld-signatures asks of every suite. */
interface Suite {
  ensureSuiteContext(inputs: { document: JsonObject; addSuiteContext: boolean }): void
}

/** A suite that `sign` of jsonld-signatures and `issue` of @digitalbazaar/vc take. */
export interface SignSuite extends Suite {
  readonly verificationMethod: string
  createProof(inputs: SuiteInputs & { purpose: { term: string } }): Promise<JsonObject>
}

/** A suite that `derive` of either takes. */
export interface DiscloseSuite extends Suite {
  derive(inputs: SuiteInputs): Promise<JsonObject>
}

/** A suite that `verify` of jsonld-signatures and `verifyCredential` of @digitalbazaar/vc take. */
export interface VerifySuite {
  matchProof(inputs: { proof: JsonObject }): Promise<boolean>
  /** Throws where the proof does not hold; the libraries catch it and give it back among the errors. */
  verifyProof(inputs: SuiteInputs & { proof: JsonObject }): Promise<SuiteVerdict>
}

/** That a proof holds, and whose key it was made with; whether it may serve the purpose is then asked. */
export interface SuiteVerdict {
  verified: true
  verificationMethod: { id: string; controller: string }
}

/** What {@link createBbsPlusSignSuite} takes. */
export interface BbsPlusSignSuiteOptions extends AssertContextsOptions {
  /** The DID URL of the key. */
  verificationMethod: string
  /** 32 octets. */
  secretKey: Uint8Array
  /** The XSD dateTime that the proof tells; the beginning of the month by default. */
  created?: string
  /** The clock. */
  now?: () => Date
}

/**
 * `BbsBlsSignature2020` for an issuer.
 *
 * The proof tells when it was created, since wallets for this suite demand it, and every presentation repeats that.
 * So it is only the month, unless the caller says otherwise.
 *
 * Its errors are those of `createBaseProof`, and `invalidCreated` and `wrongProofPurpose`.
 */
export function createBbsPlusSignSuite({
  verificationMethod,
  secretKey,
  now = () => new Date(),
  created,
  ...policy
}: BbsPlusSignSuiteOptions): SignSuite {
  return {
    verificationMethod,
    ensureSuiteContext: addContext,
    createProof: async ({ document, purpose, documentLoader }) => {
      if (purpose.term !== 'assertionMethod') {
        throw new CredentialError('wrongProofPurpose', 'these proofs are for assertionMethod alone')
      }
      const { createBaseProof } = await loadSignature()
      const proof = await createBaseProof({
        document,
        secretKey,
        verificationMethod,
        created: parseCreated(created ?? beginningOfMonth(now())),
        documentLoader,
        ...policy,
      })
      return formatBaseProof(proof)
    },
  }
}

/** What {@link createBbsPlusDiscloseSuite} takes. */
export interface BbsPlusDiscloseSuiteOptions extends AssertContextsOptions {
  /** A JSON-LD frame that selects what to show. Its `@context` is the document's where it has none. */
  frame: JsonObject
  /** Octets that the verifier chose, at least one. */
  nonce: Uint8Array
}

/**
 * `BbsBlsSignatureProof2020` for a holder: shows the part of a document that a frame selects, with one proof derived
 * from the only `BbsBlsSignature2020` proof of the document.
 *
 * Its errors are those of `deriveDocument`, and `proofMissing`, `severalProofs`, `notLoadable` and `invalidKey`.
 */
export function createBbsPlusDiscloseSuite({
  frame,
  nonce,
  ...policy
}: BbsPlusDiscloseSuiteOptions): DiscloseSuite {
  return {
    ensureSuiteContext: () => {},
    derive: async ({ document, proofSet, documentLoader }) => {
      const proof = parseBaseProof(membersOf(onlyBaseProof(proofSet), document))
      const { key } = await loadKey(proof.verificationMethod, documentLoader)
      const { deriveDocument } = await loadDerivedProof()
      return deriveDocument({
        document,
        proof,
        publicKey: key.octets,
        frame,
        nonce,
        documentLoader,
        ...policy,
      })
    },
  }
}

/** What {@link createBbsPlusReceiveSuite} takes. */
export interface BbsPlusReceiveSuiteOptions extends AssertContextsOptions {
  /** The clock, for keys that expire. */
  now?: () => Date
}

/**
 * `BbsBlsSignature2020` for a holder who receives a credential.
 *
 * The key is what the document loader answers for the proof's `verificationMethod`. Errors are those of
 * `verifyBaseProof` and {@link parseBaseProof}, and `notLoadable`, `invalidKey` and `keyExpired`.
 */
export function createBbsPlusReceiveSuite({
  now = () => new Date(),
  ...policy
}: BbsPlusReceiveSuiteOptions = {}): VerifySuite {
  return {
    matchProof: async ({ proof }) => isBaseProof(proof),
    verifyProof: async (inputs) => {
      const { document, documentLoader } = inputs
      const proof = parseBaseProof(membersOf(inputs.proof, document))
      const method = await loadKey(proof.verificationMethod, documentLoader, now())
      const publicKey = method.key.octets
      const { verifyBaseProof } = await loadSignature()
      await verifyBaseProof({ document, proof, publicKey, documentLoader, ...policy })
      return verdict(method)
    },
  }
}

/** What {@link createBbsPlusVerifySuite} takes. */
export interface BbsPlusVerifySuiteOptions extends AssertContextsOptions {
  /** The octets that the verifier chose; without them a proof made for another occasion is accepted too. */
  nonce?: Uint8Array
  /** The clock, for keys that expire. */
  now?: () => Date
}

/**
 * `BbsBlsSignatureProof2020` for a verifier: documents with one derived proof and no other.
 *
 * The key is what the document loader answers for the proof's `verificationMethod`. Errors are those of
 * `verifyDerivedProof` and {@link parseDerivedProof}, and `severalProofs`, `notLoadable`, `invalidKey` and
 * `keyExpired`.
 */
export function createBbsPlusVerifySuite({
  nonce,
  now = () => new Date(),
  ...policy
}: BbsPlusVerifySuiteOptions = {}): VerifySuite {
  return {
    matchProof: async ({ proof }) => isDerivedProof(proof),
    verifyProof: async (inputs) => {
      const { document, documentLoader, proofSet } = inputs
      if (proofSet.length !== 1) {
        throw new CredentialError('severalProofs', 'a derived document has exactly one proof')
      }
      const proof = parseDerivedProof(membersOf(inputs.proof, document))
      const method = await loadKey(proof.verificationMethod, documentLoader, now())
      const publicKey = method.key.octets
      const { verifyDerivedProof } = await loadDerivedProof()
      await verifyDerivedProof({ document, proof, publicKey, nonce, documentLoader, ...policy })
      return verdict(method)
    },
  }
}

const SUITE_CONTEXT = 'https://w3id.org/security/bbs/v1'

// Most credentials are of the other suite: what this one computes by is loaded where one of its own turns up.
const loadSignature = () => import('./signature.ts')
const loadDerivedProof = () => import('./derived-proof.ts')

/** Adds the suite's context to the document itself, as jsonld-signatures expects. */
function addContext({
  document,
  addSuiteContext,
}: {
  document: { '@context'?: JsonObject[string] }
  addSuiteContext: boolean
}): void {
  const contexts = [document['@context'] ?? []].flat()
  if (contexts.includes(SUITE_CONTEXT)) return
  if (!addSuiteContext) throw new TypeError(`the document lacks the context ${SUITE_CONTEXT}`)
  document['@context'] = [...contexts, SUITE_CONTEXT]
}

/** A proof without the context that jsonld-signatures puts into it, the document's. */
function membersOf(
  { '@context': context, ...proof }: JsonObject,
  document: JsonObject,
): JsonObject {
  const expected = document['@context'] ?? null
  if (context !== undefined && !equalOctets(canonicalJson(context), canonicalJson(expected))) {
    throw new CredentialError('malformed', 'the proof has a context of its own')
  }
  return proof
}

function onlyBaseProof(proofSet: readonly JsonObject[]): JsonObject {
  const [proof, ...others] = proofSet.filter(isBaseProof)
  if (proof === undefined) throw new CredentialError('proofMissing', 'no BbsBlsSignature2020')
  if (others.length > 0) throw new CredentialError('severalProofs', 'several BbsBlsSignature2020')
  return proof
}

/** The key that a proof names; it has not expired by a time, if one is given. */
async function loadKey(
  id: string,
  documentLoader: DocumentLoader,
  now?: Date,
): Promise<VerificationMethod> {
  const { document } = await documentLoader(id).catch((cause: unknown) => {
    throw new CredentialError('notLoadable', 'the verification method cannot be loaded', { cause })
  })
  const method = parseMethod(document)
  assertKeyInUse(document, now)
  if (method.id !== id || method.key.codec !== 'Bls12381G2-public') {
    throw new CredentialError('invalidKey', 'the verification method is no key for this suite')
  }
  return method
}

function parseMethod(document: unknown): VerificationMethod {
  try {
    return parseVerificationMethod(document)
  } catch (cause) {
    throw new CredentialError('invalidKey', 'what was loaded is no verification method', { cause })
  }
}

function verdict({ id, controller }: VerificationMethod): SuiteVerdict {
  return { verified: true, verificationMethod: { id, controller } }
}
