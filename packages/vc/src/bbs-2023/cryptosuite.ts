import type { BbsOperations } from '@unscored/bbs'
import {
  type JsonObject,
  parseMultibase,
  parseVerificationMethod,
  type RandomSource,
  randomOctets,
} from '@unscored/core'
import type { AssertContextsOptions } from '../context-policy.ts'
import type { DocumentLoader } from '../document-loader.ts'
import { CredentialError } from '../error.ts'
import { assertKeyInUse } from '../key-in-use.ts'
import {
  type BaseProofData,
  BBS_ALGORITHM,
  type BbsSigner,
  createBaseProofData,
  createBaseProofValue,
  verifyBaseProof,
} from './base-proof.ts'
import type { Binding, HolderSecrets } from './binding.ts'
import { deriveDocument, verifyDerivedProof } from './derived-proof.ts'

/** The name by which a proof says that it is of this suite. */
export const BBS_2023 = 'bbs-2023'

/** What `DataIntegrityProof` of @digitalbazaar/data-integrity hands to a cryptosuite. */
export interface CryptosuiteInputs {
  document: JsonObject
  proof: JsonObject
  documentLoader: DocumentLoader
}

/** A cryptosuite as `DataIntegrityProof` takes it. */
export interface Cryptosuite<Data = unknown> {
  readonly name: string
  readonly requiredAlgorithm: readonly string[]
  createVerifier(options: { verificationMethod: unknown }): Promise<CryptosuiteVerifier<Data>>
  createVerifyData(inputs: CryptosuiteInputs): Promise<Data>
  createProofValue?(inputs: {
    verifyData: Data
    dataIntegrityProof: { signer: BbsSigner }
  }): Promise<string>
  derive?(inputs: {
    document: JsonObject
    purpose: { term: string }
    proofSet: readonly JsonObject[]
    documentLoader: DocumentLoader
  }): Promise<JsonObject>
}

/** Checks what {@link Cryptosuite.createVerifyData} gave. */
export interface CryptosuiteVerifier<Data> {
  readonly algorithm: string
  readonly id: string
  verify(inputs: { data: Data }): Promise<boolean>
}

/** What {@link createSignCryptosuite} takes. */
export interface SignCryptosuiteOptions extends AssertContextsOptions {
  /** JSON pointers to what every presentation shows; none by default, though types are always shown. */
  mandatoryPointers?: readonly string[]
  /** Sign blank nodes under labels in document order; see there. Off by default. */
  labelsInDocumentOrder?: boolean
  /** What a holder wants the credential to be bound to, from `createBinding`; the signer must be one for that. */
  binding?: Binding
  random?: RandomSource
  bbs?: Pick<BbsOperations, 'verifyCommitment'>
}

/**
 * `bbs-2023` for an issuer: base proofs, from which the holder derives what she shows.
 *
 * Give `DataIntegrityProof` the option `date: null`: a `created` of its own would tell every credential apart.
 *
 * @see VC-DI-BBS §3.4.1
 */
export function createSignCryptosuite({
  mandatoryPointers = [],
  labelsInDocumentOrder = false,
  random = randomOctets,
  ...policy
}: SignCryptosuiteOptions = {}): Cryptosuite<BaseProofData> {
  return {
    ...common,
    createVerifier: refuseUse,
    createVerifyData: (inputs) =>
      createBaseProofData({
        ...inputs,
        mandatoryPointers,
        random,
        labelsInDocumentOrder,
        ...policy,
      }),
    createProofValue: ({ verifyData, dataIntegrityProof }) =>
      createBaseProofValue(verifyData, dataIntegrityProof.signer),
  }
}

/** What {@link createDiscloseCryptosuite} takes. */
export interface DiscloseCryptosuiteOptions extends AssertContextsOptions {
  /** JSON pointers to what is shown beside the mandatory parts. */
  selectivePointers?: readonly string[]
  /** Octets that the proof is bound to, such as a hash of the verifier's request; none by default. */
  presentationHeader?: Uint8Array
  /** The platform's by default, which alone workers can be given. */
  random?: RandomSource
  /** Of a bound credential: what `createBinding` gave for it. */
  secrets?: HolderSecrets
  /** What a pseudonym is for. Whoever has seen it there recognises its holder. */
  pseudonymContext?: Uint8Array
  bbs?: Pick<BbsOperations, 'createProof' | 'createPseudonym'>
}

/**
 * `bbs-2023` for a holder: derived proofs.
 *
 * @see VC-DI-BBS §3.4.6
 */
export function createDiscloseCryptosuite({
  selectivePointers = [],
  presentationHeader = new Uint8Array(),
  ...options
}: DiscloseCryptosuiteOptions = {}): Cryptosuite {
  return {
    ...common,
    createVerifier: refuseUse,
    createVerifyData: refuseUse,
    derive: ({ document, purpose, proofSet, documentLoader }) =>
      deriveDocument({
        document,
        proof: onlyBaseProof(proofSet, purpose.term),
        selectivePointers,
        presentationHeader,
        documentLoader,
        ...options,
      }),
  }
}

/** What {@link createVerifyCryptosuite} takes. */
export interface VerifyCryptosuiteOptions extends AssertContextsOptions {
  /** What a proof must be bound to; anything by default. */
  presentationHeader?: Uint8Array
  /** Refuse what can be shown without a secret that its holder committed to; off by default. */
  requireHolderBinding?: boolean
  /** The context whose pseudonym a proof must come with; where it is left out, none is accepted. */
  pseudonymContext?: Uint8Array
  bbs?: Pick<BbsOperations, 'verifyProof'>
  /** The clock, for keys that expire. */
  now?: () => Date
}

/**
 * `bbs-2023` for a verifier: derived proofs.
 *
 * @see VC-DI-BBS §3.4.7
 */
export function createVerifyCryptosuite({
  now,
  ...options
}: VerifyCryptosuiteOptions = {}): Cryptosuite<CryptosuiteInputs> {
  return verifying((inputs) => verifyDerivedProof({ ...options, ...inputs }), now)
}

/** What {@link createReceiveCryptosuite} takes. */
export interface ReceiveCryptosuiteOptions extends AssertContextsOptions {
  /** Refuse labels that are not in document order, by which an issuer can sort holders. Off by default. */
  labelsInDocumentOrder?: boolean
  /** What she committed to when she asked for it; without, only a credential that is not bound is accepted. */
  secrets?: HolderSecrets
  bbs?: Pick<BbsOperations, 'verify'>
  /** The clock, for keys that expire. */
  now?: () => Date
}

/** `bbs-2023` for a holder who receives a credential: base proofs, before they enter a wallet. */
export function createReceiveCryptosuite({
  labelsInDocumentOrder = false,
  now,
  ...policy
}: ReceiveCryptosuiteOptions = {}): Cryptosuite<CryptosuiteInputs> {
  return verifying(
    (inputs) => verifyBaseProof({ ...inputs, ...policy, labelsInDocumentOrder }),
    now,
  )
}

const common = { name: BBS_2023, requiredAlgorithm: [BBS_ALGORITHM] }

/** The key is known only when the verifier is made, so the inputs wait in the data until then. */
function verifying(
  check: (inputs: CryptosuiteInputs & { publicKey: Uint8Array }) => Promise<void>,
  now = () => new Date(),
): Cryptosuite<CryptosuiteInputs> {
  return {
    ...common,
    createVerifyData: async ({ document, proof, documentLoader }) => {
      // The library looks at it next, and its refusals have no code.
      parseMultibase(proof.proofValue, ['u'])
      return { document, proof, documentLoader }
    },
    createVerifier: async ({ verificationMethod }) => {
      const { id, publicKey } = parseBbsKey(verificationMethod, now())
      return {
        algorithm: BBS_ALGORITHM,
        id,
        verify: async ({ data }) => {
          assertNames(data.proof, id)
          await check({ ...data, publicKey })
          return true
        },
      }
    },
  }
}

/** A verification method with a key for BBS. */
export interface BbsKey {
  readonly id: string
  readonly controller: string
  /** 96 octets. */
  readonly publicKey: Uint8Array
}

/**
 * Reads a verification method whose key may still be used for BBS.
 *
 * @throws {CredentialError} `invalidKey` or `keyExpired`.
 * @throws {FormatError} what makes it no verification method.
 */
export function parseBbsKey(verificationMethod: unknown, now: Date): BbsKey {
  const { id, controller, key } = parseVerificationMethod(verificationMethod)
  assertKeyInUse(verificationMethod, now)
  if (key.codec !== 'Bls12381G2-public') {
    throw new CredentialError('invalidKey', 'the verification method is no key for BBS')
  }
  return { id, controller, publicKey: key.octets }
}

/** @throws {CredentialError} `invalidKey`. */
export function assertNames({ verificationMethod }: JsonObject, id: string): void {
  if (verificationMethod !== id) {
    throw new CredentialError('invalidKey', 'the key is not the one that the proof names')
  }
}

function onlyBaseProof(proofSet: readonly JsonObject[], purpose: string): JsonObject {
  const matching = proofSet.filter((proof) => proof.cryptosuite === BBS_2023)
  const [proof] = matching
  if (proof === undefined)
    throw new CredentialError('proofMissing', `no ${BBS_2023} proof to derive from`)
  if (matching.length > 1) throw new CredentialError('severalProofs', `several ${BBS_2023} proofs`)
  if (proof.proofPurpose !== purpose) {
    throw new CredentialError('wrongProofPurpose', 'the proof is for another purpose')
  }
  return proof
}

function refuseUse(): never {
  throw new TypeError('this cryptosuite is for another step')
}
