import type { BbsOperations } from '@unscored/bbs'
import type { CredentialTraits, JsonObject, RandomSource } from '@unscored/core'
import { countStatements, createBbsSigner, verifyBaseProof } from './bbs-2023/base-proof.ts'
import type { Binding, HolderSecrets } from './bbs-2023/binding.ts'
import {
  assertNames,
  BBS_2023,
  type Cryptosuite,
  type CryptosuiteInputs,
  createDiscloseCryptosuite,
  createSignCryptosuite,
  parseBbsKey,
} from './bbs-2023/cryptosuite.ts'
import { featureOf, messageCountOf, verifySoundProof } from './bbs-2023/derived-proof.ts'
import { features } from './bbs-2023/features.ts'
import {
  type ParsedDerivedProofValue,
  parseBaseProofValue,
  parseDerivedProofValue,
} from './bbs-2023/proof-value.ts'
import {
  isBaseProof,
  isDerivedProof,
  parseBaseProof,
  parseDerivedProof,
  proofStatements,
  statementCountOf,
} from './bbs-plus/proof.ts'
import {
  createBbsPlusDiscloseSuite,
  createBbsPlusReceiveSuite,
  createBbsPlusSignSuite,
  createBbsPlusVerifySuite,
  type VerifySuite,
} from './bbs-plus/suites.ts'
import type { AssertContextsOptions } from './context-policy.ts'
import { CredentialError } from './error.ts'
import { frameOf } from './frame.ts'
import type { JsonLdOptions } from './jsonld.ts'
import { once } from './once.ts'

/** The suites by which credentials are signed and shown here, by the names that proofs give them. */
export type SuiteId = 'bbs-2023' | 'BbsBlsSignature2020'

/** The key of an issuer, in memory. */
export interface IssuerKey {
  /** The DID URL of the verification method. */
  id: string
  /** 32 octets. */
  secretKey: Uint8Array
  /** 96 octets. */
  publicKey: Uint8Array
}

/** What an issuer may choose. */
export interface SigningOptions extends AssertContextsOptions {
  key: IssuerKey
  /** JSON pointers to what every presentation shows; `bbs-2023` alone knows them. */
  mandatoryPointers: readonly string[]
  /** See `createSignCryptosuite`. */
  labelsInDocumentOrder: boolean
  random: RandomSource
  now: () => Date
  /** What a holder wants the credential to be bound to. */
  binding?: Binding
  bbs?: BbsOperations
}

/** What a holder may choose who receives a credential. */
export interface ReceivingOptions extends AssertContextsOptions {
  /** See `createReceiveCryptosuite`. */
  labelsInDocumentOrder: boolean
  /** What she committed to. */
  secrets?: HolderSecrets
  bbs?: BbsOperations
  now: () => Date
}

/** What a holder may choose who shows one. */
export interface DisclosingOptions extends AssertContextsOptions {
  /** With its proof. */
  credential: JsonObject
  /** JSON pointers to what is shown. */
  pointers: readonly string[]
  /** Octets that the proof is bound to. */
  presentationHeader: Uint8Array
  random?: RandomSource
  /** What she committed to. */
  secrets?: HolderSecrets
  /** What her pseudonym is for. */
  pseudonymContext?: Uint8Array
  bbs?: BbsOperations
}

/** What a verifier may choose. */
export interface VerifyingOptions extends AssertContextsOptions {
  /** What a proof must be bound to. */
  presentationHeader?: Uint8Array
  /** Refuse what can be shown without a secret of its holder. */
  requireHolderBinding: boolean
  /** The context of the pseudonym that a proof must come with. */
  pseudonymContext?: Uint8Array
  bbs?: BbsOperations
  now: () => Date
}

/** What a derived proof shows of its holder beside what she was attested. */
export interface ShownBinding {
  /** Whether it can be made only with a secret that the holder committed to before she was attested anything. */
  readonly isHolderBound: boolean
  /** 48 octets, the same whenever the holder shows this credential in one context. */
  readonly pseudonym?: Uint8Array
}

/** A suite of `jsonld-signatures`, as `@digitalbazaar/vc` takes it. */
export type JsigsSuite = object

/**
 * Checks that a proof holds for a document that `parseSecuredCredential` has looked at. Whether the key may sign for the
 * issuer is another question.
 */
export type ProofCheck = (inputs: CryptosuiteInputs) => Promise<ProvenBy>

/** How a proof that holds was made. */
export interface ProvenBy {
  /** The verification method of its key. */
  readonly method: { readonly id: string; readonly controller: string }
  /** Of a derived proof. */
  readonly binding?: ShownBinding
}

/** What a proof tells of the credentials that an issuer signs alike. */
export type ProofTraits = Pick<
  CredentialTraits,
  'features' | 'messageCount' | 'mandatoryCount' | 'mandatoryPointers'
>

/** What {@link CredentialSuite.countsOf} takes. */
export interface CountOptions extends JsonLdOptions {
  mandatoryPointers: readonly string[]
}

/** What {@link CredentialSuite.traitsOf} takes. */
export interface ProofTraitsInputs extends CryptosuiteInputs {
  part: CredentialTraits['part']
}

/** One way to sign a credential and to show parts of it. */
export interface CredentialSuite {
  readonly id: SuiteId
  /** Whether what is shown with it may spell out values with their type; see `AssertContextsOptions`. */
  readonly allowsTypedValues: boolean
  readonly isBase: (proof: JsonObject) => boolean
  readonly isDerived: (proof: JsonObject) => boolean
  readonly signing: (options: SigningOptions) => Promise<JsigsSuite>
  readonly receiving: (options: ReceivingOptions) => ProofCheck
  readonly disclosing: (options: DisclosingOptions) => Promise<JsigsSuite>
  readonly verifying: (options: VerifyingOptions) => ProofCheck
  /** What a derived proof says that it is bound to. */
  readonly presentationHeaderOf: (proof: JsonObject) => Uint8Array
  /** JSON pointers to what its holder cannot but show, as a base proof has it. */
  readonly mandatoryPointersOf: (proof: JsonObject) => readonly string[]
  /** How many statements a credential makes that nobody has signed yet, and how many of them will always be shown. */
  readonly countsOf: (
    document: JsonObject,
    options: CountOptions,
  ) => Promise<Pick<CredentialTraits, 'messageCount' | 'mandatoryCount'>>
  /** What a proof tells that an issuer could tell holders apart by. It is not verified by asking. */
  readonly traitsOf: (inputs: ProofTraitsInputs) => Promise<ProofTraits>
  /** What a derived proof says that it shows of its holder; it is not verified by asking. */
  readonly shownBindingOf: (proof: JsonObject) => ShownBinding
}

const bbs2023: CredentialSuite = {
  id: BBS_2023,
  allowsTypedValues: false,
  // Which of the two a proof is stands in its value alone, and is asked when that is parsed.
  isBase: isOfBbs2023,
  isDerived: isOfBbs2023,
  signing: ({ key, now: _, ...options }) => {
    const { bbs } = options
    const signer = createBbsSigner({ ...key, ...(bbs && { bbs }) })
    return dataIntegrity(createSignCryptosuite(options), signer)
  },
  receiving: (options) =>
    checkedBy(async (inputs) => {
      await verifyBaseProof({ ...options, ...inputs })
      return undefined
    }, options.now),
  disclosing: ({ credential: _, pointers, ...options }) =>
    dataIntegrity(createDiscloseCryptosuite({ selectivePointers: pointers, ...options })),
  verifying: (options) =>
    checkedBy(
      async (inputs) => bindingOf(await verifySoundProof({ ...options, ...inputs })),
      options.now,
    ),
  presentationHeaderOf: ({ proofValue }) => parseDerivedProofValue(proofValue).presentationHeader,
  mandatoryPointersOf: ({ proofValue }) => parseBaseProofValue(proofValue).mandatoryPointers,
  countsOf: countStatements,
  traitsOf: async ({ part, document, proof: { proofValue }, documentLoader }) => {
    if (part === 'whole') {
      const { features: possible, mandatoryPointers } = parseBaseProofValue(proofValue)
      const counts = await countStatements(document, { mandatoryPointers, documentLoader })
      return { features: possible, mandatoryPointers, ...counts }
    }
    const value = parseDerivedProofValue(proofValue)
    const feature = featureOf(value)
    return {
      features: feature === undefined ? [] : [feature],
      mandatoryCount: value.mandatoryIndexes.length,
      messageCount: messageCountOf(value),
    }
  },
  shownBindingOf: ({ proofValue }) => bindingOf(parseDerivedProofValue(proofValue)),
}

function bindingOf(value: ParsedDerivedProofValue): ShownBinding {
  const feature = featureOf(value)
  return {
    isHolderBound: feature !== undefined && features[feature].bindsHolder,
    ...(value.pseudonym && { pseudonym: value.pseudonym }),
  }
}

const bbsPlus: CredentialSuite = {
  id: 'BbsBlsSignature2020',
  // What MATTR's library shows cannot do without.
  allowsTypedValues: true,
  isBase: isBaseProof,
  isDerived: isDerivedProof,
  signing: async (options) => {
    const {
      key: { id, secretKey },
      mandatoryPointers: _,
      labelsInDocumentOrder: __,
      random: ___,
      ...rest
    } = withoutFeatures(options)
    return createBbsPlusSignSuite({ verificationMethod: id, secretKey, ...rest })
  },
  receiving: (options) => {
    const { labelsInDocumentOrder: _, ...policy } = withoutFeatures(options)
    return provenBy(createBbsPlusReceiveSuite(policy))
  },
  disclosing: async (options) => {
    const {
      credential,
      pointers,
      presentationHeader: nonce,
      random: _,
      ...policy
    } = withoutFeatures(options)
    return createBbsPlusDiscloseSuite({ frame: frameOf(credential, pointers), nonce, ...policy })
  },
  verifying: (options) => {
    const { presentationHeader: nonce, ...policy } = withoutFeatures(options)
    const suite = createBbsPlusVerifySuite({ ...policy, ...(nonce && { nonce }) })
    return async (inputs) => ({ ...(await provenBy(suite)(inputs)), binding: UNBOUND })
  },
  presentationHeaderOf: ({ '@context': _, ...proof }) => parseDerivedProof(proof).nonce,
  mandatoryPointersOf: () => [],
  countsOf: async (document, options) => {
    const { readSigned } = await loadStatements()
    const { statements } = await readSigned(document, { ...options, anySpelling: true })
    return { messageCount: statements.length, mandatoryCount: STATEMENTS_OF_PROOF }
  },
  traitsOf: async ({ part, document, proof: { '@context': _, ...proof }, ...options }) => {
    const shared = { features: ['baseline'] }
    if (part === 'whole') {
      const mandatoryCount = proofStatements(parseBaseProof(proof)).length
      const counts = await bbsPlus.countsOf(document, { ...options, mandatoryPointers: [] })
      return { ...shared, ...counts, mandatoryCount, mandatoryPointers: [] }
    }
    const derived = parseDerivedProof(proof)
    const mandatoryCount = proofStatements(derived).length
    return { ...shared, mandatoryCount, messageCount: statementCountOf(derived) - mandatoryCount }
  },
  shownBindingOf: () => UNBOUND,
}

const UNBOUND: ShownBinding = { isHolderBound: false }

/** Its type, its purpose, its key, and when it was made: what issuers here say of a proof of 2020. */
const STATEMENTS_OF_PROOF = 4

/** All suites, the preferred one first. */
export const credentialSuites: readonly CredentialSuite[] = [bbs2023, bbsPlus]

/** The names of all suites, the preferred one first. */
export const suiteNames: readonly SuiteId[] = credentialSuites.map(({ id }) => id)

/** A suite by its name. */
export function suiteNamed(id: SuiteId): CredentialSuite {
  // The type lists exactly the suites above.
  return credentialSuites.find((suite) => suite.id === id) as CredentialSuite
}

/**
 * The suite of a proof.
 *
 * @throws {CredentialError} `unknownCryptosuite`.
 */
export function suiteOf(proof: JsonObject): CredentialSuite {
  const suite = findSuite(proof)
  if (suite === undefined)
    throw new CredentialError('unknownCryptosuite', 'the proof is of no known suite')
  return suite
}

/** The suite of a proof, or `undefined` where it is of none. */
export function findSuite(proof: JsonObject): CredentialSuite | undefined {
  return credentialSuites.find(({ isBase, isDerived }) => isBase(proof) || isDerived(proof))
}

function isOfBbs2023({ type, cryptosuite }: JsonObject): boolean {
  return type === 'DataIntegrityProof' && cryptosuite === BBS_2023
}

interface FeatureOptions {
  binding?: Binding
  secrets?: HolderSecrets
  pseudonymContext?: Uint8Array
  requireHolderBinding?: boolean
  bbs?: BbsOperations
}

/**
 * The options that the suite of 2020 knows.
 *
 * @throws {CredentialError} `featureMismatch` where something is asked of it that only `bbs-2023` has.
 */
function withoutFeatures<Options extends FeatureOptions>({
  binding,
  secrets,
  pseudonymContext,
  requireHolderBinding = false,
  bbs: _,
  ...options
}: Options): Omit<Options, keyof FeatureOptions> {
  if (binding || secrets || pseudonymContext || requireHolderBinding) {
    throw new CredentialError('featureMismatch', 'the suite binds no credential to its holder')
  }
  return options
}

const loadStatements = once(() => import('./bbs-plus/statements.ts'))

const loadDataIntegrity = once(() => import('@digitalbazaar/data-integrity'))

/** A `created` would tell credentials apart that nothing else does. */
async function dataIntegrity(
  cryptosuite: Cryptosuite<never> | Cryptosuite,
  signer?: object,
): Promise<JsigsSuite> {
  const { DataIntegrityProof } = await loadDataIntegrity()
  return new DataIntegrityProof({ cryptosuite, date: null, ...(signer && { signer }) })
}

/** What `DataIntegrityProof` does with a cryptosuite, for a document that was looked at before. */
function checkedBy(
  check: (
    inputs: CryptosuiteInputs & { publicKey: Uint8Array },
  ) => Promise<ShownBinding | undefined>,
  now: () => Date,
): ProofCheck {
  return async (inputs) => {
    const { verificationMethod: name } = inputs.proof
    if (typeof name !== 'string') {
      throw new CredentialError('malformed', '/proof/verificationMethod names no key')
    }
    const { document: method } = await inputs.documentLoader(name)
    const { id, controller, publicKey } = parseBbsKey(method, now())
    assertNames(inputs.proof, id)
    const binding = await check({ ...inputs, publicKey })
    return { method: { id, controller }, ...(binding && { binding }) }
  }
}

function provenBy(suite: VerifySuite): ProofCheck {
  return async (inputs) => {
    const proven = await suite.verifyProof({ ...inputs, proofSet: [inputs.proof] })
    return { method: proven.verificationMethod }
  }
}
