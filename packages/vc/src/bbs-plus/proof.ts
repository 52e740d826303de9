import { isJsonObject, type JsonObject } from '@unscored/core'
import { parseCreated } from '../created.ts'
import { CredentialError } from '../error.ts'
import { encodeBase64, parseBase64 } from './base64.ts'
import { toIri } from './n-quads.ts'

/** What a proof says besides its value, and what is signed of it. */
export interface ProofOptions {
  /** The DID URL of the issuer's key. */
  readonly verificationMethod: string
  /** An XSD dateTime. Proofs are read without it, but others' wallets demand it. */
  readonly created?: string
}

/** A `BbsBlsSignature2020` proof. */
export interface BaseProof extends ProofOptions {
  /** 112 octets. */
  readonly signature: Uint8Array
}

/** A `BbsBlsSignatureProof2020` proof. */
export interface DerivedProof extends ProofOptions {
  /** Octets that the verifier chose. */
  readonly nonce: Uint8Array
  readonly disclosure: Uint8Array
}

/**
 * Whether a proof is of the type that an issuer makes, by any name that this type has.
 *
 * @see https://w3c-ccg.github.io/ldp-bbs2020/
 */
export function isBaseProof({ type }: JsonObject): boolean {
  return namesOf('BbsBlsSignature2020').includes(type)
}

/** Whether a proof is of the type that a holder makes. */
export function isDerivedProof({ type }: JsonObject): boolean {
  return namesOf('BbsBlsSignatureProof2020').includes(type)
}

/**
 * Reads an issuer's proof. It has no members but the known ones, whose names are taken to mean what the suite's own
 * context says, whatever context surrounds them.
 *
 * @throws {CredentialError} `proofMissing`, `notABaseProof`, `wrongProofPurpose`, `invalidCreated` or `malformed`.
 */
export function parseBaseProof(value: unknown): BaseProof {
  const proof = parseObject(value)
  if (!isBaseProof(proof)) throw new CredentialError('notABaseProof', 'no BbsBlsSignature2020')
  assertMembers(proof, members)
  return { ...parseOptions(proof), signature: parseBase64(proof.proofValue, 'proofValue') }
}

/**
 * Reads a holder's proof, as {@link parseBaseProof} an issuer's.
 *
 * @throws {CredentialError} `proofMissing`, `notADerivedProof`, `wrongProofPurpose`, `invalidCreated` or `malformed`.
 */
export function parseDerivedProof(value: unknown): DerivedProof {
  const proof = parseObject(value)
  if (!isDerivedProof(proof)) {
    throw new CredentialError('notADerivedProof', 'no BbsBlsSignatureProof2020')
  }
  assertMembers(proof, [...members, 'nonce'])
  return {
    ...parseOptions(proof),
    nonce: parseBase64(proof.nonce, 'nonce'),
    disclosure: parseBase64(proof.proofValue, 'proofValue'),
  }
}

/** An issuer's proof as it is written. */
export function formatBaseProof({ signature, ...options }: BaseProof): JsonObject {
  return {
    type: 'BbsBlsSignature2020',
    ...formatOptions(options),
    proofValue: encodeBase64(signature),
  }
}

/** A holder's proof as it is written. */
export function formatDerivedProof({ nonce, disclosure, ...options }: DerivedProof): JsonObject {
  return {
    type: 'BbsBlsSignatureProof2020',
    ...formatOptions(options),
    nonce: encodeBase64(nonce),
    proofValue: encodeBase64(disclosure),
  }
}

/**
 * The statements that a proof makes of itself, in canonical order. They are signed before the document's; a holder's
 * proof makes those of the issuer's proof that it was derived from.
 */
export function proofStatements({ created, verificationMethod }: ProofOptions): string[] {
  const statements = [
    `<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <${SECURITY}BbsBlsSignature2020>`,
    `<${SECURITY}proofPurpose> <${SECURITY}assertionMethod>`,
    `<${SECURITY}verificationMethod> ${toIri(verificationMethod)}`,
  ]
  if (created !== undefined) {
    statements.unshift(
      `<http://purl.org/dc/terms/created> "${created}"^^<http://www.w3.org/2001/XMLSchema#dateTime>`,
    )
  }
  return statements.map((statement) => `_:c14n0 ${statement} .`)
}

/** How many statements were signed, by what a holder's proof says first; it is not verified by asking. */
export function statementCountOf({ disclosure: [high = 0, low = 0] }: DerivedProof): number {
  return 256 * high + low
}

const SECURITY = 'https://w3id.org/security#'

const members = ['type', 'created', 'proofPurpose', 'proofValue', 'verificationMethod']

function namesOf(type: string): unknown[] {
  return [type, `sec:${type}`, `${SECURITY}${type}`]
}

function parseObject(value: unknown): JsonObject {
  if (value === undefined) throw new CredentialError('proofMissing', 'there is no proof')
  if (!isJsonObject(value)) throw malformed('the proof is no object')
  return value
}

function assertMembers(proof: JsonObject, known: readonly string[]): void {
  if (!Object.keys(proof).every((name) => known.includes(name))) {
    throw malformed('the proof has a member that it does not cover')
  }
}

function parseOptions({ created, proofPurpose, verificationMethod }: JsonObject): ProofOptions {
  if (proofPurpose !== 'assertionMethod') {
    throw new CredentialError(
      'wrongProofPurpose',
      'the purpose of the proof is not assertionMethod',
    )
  }
  if (typeof verificationMethod !== 'string') throw malformed('verificationMethod is no string')
  toIri(verificationMethod)
  return { verificationMethod, ...(created !== undefined && { created: parseCreated(created) }) }
}

function formatOptions({ created, verificationMethod }: ProofOptions): JsonObject {
  return {
    ...(created !== undefined && { created }),
    proofPurpose: 'assertionMethod',
    verificationMethod,
  }
}

function malformed(why: string): CredentialError {
  return new CredentialError('malformed', why)
}
