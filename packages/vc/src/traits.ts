import {
  type CredentialMember,
  type CredentialTraits,
  digestOf,
  encodeMultikey,
  type HashedDocument,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseVerificationMethod,
} from '@unscored/core'
import type { Dereference, SecuredCredential } from './credential.ts'
import {
  bundledDocumentLoader,
  createDocumentLoader,
  type DocumentLoader,
} from './document-loader.ts'
import { CredentialError } from './error.ts'
import { pointerTo } from './pointer.ts'
import { type SuiteId, suiteNamed, suiteOf } from './suites.ts'
import { isVaccinationCredential } from './vaccination/credential.ts'
import { vaccinationSchemaOf } from './vaccination/schema.ts'

/** What {@link traitsOf} takes beside the credential. */
export interface TraitsOfOptions {
  /** Whether it has its base proof, or a derived one. */
  part: CredentialTraits['part']
  dereference: Dereference
  /** Contexts beside the bundled ones, by their address. */
  contexts?: ReadonlyMap<string, JsonObject>
  /** What the holder was handed beside it, such as signed sets of digits. */
  parameters?: readonly HashedDocument[]
}

/**
 * Everything of a credential by which its issuer could tell one holder from another, as its proof has it: what is said here is
 * as true as the proof is, which is not verified by asking.
 *
 * @throws {CredentialError} `unknownContext`, `notLoadable`, `malformed`, and what parsing the proof throws.
 * @throws {FormatError} for a key that is none; and whatever `dereference` throws.
 */
export async function traitsOf(
  { proof, ...document }: SecuredCredential,
  { part, dereference, contexts, parameters = [] }: TraitsOfOptions,
): Promise<CredentialTraits> {
  const { verificationMethod, created } = proof
  if (typeof verificationMethod !== 'string') {
    throw new CredentialError('malformed', '/proof/verificationMethod names no key')
  }
  const documentLoader = createDocumentLoader({ dereference, ...(contexts && { contexts }) })
  const { document: method } = await documentLoader(verificationMethod)
  const { issuer } = document
  const suite = suiteOf(proof)
  return {
    part,
    issuer: String(isJsonObject(issuer) ? issuer.id : issuer),
    suite: suite.id,
    ...(await documentTraits(document, documentLoader)),
    ...(created !== undefined && { created: String(created) }),
    verificationMethod,
    publicKey: encodeMultikey(parseVerificationMethod(method).key),
    ...(await suite.traitsOf({ part, document, proof, documentLoader })),
    parameters,
  }
}

/** What {@link traitsBefore} takes beside the credential. */
export interface TraitsBeforeOptions {
  suite: SuiteId
  /** JSON pointers to what every presentation will show. */
  mandatoryPointers: readonly string[]
}

/** What is known of a credential's traits before anybody signs it. */
export type TraitsBefore = Pick<
  CredentialTraits,
  'types' | 'contexts' | 'schema' | 'messageCount' | 'mandatoryCount' | 'members'
>

/**
 * The traits that a credential will have when it is signed, whoever signs it: what an issuer says in advance that all have.
 *
 * @param credential With bundled contexts, and without a proof.
 * @throws {CredentialError} `invalidPointer`, and what JSON-LD processing throws.
 */
export async function traitsBefore(
  credential: JsonObject,
  { suite, mandatoryPointers }: TraitsBeforeOptions,
): Promise<TraitsBefore> {
  const documentLoader = bundledDocumentLoader
  return {
    ...(await documentTraits(credential, documentLoader)),
    ...(await suiteNamed(suite).countsOf(credential, { mandatoryPointers, documentLoader })),
  }
}

async function documentTraits(document: JsonObject, documentLoader: DocumentLoader) {
  const { '@context': listed = [], type: types } = document
  return {
    types: [types ?? []].flat().map(String),
    contexts: await Promise.all([listed].flat().map((url) => contextOf(url, documentLoader))),
    ...(isVaccinationCredential(document) && {
      schema: schemaOf(vaccinationSchemaOf(document)),
    }),
    members: membersOf(document, SURROUNDINGS),
  }
}

/** Members of the credential that are told by themselves. */
const SURROUNDINGS: readonly string[] = ['@context', 'type']

/** All that is neither object nor array; an item of an array stands where the array does. */
function membersOf(value: JsonValue, skipped: readonly string[] = [], at = ''): CredentialMember[] {
  if (Array.isArray(value)) return value.flatMap((item: JsonValue) => membersOf(item, [], at))
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([name, member]) =>
      skipped.includes(name) ? [] : membersOf(member, [], at + pointerTo(name)),
    )
  }
  // Null alone is left, which no credential holds.
  return typeof value === 'object' ? [] : [{ pointer: at, value }]
}

async function contextOf(url: JsonValue, documentLoader: DocumentLoader): Promise<HashedDocument> {
  if (typeof url !== 'string') {
    throw new CredentialError('inlineContext', '/@context is no address')
  }
  const { document } = await documentLoader(url)
  return { url, digest: digestOnce(document) }
}

function schemaOf(schema: JsonObject): HashedDocument {
  return { url: String(schema.$id), digest: digestOnce(schema) }
}

/** Of what cannot change, so that it need not be hashed for each credential. */
const digests = new WeakMap<JsonObject, string>()

function digestOnce(document: JsonObject): string {
  const digest = digests.get(document) ?? digestOf(document)
  if (Object.isFrozen(document)) digests.set(document, digest)
  return digest
}
