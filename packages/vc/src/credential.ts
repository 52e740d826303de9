import { type BbsOperations, PoolError } from '@unscored/bbs'
import {
  instantOf,
  isDateTime,
  isJsonObject,
  type JsonObject,
  listOf,
  type RandomSource,
  randomOctets,
  ToolkitError,
} from '@unscored/core'
import type { Binding, HolderSecrets } from './bbs-2023/binding.ts'
import { EngineError } from './bbs-plus/engine.ts'
import { type AssertContextsOptions, assertContexts } from './context-policy.ts'
import { assertDataModel } from './data-model.ts'
import { createDocumentLoader } from './document-loader.ts'
import { CredentialError } from './error.ts'
import { assertMaySign } from './may-sign.ts'
import { once } from './once.ts'
import {
  findSuite,
  type IssuerKey,
  type ProofCheck,
  type ProvenBy,
  type SuiteId,
  suiteNamed,
  suiteOf,
} from './suites.ts'

/** Gives the DID document or the verification method that a DID URL names. */
export type Dereference = (didUrl: string) => Promise<JsonObject>

/** A credential with its proof. */
export interface SecuredCredential extends JsonObject {
  readonly proof: JsonObject
}

/** What every step takes. */
export interface CredentialOptions extends Omit<AssertContextsOptions, 'contexts'> {
  /** Contexts beside the bundled ones, by their address. */
  contexts?: ReadonlyMap<string, JsonObject>
  /**
   * Where BBS is computed for `bbs-2023`, such as a pool of workers, whose refusals are `PoolError`s; where it is called,
   * by default.
   */
  bbs?: BbsOperations
}

/** What {@link signCredential} takes. */
export interface SignCredentialOptions extends CredentialOptions {
  /** Without a proof. */
  credential: JsonObject
  key: IssuerKey
  suite?: SuiteId
  /** JSON pointers to what every presentation shows. */
  mandatoryPointers?: readonly string[]
  /** See `createSignCryptosuite`. */
  labelsInDocumentOrder?: boolean
  /**
   * What the holder wants it to be bound to, as she sent it: of `bbs-2023` alone. It adds no statement, so that bound
   * credentials of one shape are as much alike as others.
   */
  binding?: Binding
  random?: RandomSource
  now?: () => Date
}

/**
 * Signs a credential, from which its holder can then show any part. It is for her alone: what she shows is derived.
 *
 * @throws {CredentialError} `malformed`, `featureMismatch` where the suite binds nothing, `commitmentInvalid`, and what the
 *   suite throws.
 * @throws {RangeError} where the random source fails.
 */
export async function signCredential({
  credential,
  key,
  suite = 'bbs-2023',
  mandatoryPointers = [],
  labelsInDocumentOrder = false,
  random = randomOctets,
  now = () => new Date(),
  ...policy
}: SignCredentialOptions): Promise<SecuredCredential> {
  assertContexts(credential, policy)
  const jsigsSuite = await suiteNamed(suite).signing({
    key,
    mandatoryPointers,
    labelsInDocumentOrder,
    random,
    now,
    ...policy,
  })
  const vc = await loadLibrary()
  // The library writes into what it is given.
  const copy = structuredClone(credential)
  const documentLoader = createDocumentLoader(contextsOf(policy))
  return secured(
    await coded(vc.issue({ credential: copy, suite: jsigsSuite, documentLoader, now: now() })),
  )
}

/** What {@link deriveCredential} takes. */
export interface DeriveCredentialOptions extends CredentialOptions {
  /** With its base proof. */
  credential: SecuredCredential
  /** JSON pointers to what is shown. */
  pointers: readonly string[]
  /** Octets that the proof is bound to: those of the verifier's request. */
  presentationHeader: Uint8Array
  dereference: Dereference
  /** The platform's by default, which alone workers can be given. */
  random?: RandomSource
  /** What `createBinding` gave for it, where it is bound. Nothing of it can be told from what is shown. */
  secrets?: HolderSecrets
  /**
   * What the pseudonym is for, where it has one, as the verifier asks. Whoever sees two presentations for one context
   * knows by it that they are of one credential; two for different contexts have nothing in common.
   */
  pseudonymContext?: Uint8Array
}

/**
 * The part of a credential that is shown, with one proof of its own.
 *
 * @throws {CredentialError} `invalidPointer`, `nothingDisclosed`, `featureMismatch` where secrets or a context are missing
 *   or not called for, and what the suite throws.
 * @throws {RangeError} where the random source fails.
 */
export async function deriveCredential({
  credential,
  pointers,
  presentationHeader,
  dereference,
  ...policy
}: DeriveCredentialOptions): Promise<SecuredCredential> {
  const proof = onlyProof(credential)
  const suite = await suiteOf(proof).disclosing({
    credential,
    pointers,
    presentationHeader,
    ...policy,
  })
  const documentLoader = createDocumentLoader({ ...contextsOf(policy), dereference })
  const vc = await loadLibrary()
  const derived = await coded(
    vc.derive({ verifiableCredential: structuredClone(credential), suite, documentLoader }),
  )
  return secured(derived)
}

/** What {@link verifyCredential} takes. */
export interface VerifyCredentialOptions extends CredentialOptions {
  dereference: Dereference
  now?: Date
}

/** What {@link verifyDerivedCredential} takes. */
export interface VerifyDerivedCredentialOptions extends VerifyCredentialOptions {
  /** What the proof must be bound to; anything where it is left out. */
  presentationHeader?: Uint8Array
  /** Refuse what can be shown without a secret that its holder committed to; off by default. */
  requireHolderBinding?: boolean
}

/** What {@link verifyShownCredential} takes. */
export interface VerifyShownCredentialOptions extends VerifyDerivedCredentialOptions {
  /** The context whose pseudonym the proof must come with; where it is left out, none is accepted. */
  pseudonymContext?: Uint8Array
}

/** What a verifier learns of a credential that is shown. */
export interface ShownCredential {
  /** Without its proof: each member was signed by its issuer and is shown by who holds it. */
  readonly credential: JsonObject
  /** Whether only who knows a secret that was committed to beforehand can have shown it. */
  readonly isHolderBound: boolean
  /** By what its holder is recognised, where a context was given. */
  readonly pseudonym?: {
    /** 48 octets: the same whenever this credential is shown for the context. */
    readonly value: Uint8Array
    readonly context: Uint8Array
  }
}

/** What {@link verifyBaseCredential} takes. */
export interface VerifyBaseCredentialOptions extends VerifyCredentialOptions {
  /** Refuse labels that are not in document order; see `createReceiveCryptosuite`. */
  labelsInDocumentOrder?: boolean
  /** What `createBinding` gave for it, where it is to be bound; without, one that is bound is refused. */
  secrets?: HolderSecrets
}

/**
 * Verifies a credential that somebody shows, and returns what it says; one with a pseudonym is refused.
 *
 * @param credential As it came over the wire, parsed as JSON and nothing more.
 * @returns The credential without its proof: each member was signed by its issuer and is shown by who holds it.
 * @throws {CredentialError} with the first reason found to refuse it.
 * @throws {ToolkitError} what malformed octets and `dereference` make of it.
 */
export async function verifyDerivedCredential(
  credential: unknown,
  options: VerifyDerivedCredentialOptions,
): Promise<JsonObject> {
  return (await verifyShownCredential(credential, options)).credential
}

/**
 * Verifies a credential that somebody shows, and returns what it says and what its proof shows of its holder; see
 * {@link verifyDerivedCredential}.
 */
export async function verifyShownCredential(
  credential: unknown,
  {
    presentationHeader,
    requireHolderBinding = false,
    pseudonymContext: context,
    ...options
  }: VerifyShownCredentialOptions,
): Promise<ShownCredential> {
  const { document, binding } = await verify(credential, options, (proof, policy) => {
    const suite = suiteOf(proof)
    if (!suite.isDerived(proof))
      throw new CredentialError('notADerivedProof', 'the proof is a base proof')
    return suite.verifying({
      ...policy,
      requireHolderBinding,
      ...(presentationHeader && { presentationHeader }),
      ...(context && { pseudonymContext: context }),
    })
  })
  const value = binding?.pseudonym
  return {
    credential: document,
    isHolderBound: binding?.isHolderBound ?? false,
    ...(value && context && { pseudonym: { value, context } }),
  }
}

/**
 * Verifies a credential as its holder receives it, and returns what it says; see {@link verifyDerivedCredential}.
 */
export async function verifyBaseCredential(
  credential: unknown,
  { labelsInDocumentOrder = false, secrets, ...options }: VerifyBaseCredentialOptions,
): Promise<JsonObject> {
  const { document } = await verify(credential, options, (proof, policy) => {
    const suite = suiteOf(proof)
    if (!suite.isBase(proof))
      throw new CredentialError('notABaseProof', 'the proof is a derived one')
    return suite.receiving({ ...policy, labelsInDocumentOrder, ...(secrets && { secrets }) })
  })
  return document
}

/** What a proof says that it is bound to; it is not verified by asking. */
export function presentationHeaderOf(credential: SecuredCredential): Uint8Array {
  const proof = onlyProof(credential)
  return suiteOf(proof).presentationHeaderOf(proof)
}

/** JSON pointers to what every presentation of a credential shows, as its base proof has it. */
export function mandatoryPointersOf(credential: SecuredCredential): readonly string[] {
  const proof = onlyProof(credential)
  return suiteOf(proof).mandatoryPointersOf(proof)
}

/**
 * A credential with exactly one proof.
 *
 * @throws {CredentialError} `proofMissing`, `severalProofs` or `malformed`.
 */
export function parseSecuredCredential(
  value: unknown,
  policy: CredentialOptions = {},
): SecuredCredential {
  assertContexts(value, { allowTypedValues: allowsTypedValues(value), ...policy })
  onlyProof(value)
  return secured(value)
}

function allowsTypedValues(value: unknown): boolean {
  const [proof] = isJsonObject(value) ? listOf(value.proof) : []
  const suite = isJsonObject(proof) ? findSuite(proof) : undefined
  return suite?.allowsTypedValues ?? true
}

/**
 * Checks that a credential is in force, by its members of either data model.
 *
 * @throws {CredentialError} `notYetValid`, `expired`, or `malformed` where a member is no date.
 */
export function assertInForce(credential: JsonObject, now: Date): void {
  for (const member of ['validFrom', 'issuanceDate']) {
    const from = dateMember(credential, member)
    if (from !== undefined && now < from)
      throw new CredentialError('notYetValid', `/${member} is in the future`)
  }
  for (const member of ['validUntil', 'expirationDate']) {
    const until = dateMember(credential, member)
    if (until !== undefined && now > until)
      throw new CredentialError('expired', `/${member} is past`)
  }
}

/**
 * `@digitalbazaar/vc`, with which credentials are issued and derived. Verifying does without: it loads an HTTP client
 * and more, in longer than all of a verification takes, and gives most of its reasons in words alone.
 */
const loadLibrary = once(() => import('@digitalbazaar/vc'))

/** What is left of the options for a suite. */
type SuitePolicy = Omit<VerifyCredentialOptions, 'dereference' | 'now'> & { now: () => Date }

/** A document whose proof holds, and what that shows of its holder. */
interface Verified extends Pick<ProvenBy, 'binding'> {
  readonly document: JsonObject
}

type CheckFor = (proof: JsonObject, policy: SuitePolicy) => ProofCheck

async function verify(
  value: unknown,
  { dereference, now = new Date(), ...policy }: VerifyCredentialOptions,
  checkFor: CheckFor,
): Promise<Verified> {
  const { proof, ...document } = parseSecuredCredential(value, policy)
  const check = checkFor(proof, { ...policy, now: () => now })
  if (proof.proofPurpose !== 'assertionMethod') {
    throw new CredentialError('wrongProofPurpose', '/proof/proofPurpose is not assertionMethod')
  }
  assertInForce(document, now)
  assertDataModel(document)
  const documentLoader = createDocumentLoader({ ...contextsOf(policy), dereference })
  const { method, binding } = await check({ document, proof, documentLoader })
  const { issuer } = document
  await assertMaySign(isJsonObject(issuer) ? issuer.id : issuer, { method, documentLoader })
  return { document, ...(binding && { binding }) }
}

/**
 * Errors of ours come through the libraries as they are; a random source or an engine that fails is nothing that is wrong
 * with a document.
 */
async function coded<T>(step: Promise<T>): Promise<T> {
  return step.catch((error: unknown) => {
    const isOurs = [ToolkitError, PoolError, EngineError, RangeError].some(
      (kind) => error instanceof kind,
    )
    throw isOurs ? error : new CredentialError('malformed', 'the document is no credential')
  })
}

function onlyProof({ proof }: JsonObject): JsonObject {
  if (proof === undefined) throw new CredentialError('proofMissing', 'the credential has no proof')
  if (Array.isArray(proof) && proof.length > 1) {
    throw new CredentialError('severalProofs', 'the credential has several proofs')
  }
  const [only] = listOf(proof)
  if (!isJsonObject(only)) throw new CredentialError('malformed', '/proof is no object')
  return only
}

function secured(credential: JsonObject): SecuredCredential {
  return { ...credential, proof: onlyProof(credential) }
}

function contextsOf({ contexts }: CredentialOptions): {
  contexts?: ReadonlyMap<string, JsonObject>
} {
  return contexts ? { contexts } : {}
}

function dateMember(credential: JsonObject, member: string): Date | undefined {
  const value = credential[member]
  if (value === undefined) return undefined
  if (!isDateTime(value)) throw new CredentialError('malformed', `/${member} is no XSD dateTime`)
  return instantOf(value)
}
