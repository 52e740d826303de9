import {
  type BbsOperations,
  type BlindSigning,
  bbsOperations,
  inspectPublicKey,
  inspectSignature,
} from '@unscored/bbs'
import { concatOctets, equalOctets, type JsonObject, type RandomSource, utf8 } from '@unscored/core'
import { type AssertContextsOptions, assertContexts } from '../context-policy.ts'
import { CredentialError } from '../error.ts'
import { canonicalize, type JsonLdOptions, type Quad } from '../jsonld.ts'
import {
  assertBinding,
  type Binding,
  blindMessages,
  drawBlindSigning,
  type HolderSecrets,
} from './binding.ts'
import { DEFECTS } from './defects.ts'
import type { BbsFeature } from './features.ts'
import { hashProofOptions } from './proof-options.ts'
import { type BaseProofValue, parseBaseProofValue, serializeBaseProofValue } from './proof-value.ts'
import {
  areInDocumentOrder,
  hashStatements,
  type LabelMap,
  nameBlankNodes,
  relabel,
  selectStatements,
  shuffle,
  shuffledLabels,
  statementsOf,
} from './statements.ts'

/** What is signed. */
export interface MultisignInputs {
  header: Uint8Array
  messages: Uint8Array[]
}

/** Signs a header and messages with BBS; the key stays with whoever implements it. */
export interface BbsSigner {
  /** The DID URL of the verification method. */
  readonly id: string
  readonly algorithm: string
  /** 96 octets. */
  readonly publicKey: Uint8Array
  multisign(inputs: MultisignInputs): Promise<Uint8Array>
  /** The same over what a holder committed to besides; signers of others do without. */
  multisignBlind?(inputs: MultisignInputs & { blind: BlindSigning }): Promise<Uint8Array>
  /** `DataIntegrityProof` asks that every signer have it; BBS has no use for it. */
  sign(): never
}

/** The name that @digitalbazaar/bls12-381-multikey gives to BBS with SHA-256, so that its keys fit here. */
export const BBS_ALGORITHM = 'BBS-BLS12-381-SHA-256'

/** What {@link createBbsSigner} takes. */
export interface CreateBbsSignerOptions {
  /** The DID URL of the verification method. */
  id: string
  /** 32 octets. */
  secretKey: Uint8Array
  /** 96 octets. */
  publicKey: Uint8Array
  /** Those of this thread by default. */
  bbs?: Pick<BbsOperations, 'sign'>
}

/** A signer that holds its key in memory. */
export function createBbsSigner({
  id,
  secretKey,
  publicKey,
  bbs = bbsOperations,
}: CreateBbsSignerOptions): BbsSigner {
  return {
    id,
    algorithm: BBS_ALGORITHM,
    publicKey,
    multisign: ({ header, messages }) => bbs.sign({ secretKey, publicKey, header, messages }),
    multisignBlind: ({ header, messages, blind }) =>
      bbs.sign({ secretKey, publicKey, header, messages, blind }),
    sign: () => {
      throw new TypeError('BBS signs lists of messages: multisign')
    },
  }
}

/** What both sides of a base proof take. */
export interface BaseProofInputs extends JsonLdOptions, AssertContextsOptions {
  /** Without its proof. */
  document: JsonObject
  /** All members of the proof; its value does not matter. */
  proof: JsonObject
}

/** What {@link createBaseProofData} takes. */
export interface CreateBaseProofDataOptions extends BaseProofInputs {
  /** What every presentation shows. */
  mandatoryPointers: readonly string[]
  /** Where HMAC keys of 32 octets come from. */
  random: RandomSource
  /**
   * Draw keys until blank nodes are signed under labels in document order. A document of a fixed shape then has the
   * same labels whoever holds it, where the draft's random ones sort holders into as many classes as there are orders.
   * Documents of more than four blank nodes would take too many tries.
   */
  labelsInDocumentOrder: boolean
  /** What a holder wants the credential to be bound to; nothing by default. */
  binding?: Binding
  bbs?: Pick<BbsOperations, 'verifyCommitment'>
}

/** What is signed, and what the holder needs to show parts of it. */
export interface BaseProofData {
  /** Hash of the proof options, then hash of the mandatory statements: 64 octets. */
  bbsHeader: Uint8Array
  mandatoryPointers: readonly string[]
  /** The non-mandatory N-Quads, ascending: the messages. */
  nonMandatory: readonly string[]
  /** 32 octets. */
  hmacKey: Uint8Array
  /** What it is signed over besides, for the feature that a holder wants. */
  bound?: { feature: BbsFeature; blind: BlindSigning }
}

/**
 * Transforms and hashes a document (VC-DI-BBS §3.4.2 and §3.4.3).
 *
 * @throws {CredentialError} `malformed`, `invalidPointer`, `invalidCreated`, what a binding is refused with, or what JSON-LD
 *   processing throws.
 * @throws {RangeError} where the random source fails.
 */
export async function createBaseProofData({
  document,
  proof,
  mandatoryPointers,
  random,
  labelsInDocumentOrder,
  binding,
  bbs = bbsOperations,
  documentLoader,
  ...policy
}: CreateBaseProofDataOptions): Promise<BaseProofData> {
  assertContexts(document, policy)
  if (binding) await assertBinding(binding, bbs)
  const options = { documentLoader }
  const named = await nameBlankNodes(document, options)
  const all = await statementsOf(named, options)
  const mandatory = await selectStatements(named, mandatoryPointers, options)
  const { hmacKey, labels } = await drawLabels(all, { random, labelsInDocumentOrder })
  const proofHash = await hashProofOptions(document, proof, options)
  return {
    ...header({ proofHash, mandatory, all, labels }),
    mandatoryPointers,
    hmacKey,
    ...(binding && {
      bound: { feature: binding.feature, blind: drawBlindSigning(binding, random) },
    }),
  }
}

/**
 * The proof value that hands all of it to the holder (VC-DI-BBS §3.4.5).
 *
 * @throws {TypeError} where the signer cannot sign what a holder committed to.
 */
export async function createBaseProofValue(
  data: BaseProofData,
  signer: BbsSigner,
): Promise<string> {
  const { nonMandatory, bound, ...rest } = data
  const inputs = { header: data.bbsHeader, messages: nonMandatory.map(utf8) }
  const value = { ...rest, publicKey: signer.publicKey }
  if (bound === undefined) {
    return serializeBaseProofValue({ ...value, bbsSignature: await signer.multisign(inputs) })
  }
  const { feature, blind } = bound
  if (signer.multisignBlind === undefined) throw new TypeError('the signer knows no commitments')
  return serializeBaseProofValue({
    ...value,
    bbsSignature: await signer.multisignBlind({ ...inputs, blind }),
    features: [feature],
    ...(blind.signerNymEntropy && { signerNymEntropy: blind.signerNymEntropy }),
  })
}

/** What {@link verifyBaseProof} takes. */
export interface VerifyBaseProofOptions extends BaseProofInputs {
  /** 96 octets, of the verification method. */
  publicKey: Uint8Array
  /** Refuse labels that are not in document order, as the vaccination profile asks of its issuers. */
  labelsInDocumentOrder: boolean
  /** What the holder committed to when she asked for it; a bound credential is of use with these alone. */
  secrets?: HolderSecrets
  bbs?: Pick<BbsOperations, 'verify'>
}

/**
 * Checks a base proof, as a holder does who receives it.
 *
 * @throws {CredentialError} `proofInvalid`, `invalidKey`, `invalidPoint`, `invalidScalar`, `notTheProfile`,
 *   `featureMismatch` where it is not bound to the secrets, or to secrets that are not there, or what
 *   {@link createBaseProofData} and parsing throw.
 */
export async function verifyBaseProof({
  document,
  proof,
  publicKey,
  labelsInDocumentOrder,
  secrets,
  bbs = bbsOperations,
  documentLoader,
  ...policy
}: VerifyBaseProofOptions): Promise<void> {
  const value = parseBaseProofValue(proof.proofValue)
  const blind = blindMessages(value, secrets)
  await assertKey(publicKey)
  if (!equalOctets(value.publicKey, publicKey)) {
    throw new CredentialError(
      'proofInvalid',
      'the proof names another key than its verification method',
    )
  }
  assertContexts(document, policy)
  const options = { documentLoader }
  const named = await nameBlankNodes(document, options)
  const all = await statementsOf(named, options)
  const mandatory = await selectStatements(named, value.mandatoryPointers, options)
  const labels = await shuffledLabels(all, value.hmacKey)
  const proofHash = await hashProofOptions(document, proof, options)
  const { bbsHeader, nonMandatory } = header({ proofHash, mandatory, all, labels })
  const { bbsSignature: signature } = value
  const valid =
    equalOctets(bbsHeader, value.bbsHeader) &&
    (await bbs.verify({
      publicKey,
      signature,
      header: bbsHeader,
      messages: nonMandatory.map(utf8),
      ...(blind && { blind }),
    }))
  if (!valid) {
    await assertSignature(signature)
    throw new CredentialError('proofInvalid', 'the proof does not fit the document')
  }
  if (labelsInDocumentOrder && !areInDocumentOrder(labels)) {
    throw new CredentialError('notTheProfile', 'the labels of blank nodes would tell holders apart')
  }
}

/** How many statements of a document are always shown, and how many its holder can hide. */
export async function countStatements(
  document: JsonObject,
  { mandatoryPointers, ...options }: JsonLdOptions & Pick<BaseProofValue, 'mandatoryPointers'>,
): Promise<{ mandatoryCount: number; messageCount: number }> {
  const named = await nameBlankNodes(document, options)
  const all = await statementsOf(named, options)
  const mandatory = await selectStatements(named, mandatoryPointers, options)
  const { length: mandatoryCount } = mandatory
  return { mandatoryCount, messageCount: all.length - mandatoryCount }
}

/** @throws {CredentialError} `invalidKey`. */
export async function assertKey(publicKey: Uint8Array): Promise<void> {
  const defect = await inspectPublicKey(publicKey)
  if (defect !== undefined) {
    throw new CredentialError('invalidKey', `the public key is malformed: ${defect}`)
  }
}

/** @throws {CredentialError} `invalidPoint` or `invalidScalar`. */
export async function assertSignature(signature: Uint8Array): Promise<void> {
  const defect = await inspectSignature(signature)
  if (defect !== undefined) {
    throw new CredentialError(DEFECTS[defect], `the signature holds a malformed ${defect}`)
  }
}

interface HeaderInputs {
  proofHash: Uint8Array
  mandatory: readonly Quad[]
  all: readonly Quad[]
  labels: LabelMap
}

function header({
  proofHash,
  mandatory,
  all,
  labels,
}: HeaderInputs): Pick<BaseProofData, 'bbsHeader' | 'nonMandatory'> {
  const shown = relabel(mandatory, labels)
  const isShown = new Set(shown)
  return {
    bbsHeader: concatOctets(proofHash, hashStatements(shown)),
    nonMandatory: relabel(all, labels).filter((nquad) => !isShown.has(nquad)),
  }
}

async function drawLabels(
  quads: readonly Quad[],
  {
    random,
    labelsInDocumentOrder,
  }: Pick<CreateBaseProofDataOptions, 'random' | 'labelsInDocumentOrder'>,
): Promise<{ hmacKey: Uint8Array; labels: LabelMap }> {
  const { labels: canonicalLabels } = await canonicalize(quads)
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const hmacKey = drawHmacKey(random)
    const labels = shuffle(canonicalLabels, hmacKey)
    if (!labelsInDocumentOrder || areInDocumentOrder(labels)) return { hmacKey, labels }
  }
  throw new CredentialError('malformed', 'too many blank nodes for labels in document order')
}

/** A key that could be guessed would tell what is hidden by the labels. */
function drawHmacKey(random: RandomSource): Uint8Array {
  const key = random(HMAC_KEY_BYTES)
  if (key.length !== HMAC_KEY_BYTES || key.every((octet) => octet === 0)) {
    throw new RangeError('the random source fails')
  }
  return key
}

const HMAC_KEY_BYTES = 32

/** Of the 24 orders of four blank nodes, the right one fails to come up in so many draws once in 10^18 times. */
const MAX_DRAWS = 1_000
