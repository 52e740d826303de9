import { SIGNATURE_BYTES } from '@unscored/bbs'
import {
  concatOctets,
  decodeCbor,
  encodeCbor,
  encodeMultibase,
  parseMultibase,
} from '@unscored/core'
import { CredentialError } from '../error.ts'

/** What an issuer adds to a credential. */
export interface PredicatesBaseProof {
  /** 80 octets. */
  readonly signature: Uint8Array
  /** The list that says whether it was revoked. */
  readonly list: number
  /** Its number in that list. */
  readonly id: number
}

/** What a holder adds to a presentation. */
export interface PredicatesProof {
  readonly proof: Uint8Array
  /** 48 octets, where the request asks for one. */
  readonly pseudonym?: Uint8Array
}

// As those of bbs-2023 begin, with numbers that that suite has not.
const BASE = Uint8Array.of(0xd9, 0x5d, 0x40)
const DERIVED = Uint8Array.of(0xd9, 0x5d, 0x41)

const PSEUDONYM_BYTES = 48

/** The proof value of a credential. */
export function serializePredicatesBase({ signature, list, id }: PredicatesBaseProof): string {
  return serialize(BASE, [signature, list, id])
}

/**
 * Reads the proof value of a credential.
 *
 * @throws {CredentialError} `unknownProofHeader`, `notABaseProof`, `wrongElementCount` or `invalidElement`.
 * @throws {FormatError} `invalidMultibase`, `invalidCbor`, `cborTag` or `trailingOctets`.
 */
export function parsePredicatesBase(text: unknown): PredicatesBaseProof {
  const [signature, list, id] = elements(text, { header: BASE, counts: [3] })
  if (!isOctets(signature) || signature.length !== SIGNATURE_BYTES) throw wrongElement()
  if (!isCount(list) || !isCount(id)) throw wrongElement()
  return { signature, list, id }
}

/** The proof value of a presentation. */
export function serializePredicatesProof({ proof, pseudonym }: PredicatesProof): string {
  return serialize(DERIVED, pseudonym ? [proof, pseudonym] : [proof])
}

/**
 * Reads the proof value of a presentation.
 *
 * @throws {CredentialError} `unknownProofHeader`, `notADerivedProof`, `wrongElementCount` or `invalidElement`.
 * @throws {FormatError} as {@link parsePredicatesBase}.
 */
export function parsePredicatesProof(text: unknown): PredicatesProof {
  const [proof, pseudonym] = elements(text, { header: DERIVED, counts: [1, 2] })
  if (!isOctets(proof)) throw wrongElement()
  if (pseudonym === undefined) return { proof }
  if (!isPseudonym(pseudonym)) throw wrongElement()
  return { proof, pseudonym }
}

function serialize(header: Uint8Array, values: readonly unknown[]): string {
  return encodeMultibase(concatOctets(header, encodeCbor(values)), 'u')
}

interface ElementsOptions {
  header: Uint8Array
  counts: readonly number[]
}

function elements(text: unknown, { header, counts }: ElementsOptions): readonly unknown[] {
  const octets = parseMultibase(text, ['u'])
  const starts = (with_: Uint8Array) => with_.every((octet, i) => octets[i] === octet)
  if (!starts(header)) {
    if (starts(BASE)) throw new CredentialError('notADerivedProof', 'the proof is a base proof')
    if (starts(DERIVED)) throw new CredentialError('notABaseProof', 'the proof is a derived one')
    throw new CredentialError('unknownProofHeader', 'the proof value starts with an unknown header')
  }
  const values = decodeCbor(octets.subarray(header.length))
  if (!Array.isArray(values) || !counts.includes(values.length)) {
    throw new CredentialError('wrongElementCount', 'the proof value has another number of elements')
  }
  return values
}

/** Whether a value has the length of a pseudonym. */
export function isPseudonym(value: unknown): value is Uint8Array {
  return isOctets(value) && value.length === PSEUDONYM_BYTES
}

function isOctets(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function wrongElement(): CredentialError {
  return new CredentialError(
    'invalidElement',
    'an element of the proof value has the wrong type or length',
  )
}
