import {
  type BbsOperations,
  type BlindClaim,
  bbsOperations,
  inspectProof,
  inspectPseudonym,
  PROOF_BYTES,
} from '@unscored/bbs'
import {
  concatOctets,
  equalOctets,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type RandomSource,
  utf8,
} from '@unscored/core'
import { type AssertContextsOptions, assertContexts } from '../context-policy.ts'
import { CredentialError } from '../error.ts'
import {
  canonicalize,
  expand,
  type JsonLdOptions,
  type Quad,
  toDataset,
  toNQuad,
} from '../jsonld.ts'
import { assertKey, assertSignature, type BaseProofInputs } from './base-proof.ts'
import { blindMessages, blindShowing, type HolderSecrets } from './binding.ts'
import { DEFECTS } from './defects.ts'
import { type BbsFeature, committedCount, features } from './features.ts'
import { hashProofOptions } from './proof-options.ts'
import {
  type ParsedDerivedProofValue,
  parseBaseProofValue,
  parseDerivedProofValue,
  serializeDerivedProofValue,
} from './proof-value.ts'
import {
  hashStatements,
  nameBlankNodes,
  relabel,
  select,
  selectStatements,
  shuffledLabels,
  statementsOf,
} from './statements.ts'

/** What {@link deriveDocument} takes. */
export interface DeriveDocumentOptions extends BaseProofInputs {
  /** JSON pointers to what is shown beside the mandatory parts. */
  selectivePointers: readonly string[]
  /** Octets that the proof is bound to. */
  presentationHeader: Uint8Array
  /** The platform's by default, which alone workers can be given. */
  random?: RandomSource
  /** What the holder committed to, where the credential is bound to it; none of it can be told from the proof. */
  secrets?: HolderSecrets
  /** What the pseudonym is for, where the credential has one. Visits to one context are linked by it. */
  pseudonymContext?: Uint8Array
  bbs?: Pick<BbsOperations, 'createProof' | 'createPseudonym'>
}

/**
 * The part of a document that is shown, with a proof that it was signed (VC-DI-BBS §3.3.3 and §3.4.6).
 *
 * @throws {CredentialError} `nothingDisclosed`, `invalidPointer`, `featureMismatch` where secrets or a context are missing or
 *   not called for, `invalidKey`, `invalidPoint`, `invalidScalar`, or what parsing the base proof throws.
 * @throws {RangeError} where the random source fails.
 */
export async function deriveDocument({
  document,
  proof,
  selectivePointers,
  presentationHeader,
  random,
  secrets,
  pseudonymContext,
  bbs = bbsOperations,
  documentLoader,
  ...policy
}: DeriveDocumentOptions): Promise<JsonObject> {
  const value = parseBaseProofValue(proof.proofValue)
  const { bbsSignature, bbsHeader, publicKey, hmacKey, mandatoryPointers } = value
  const showing = await blindShowing(blindMessages(value, secrets), {
    bbs,
    ...(pseudonymContext && { context: pseudonymContext }),
  })
  assertContexts(document, policy)
  const options = { documentLoader }
  const revealed = await select(inOneOrder(document), [...mandatoryPointers, ...selectivePointers])
  if (revealed === undefined)
    throw new CredentialError('nothingDisclosed', 'no pointer selects anything')

  const named = await nameBlankNodes(document, options)
  const all = await statementsOf(named, options)
  const labels = await shuffledLabels(all, hmacKey)
  const mandatory = await selectStatements(named, mandatoryPointers, options)
  const selective = await selectStatements(named, selectivePointers, options)

  const isMandatory = new Set(relabel(mandatory, labels))
  const isSelective = new Set(relabel(selective, labels))
  const messages = relabel(all, labels).filter((nquad) => !isMandatory.has(nquad))
  const combined = relabel([...mandatory, ...selective], labels)
  const selectiveIndexes = indexesWhere(messages, (nquad) => isSelective.has(nquad))

  const proving = bbs.createProof({
    publicKey,
    signature: bbsSignature,
    header: bbsHeader,
    messages: messages.map(utf8),
    disclosed: selectiveIndexes,
    presentationHeader,
    ...(random && { random }),
    ...(showing && { blind: showing.blind }),
  })
  const bbsProof = await proving.catch(async (cause: unknown) => {
    await assertKey(publicKey)
    await assertSignature(bbsSignature)
    throw cause
  })
  const { labels: verifierLabels } = await canonicalize(union(mandatory, selective))
  const proofValue = serializeDerivedProofValue({
    bbsProof,
    labelMap: new Map(
      [...verifierLabels].map(([own, canonical]) => [
        number(canonical),
        number(labels.get(own) ?? ''),
      ]),
    ),
    mandatoryIndexes: indexesWhere(combined, (nquad) => isMandatory.has(nquad)),
    selectiveIndexes,
    presentationHeader,
    ...(showing && { features: value.features, messageCount: messages.length }),
    ...(showing?.pseudonym && { pseudonym: showing.pseudonym }),
  })
  const { '@context': _, ...rest } = proof
  return { ...revealed, proof: inOneOrder({ ...rest, proofValue }) }
}

/** The order of members is not signed, so that an issuer could tell holders apart by it. */
function inOneOrder<Value extends JsonValue>(value: Value): Value
function inOneOrder(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => inOneOrder(item))
  if (!isJsonObject(value)) return value
  const members = Object.keys(value).sort()
  return Object.fromEntries(members.map((name) => [name, inOneOrder(value[name] ?? null)]))
}

/** What {@link verifyDerivedProof} takes. */
export interface VerifyDerivedProofOptions extends BaseProofInputs {
  /** 96 octets, of the verification method. */
  publicKey: Uint8Array
  /** What the proof must be bound to; anything where it is left out. */
  presentationHeader?: Uint8Array
  /** Refuse what can be shown without a secret that its holder committed to; `false` by default. */
  requireHolderBinding?: boolean
  /** The context whose pseudonym the proof must come with; where it is left out, none is accepted. */
  pseudonymContext?: Uint8Array
  bbs?: Pick<BbsOperations, 'verifyProof'>
}

/**
 * Checks that everything that a shown document says was signed (VC-DI-BBS §3.3.8 and §3.4.7).
 *
 * @throws {CredentialError} `proofInvalid`, `presentationHeaderMismatch`, `featureMismatch` where it has no holder binding or
 *   no pseudonym as required, or a pseudonym that was not asked for, `pseudonymContextMismatch`, `invalidIndexes`, `invalidLabelMap`, `invalidKey`,
 *   `invalidPoint`, `invalidScalar`, `invalidLength`, `malformed`, or what parsing and JSON-LD processing throw.
 */
export async function verifyDerivedProof(options: VerifyDerivedProofOptions): Promise<void> {
  assertContexts({ ...options.document, proof: options.proof }, options)
  await verifySoundProof(options)
}

/**
 * The same for a document that {@link assertContexts} has looked at together with its proof; gives what the proof says.
 *
 * @throws as {@link verifyDerivedProof} does.
 */
export async function verifySoundProof({
  document,
  proof,
  publicKey,
  presentationHeader,
  requireHolderBinding = false,
  pseudonymContext,
  bbs = bbsOperations,
  documentLoader,
}: Omit<VerifyDerivedProofOptions, keyof AssertContextsOptions>): Promise<ParsedDerivedProofValue> {
  const value = parseDerivedProofValue(proof.proofValue)
  if (presentationHeader && !equalOctets(presentationHeader, value.presentationHeader)) {
    throw new CredentialError('presentationHeaderMismatch', 'the proof was made for something else')
  }
  assertPseudonym(value, pseudonymContext)
  const options = { documentLoader }
  // What either is the first to need is loaded at the same time; of two faults, that of the key is told.
  const sound = assertKey(publicKey)
  const labelled = labelledStatements(document, value.labelMap, options)
  labelled.catch(() => {})
  await sound
  const nquads = await labelled

  const isMandatory = new Set(value.mandatoryIndexes)
  if (value.mandatoryIndexes.some((index) => index >= nquads.length)) throw outOfRange()
  const mandatory = nquads.filter((_, i) => isMandatory.has(i))
  const shown = nquads.filter((_, i) => !isMandatory.has(i))
  if (shown.length !== value.selectiveIndexes.length) throw notSigned()

  const feature = featureOf(value)
  if (feature === undefined) throw await refusal(value)
  const blind = claimOf(value, pseudonymContext)
  const disclosed = value.selectiveIndexes.map((index, i) => [index, utf8(shown[i] ?? '')] as const)
  const proofHash = await hashProofOptions(document, proof, options)
  const valid = await bbs.verifyProof({
    publicKey,
    proof: value.bbsProof,
    header: concatOctets(proofHash, hashStatements(mandatory)),
    disclosed: new Map(disclosed),
    presentationHeader: value.presentationHeader,
    ...(blind && { blind }),
  })
  if (!valid) throw await refusal(value)
  if (requireHolderBinding && !features[feature].bindsHolder) {
    throw new CredentialError('featureMismatch', 'the proof shows no binding to its holder')
  }
  return value
}

/**
 * The feature that a derived proof is of, by its header and by how many secrets it hides beside the statements;
 * `undefined` where these do not agree. It is not verified by asking.
 */
export function featureOf({
  features: possible,
  bbsProof,
  selectiveIndexes,
  messageCount,
}: ParsedDerivedProofValue): BbsFeature | undefined {
  if (messageCount === undefined) return 'baseline'
  const hidden = (bbsProof.length - PROOF_BYTES) / 32
  const secrets = hidden + selectiveIndexes.length - messageCount
  // With the secrets goes the number that they are blinded with.
  return possible.find((feature) => secrets === committedCount(features[feature]) + 1)
}

/**
 * How many statements the issuer signed beside those that are always shown, by what a derived proof says of it. It is not
 * verified by asking.
 */
export function messageCountOf({
  bbsProof,
  selectiveIndexes,
  messageCount,
}: ParsedDerivedProofValue): number {
  return messageCount ?? selectiveIndexes.length + (bbsProof.length - PROOF_BYTES) / 32
}

function assertPseudonym(value: ParsedDerivedProofValue, context: Uint8Array | undefined): void {
  if ((value.pseudonym === undefined) !== (context === undefined)) {
    throw new CredentialError(
      'featureMismatch',
      context ? 'the proof has no pseudonym' : 'the proof has a pseudonym that nobody asked for',
    )
  }
  if (context && value.pseudonymContext && !equalOctets(context, value.pseudonymContext)) {
    throw new CredentialError('pseudonymContextMismatch', 'the pseudonym is for another context')
  }
}

function claimOf(
  { messageCount, pseudonym }: ParsedDerivedProofValue,
  context: Uint8Array | undefined,
): BlindClaim | undefined {
  if (messageCount === undefined) return undefined
  return { messageCount, ...(pseudonym && context && { pseudonym: { pseudonym, context } }) }
}

async function labelledStatements(
  document: JsonObject,
  labelMap: ReadonlyMap<number, number>,
  options: JsonLdOptions,
): Promise<string[]> {
  const dataset = await toDataset(await expand(document, options), options)
  const { labels } = await canonicalize(dataset)
  if (labels.size !== labelMap.size) {
    throw new CredentialError('invalidLabelMap', 'the label map is not that of the document')
  }
  const signed = [...labels].flatMap(([own, canonical]) => {
    const label = labelMap.get(number(canonical))
    return label === undefined ? [] : [[own, `b${label}`] as const]
  })
  return relabel(dataset, new Map(signed))
}

async function refusal(value: ParsedDerivedProofValue): Promise<CredentialError> {
  const { bbsProof, selectiveIndexes: indexes, pseudonym } = value
  const defect =
    (await inspectProof(bbsProof)) ?? (pseudonym && (await inspectPseudonym(pseudonym)))
  if (defect !== undefined)
    return new CredentialError(DEFECTS[defect], `the proof holds a malformed ${defect}`)
  return indexes.some((index) => index >= messageCountOf(value)) ? outOfRange() : notSigned()
}

/** Both lists, each statement once: canonicalization counts what it is given. */
function union(...lists: readonly (readonly Quad[])[]): Quad[] {
  return [...new Map(lists.flat().map((quad) => [toNQuad(quad), quad])).values()]
}

function notSigned(): CredentialError {
  return new CredentialError('proofInvalid', 'the proof does not fit what the document says')
}

function outOfRange(): CredentialError {
  return new CredentialError('invalidIndexes', 'an index of the proof is out of range')
}

/** The number at the end of a label such as `c14n12` or `b3`. */
function number(label: string): number {
  return Number(label.replace(/^(?:c14n|b)/, ''))
}

function indexesWhere<T>(items: readonly T[], test: (item: T) => boolean): number[] {
  return items.flatMap((item, i) => (test(item) ? [i] : []))
}
