import {
  assertJson,
  canonicalJson,
  equalOctets,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@unscored/core'
import { assertContexts } from '../context-policy.ts'
import { CREDENTIALS_V2 } from '../contexts/bundled.ts'
import { CredentialError } from '../error.ts'
import { findPointer } from '../pointer.ts'
import { withMembers } from './attribute-table.ts'
import { BBS_PREDICATES_2026, proofOptions } from './header.ts'
import {
  type PredicatesProof,
  parsePredicatesProof,
  serializePredicatesProof,
} from './proof-value.ts'
import type { PredicateQuery, PredicateRequest } from './request.ts'
import type { PredicateProfile } from './statements.ts'

/** What a presentation says, beside what follows from its request. */
export interface PresentationParts extends PredicatesProof {
  /** Of the issuer of each credential, in the order of the request. */
  readonly profiles: readonly PredicateProfile[]
  /** What is shown of each credential, by JSON pointer. */
  readonly shown: readonly ReadonlyMap<string, JsonValue>[]
}

/** The presentation of its parts. */
export function presentationOf({ profiles, shown, ...proof }: PresentationParts): JsonObject {
  return {
    '@context': [CREDENTIALS_V2],
    type: ['VerifiablePresentation'],
    verifiableCredential: profiles.map(({ mandatory, verificationMethod }, i) => ({
      ...withMembers(mandatory, shown[i] as ReadonlyMap<string, JsonValue>),
      // Its value is hidden. Who has several keys is asked which one signed.
      proof: proofOptions(verificationMethod),
    })),
    proof: { ...PROOF_OPTIONS, proofValue: serializePredicatesProof(proof) },
  }
}

const PROOF_OPTIONS = {
  type: 'DataIntegrityProof',
  cryptosuite: BBS_PREDICATES_2026,
  proofPurpose: 'authentication',
}

/** What a query asks to be shown, as far as a document has it. */
export function shownMembers(
  { disclosures }: PredicateQuery,
  document: JsonObject,
): Map<string, JsonValue> {
  return new Map(
    disclosures.flatMap((pointer) => {
      const value = findPointer(document, pointer)
      return value === undefined ? [] : [[pointer, value] as const]
    }),
  )
}

/** What an answer is read by: nothing of it comes from the answer. */
export interface ReadOptions {
  /** The verifier's own copy of what it asked. */
  request: PredicateRequest
  /** Of the keys of the issuers that are trusted, each key once. */
  profiles: Iterable<PredicateProfile>
}

/** A presentation taken apart. */
export interface ParsedPresentation extends PresentationParts {
  /** Its credentials without their proofs, in the order of the request. */
  readonly documents: readonly JsonObject[]
}

/**
 * Takes a presentation apart that has the form of an answer to a request: what it shows is what was asked, and whether it is
 * true is for the proof.
 *
 * @throws {CredentialError} `malformed`, `issuerNotTrusted`, `notTheProfile`, or what parsing throws.
 */
export function parsePresentation(
  presentation: unknown,
  { request, profiles: trusted }: ReadOptions,
): ParsedPresentation {
  const { credentials, proofValue } = parseEnvelope(presentation, request)
  const proof = parsePredicatesProof(proofValue)
  // Given by an iterator, they can be gone through but once.
  const known = [...trusted]
  const profiles = credentials.map((credential) => profileOf(credential, known))
  const documents = credentials.map(({ proof: _, ...document }) => document)
  const shown = request.credentials.map((query, i) => {
    const document = documents[i] as JsonObject
    const members = shownMembers(query, document)
    const expected = withMembers((profiles[i] as PredicateProfile).mandatory, members)
    assertContexts(document)
    if (!equalOctets(canonicalJson(document), canonicalJson(expected))) {
      throw new CredentialError('notTheProfile', 'a credential shows something else than asked')
    }
    return members
  })
  return { documents, profiles, shown, ...proof }
}

/**
 * The profile of a key.
 *
 * @param verificationMethod The DID URL of the key, as somebody else says.
 * @throws {CredentialError} `issuerNotTrusted`.
 */
export function trustedProfile(
  verificationMethod: unknown,
  trusted: readonly PredicateProfile[],
): PredicateProfile {
  const profile = trusted.find((one) => one.verificationMethod === verificationMethod)
  if (profile === undefined) {
    throw new CredentialError('issuerNotTrusted', 'the key of a credential is not trusted')
  }
  return profile
}

function profileOf({ proof }: JsonObject, trusted: readonly PredicateProfile[]): PredicateProfile {
  if (!isJsonObject(proof)) throw malformed('a credential does not say which key signed it')
  const profile = trustedProfile(proof.verificationMethod, trusted)
  const expected = proofOptions(profile.verificationMethod)
  if (!equalOctets(canonicalJson(proof), canonicalJson(expected))) {
    throw malformed('the proof of a credential says something else than which key signed it')
  }
  return profile
}

function parseEnvelope(
  value: unknown,
  request: PredicateRequest,
): { credentials: readonly JsonObject[]; proofValue: JsonValue | undefined } {
  assertJson(value)
  if (!isJsonObject(value)) throw malformed('it is no object')
  const { '@context': context, type, verifiableCredential: list, proof, ...others } = value
  const isPresentation =
    JSON.stringify([context, type]) ===
    JSON.stringify([[CREDENTIALS_V2], ['VerifiablePresentation']])
  if (!isPresentation || Object.keys(others).length > 0) throw malformed('it is none of this suite')
  if (!isJsonObject(proof)) throw malformed('/proof is no object')
  const { proofValue, ...options } = proof
  if (!equalOctets(canonicalJson(options), canonicalJson(PROOF_OPTIONS))) {
    throw malformed('/proof is none of this suite')
  }
  const credentials = Array.isArray(list) ? list.filter(isJsonObject) : []
  if (!Array.isArray(list) || credentials.length < list.length) {
    throw malformed('/verifiableCredential lists no credentials')
  }
  if (credentials.length !== request.credentials.length) {
    throw malformed('/verifiableCredential has another number of credentials than was asked for')
  }
  return { credentials, proofValue }
}

function malformed(why: string): CredentialError {
  return new CredentialError('malformed', `the presentation is malformed: ${why}`)
}
