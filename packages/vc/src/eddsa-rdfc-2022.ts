import {
  assertJson,
  concatOctets,
  encodeMultikey,
  equalOctets,
  instantOf,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseMultibase,
  parseVerificationMethod,
  type RandomSource,
  randomOctets,
  sha256,
  signedContentContexts,
  utf8,
} from '@unscored/core'
import { hashProofOptions } from './bbs-2023/proof-options.ts'
import { assertContexts } from './context-policy.ts'
import { parseCreated } from './created.ts'
import type { Dereference } from './credential.ts'
import { bundledDocumentLoader, createDocumentLoader } from './document-loader.ts'
import { CredentialError } from './error.ts'
import { toNQuads } from './jsonld.ts'
import { assertKeyInUse } from './key-in-use.ts'
import { assertMaySign } from './may-sign.ts'
import { once } from './once.ts'

/** The name by which a proof says that it is of this suite. */
export const EDDSA_RDFC_2022 = 'eddsa-rdfc-2022'

/** A key pair of Ed25519. */
export interface DocumentKeyPair {
  /** 32 octets, which RFC 8032 §5.1.5 calls the private key. */
  readonly secretKey: Uint8Array
  /** 32 octets. */
  readonly publicKey: Uint8Array
}

/** A key by which an organisation signs what is for everybody, such as a manifest. */
export interface DocumentKey extends DocumentKeyPair {
  /** The DID URL of the verification method. */
  readonly id: string
}

/**
 * Makes a key pair of Ed25519.
 *
 * @throws {RangeError} where the random source fails.
 */
export async function generateDocumentKeyPair(
  random: RandomSource = randomOctets,
): Promise<DocumentKeyPair> {
  const secretKey = random(SECRET_KEY_BYTES)
  if (secretKey.length !== SECRET_KEY_BYTES || secretKey.every((octet) => octet === 0)) {
    throw new RangeError('the random source fails')
  }
  return { secretKey, publicKey: await documentPublicKeyOf(secretKey) }
}

/**
 * The public key, 32 octets, of a secret key.
 *
 * @throws {RangeError} where it has not 32 octets.
 */
export async function documentPublicKeyOf(secretKey: Uint8Array): Promise<Uint8Array> {
  if (secretKey.length !== SECRET_KEY_BYTES) throw new RangeError('a secret key has 32 octets')
  const { generate } = await loadEd25519()
  const { publicKey } = await generate({ seed: secretKey })
  return new Uint8Array(publicKey)
}

const SECRET_KEY_BYTES = 32
const SIGNATURE_BYTES = 64

/** What {@link signDocument} takes. */
export interface SignDocumentOptions {
  /** Without a proof, with contexts that come with this package. */
  document: JsonObject
  key: DocumentKey
  now?: () => Date
}

/**
 * Signs a document that is for everybody: whoever has two documents sees by their proofs who signed them, and when.
 *
 * @throws {CredentialError} `malformed` where it has a proof, or says what a proof would not cover; `undefinedTerm`,
 *   `unknownContext`, `inlineContext` or `vocabContext`.
 * @throws {RangeError} where the keys are no pair.
 * @see VC-DI-EDDSA 1.0 §3.2.1 Create Proof (eddsa-rdfc-2022)
 */
export async function signDocument({
  document,
  key: { id, secretKey, publicKey },
  now = () => new Date(),
}: SignDocumentOptions): Promise<JsonObject> {
  assertSignable(document)
  if (document.proof !== undefined) throw malformed('/proof is there already')
  // What jsonld would drop it complains of here, in our own words.
  await toNQuads(document, { documentLoader: bundledDocumentLoader })
  if (!equalOctets(await documentPublicKeyOf(secretKey), publicKey)) {
    throw new RangeError('the two keys are no pair')
  }
  const { jsigs, DataIntegrityProof, cryptosuite } = await loadSigning()
  const { generate } = await loadEd25519()
  const keyPair = await generate({ id, seed: secretKey })
  return jsigs.sign(structuredClone(document), {
    suite: new DataIntegrityProof({ cryptosuite, signer: keyPair.signer(), date: now() }),
    purpose: new jsigs.purposes.AssertionProofPurpose(),
    documentLoader: bundledDocumentLoader,
  })
}

/** What {@link verifyDocument} takes. */
export interface VerifyDocumentOptions {
  /** The DID whose signature it must be. */
  signer: string
  dereference: Dereference
  now: Date
}

/**
 * Verifies that a DID signed a document, with a key that it lists under `assertionMethod`, and returns what it signed.
 *
 * @param value As it came over the wire, parsed as JSON and nothing more.
 * @returns The document without its proof.
 * @throws {CredentialError} with the first reason found to refuse it.
 * @throws {ToolkitError} what malformed octets and `dereference` make of it.
 * @see VC-DI-EDDSA 1.0 §3.2.2 Verify Proof (eddsa-rdfc-2022)
 */
export async function verifyDocument(
  value: unknown,
  { signer, dereference, now }: VerifyDocumentOptions,
): Promise<JsonObject> {
  assertSignable(value)
  const { proof, ...document } = value
  const { id, signature, options } = parseProof(proof, now)
  // Nobody is asked for a DID that whoever made the document chose.
  if (!id.startsWith(`${signer}#`)) {
    throw new CredentialError('issuerMismatch', 'the key is not one of the signer')
  }
  const documentLoader = createDocumentLoader({ dereference })
  const { document: loaded } = await documentLoader(id)
  const method = parseVerificationMethod(loaded)
  assertKeyInUse(loaded, now)
  if (method.id !== id || method.key.codec !== 'Ed25519-public') {
    throw new CredentialError('invalidKey', 'the verification method is no key for this suite')
  }
  await assertMaySign(signer, { method, documentLoader })
  const loading = { documentLoader: bundledDocumentLoader }
  const data = concatOctets(
    await hashProofOptions(document, options, loading),
    sha256(utf8((await toNQuads(document, loading)).join(''))),
  )
  const { from } = await loadEd25519()
  const key = await from({ type: 'Multikey', publicKeyMultibase: encodeMultikey(method.key) })
  // OpenSSL and noble throw at some malformed octets, and answer at others.
  const holds = await key
    .verifier()
    .verify({ data, signature })
    .catch(() => false)
  if (!holds) throw new CredentialError('proofInvalid', 'the proof does not hold')
  return document
}

interface ParsedProof {
  /** The DID URL of the key. */
  readonly id: string
  readonly signature: Uint8Array
  /** The proof with all its members. */
  readonly options: JsonObject
}

/** What else it may say, its cryptosuite's hash refuses. */
function parseProof(proof: JsonValue | undefined, now: Date): ParsedProof {
  if (proof === undefined) throw new CredentialError('proofMissing', 'the document has no proof')
  if (Array.isArray(proof)) throw new CredentialError('severalProofs', '/proof is a list')
  if (!isJsonObject(proof)) throw malformed('/proof is no object')
  if (proof.type !== 'DataIntegrityProof' || proof.cryptosuite !== EDDSA_RDFC_2022) {
    throw new CredentialError('unknownCryptosuite', 'the proof is of another suite')
  }
  if (proof.proofPurpose !== 'assertionMethod') {
    throw new CredentialError('wrongProofPurpose', '/proof/proofPurpose is not assertionMethod')
  }
  if (typeof proof.verificationMethod !== 'string') throw malformed('/proof names no key')
  const signature = parseMultibase(proof.proofValue, ['z'])
  if (signature.length !== SIGNATURE_BYTES) {
    throw new CredentialError('invalidLength', 'the signature has not 64 octets')
  }
  const created = proof.created === undefined ? now : instantOf(parseCreated(proof.created))
  if (created.getTime() > now.getTime() + CLOCK_SKEW) {
    throw new CredentialError('notYetValid', '/proof/created is in the future')
  }
  return { id: proof.verificationMethod, signature, options: proof }
}

/** By how much clocks may differ, in milliseconds. */
const CLOCK_SKEW = 5 * 60 * 1000

/**
 * A document of which a proof covers all that it says: as {@link assertContexts} has it, but for what is JSON by the context
 * of this project.
 */
function assertSignable(value: unknown): asserts value is JsonObject {
  assertJson(value)
  if (!isJsonObject(value)) throw malformed('it is no object')
  const { content, ...others } = value
  if (content === undefined || !namesContentContext(value)) return assertContexts(value)
  // jsonld would take it for the prototype of its copy, and half a surrogate pair has no canonical form.
  const text = JSON.stringify(content)
  if (text.includes('"__proto__":') || /\\ud[89a-f]/i.test(text)) {
    throw malformed('/content holds what no proof covers')
  }
  return assertContexts(others)
}

function namesContentContext({ '@context': found }: JsonObject): boolean {
  return JSON.stringify(found) === JSON.stringify(signedContentContexts)
}

const loadEd25519 = once(() => import('@digitalbazaar/ed25519-multikey'))

const loadSigning = once(async () => {
  const [{ default: jsigs }, { DataIntegrityProof }, { cryptosuite }] = await Promise.all([
    import('jsonld-signatures'),
    import('@digitalbazaar/data-integrity'),
    import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite'),
  ])
  return { jsigs, DataIntegrityProof, cryptosuite }
})

function malformed(why: string): CredentialError {
  return new CredentialError('malformed', `not a document that can be signed: ${why}`)
}
