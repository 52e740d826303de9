import {
  concatOctets,
  decodeCbor,
  encodeCbor,
  encodeMultibase,
  equalOctets,
  parseMultibase,
} from '@unscored/core'
import { CredentialError } from '../error.ts'

/** What the issuer hands to the holder, who keeps it: with it, everything signed can be shown. */
export interface BaseProofValue {
  /** 80 octets. */
  bbsSignature: Uint8Array
  /** Hash of the proof options, then hash of the mandatory statements: 64 octets. */
  bbsHeader: Uint8Array
  /** 96 octets. */
  publicKey: Uint8Array
  /** 32 octets, from which the labels of blank nodes are made. */
  hmacKey: Uint8Array
  /** JSON pointers to what every presentation shows. */
  mandatoryPointers: readonly string[]
}

/** What the holder hands to a verifier. */
export interface DerivedProofValue {
  bbsProof: Uint8Array
  /** From the number of a blank node in the shown document, in canonical order, to its number when it was signed. */
  labelMap: ReadonlyMap<number, number>
  /** Which statements of the shown document are mandatory, ascending. */
  mandatoryIndexes: readonly number[]
  /** Which of the signed non-mandatory statements the other ones are, ascending. */
  selectiveIndexes: readonly number[]
  /** Octets that the proof is bound to. */
  presentationHeader: Uint8Array
}

// The first octets of a proof value; both are CBOR tags by form, but tags they are not (VC-DI-BBS §3.3).
const BASE = Uint8Array.of(0xd9, 0x5d, 0x02)
const DERIVED = Uint8Array.of(0xd9, 0x5d, 0x03)

/** Nobody has so many blank nodes or statements; larger numbers come from an attacker. */
const MAX_NUMBER = 2 ** 16

/** Writes a base proof (VC-DI-BBS §3.3.1 `serializeBaseProofValue`). */
export function serializeBaseProofValue(value: BaseProofValue): string {
  const { bbsSignature, bbsHeader, publicKey, hmacKey, mandatoryPointers } = value
  return serialize(BASE, [bbsSignature, bbsHeader, publicKey, hmacKey, [...mandatoryPointers]])
}

/**
 * Reads a base proof (VC-DI-BBS §3.3.2 `parseBaseProofValue`).
 *
 * @throws {CredentialError} `unknownProofHeader`, `notABaseProof`, `wrongElementCount` or `invalidElement`.
 * @throws {FormatError} `invalidMultibase`, `invalidCbor`, `cborTag` or `trailingOctets`.
 */
export function parseBaseProofValue(text: unknown): BaseProofValue {
  const elements = parse(text, BASE, 5)
  const [bbsSignature, bbsHeader, publicKey, hmacKey] = [80, 64, 96, 32].map((length, i) =>
    octetsElement(elements[i], length),
  ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
  const mandatoryPointers = elements[4]
  if (!Array.isArray(mandatoryPointers) || !mandatoryPointers.every(isString)) throw wrongElement()
  return { bbsSignature, bbsHeader, publicKey, hmacKey, mandatoryPointers }
}

/** Writes a derived proof (VC-DI-BBS §3.3.6 `serializeDerivedProofValue`). */
export function serializeDerivedProofValue(value: DerivedProofValue): string {
  const { bbsProof, labelMap, mandatoryIndexes, selectiveIndexes, presentationHeader } = value
  return serialize(DERIVED, [
    bbsProof,
    new Map(labelMap),
    [...mandatoryIndexes],
    [...selectiveIndexes],
    presentationHeader,
  ])
}

/**
 * Reads a derived proof (VC-DI-BBS §3.3.7 `parseDerivedProofValue`).
 *
 * @throws {CredentialError} `unknownProofHeader`, `notADerivedProof`, `wrongElementCount`, `invalidElement`,
 *   `invalidLabelMap` or `invalidIndexes`.
 * @throws {FormatError} `invalidMultibase`, `invalidCbor`, `cborTag` or `trailingOctets`.
 */
export function parseDerivedProofValue(text: unknown): DerivedProofValue {
  const [bbsProof, labelMap, mandatoryIndexes, selectiveIndexes, presentationHeader] = parse(
    text,
    DERIVED,
    5,
  )
  return {
    bbsProof: octetsElement(bbsProof),
    labelMap: parseLabelMap(labelMap),
    mandatoryIndexes: parseIndexes(mandatoryIndexes),
    selectiveIndexes: parseIndexes(selectiveIndexes),
    presentationHeader: octetsElement(presentationHeader),
  }
}

function serialize(header: Uint8Array, elements: readonly unknown[]): string {
  return encodeMultibase(concatOctets(header, encodeCbor(elements)), 'u')
}

function parse(text: unknown, header: Uint8Array, count: number): readonly unknown[] {
  const octets = parseMultibase(text, ['u'])
  const found = octets.subarray(0, 3)
  if (!equalOctets(found, header)) {
    if (equalOctets(found, DERIVED))
      throw new CredentialError('notABaseProof', 'the proof is a derived one')
    if (equalOctets(found, BASE))
      throw new CredentialError('notADerivedProof', 'the proof is a base proof')
    throw new CredentialError('unknownProofHeader', 'the proof value starts with an unknown header')
  }
  const elements = decodeCbor(octets.subarray(3))
  if (!Array.isArray(elements) || elements.length !== count) {
    throw new CredentialError(
      'wrongElementCount',
      `the proof value does not have ${count} elements`,
    )
  }
  return elements
}

function octetsElement(value: unknown, length?: number): Uint8Array {
  if (!(value instanceof Uint8Array)) throw wrongElement()
  if (length !== undefined && value.length !== length) throw wrongElement()
  return value
}

function parseLabelMap(value: unknown): ReadonlyMap<number, number> {
  if (!(value instanceof Map)) throw badLabelMap()
  const entries: unknown[] = [...value].flat()
  if (!entries.every(isSmall)) throw badLabelMap()
  // One label for two blank nodes would make one of the two.
  if (new Set(value.values()).size !== value.size) throw badLabelMap()
  return value
}

function parseIndexes(value: unknown): readonly number[] {
  const valid =
    Array.isArray(value) &&
    value.every((index, i) => isSmall(index) && (i === 0 || index > value[i - 1]))
  if (!valid) {
    throw new CredentialError(
      'invalidIndexes',
      'an index list of the proof is not strictly increasing',
    )
  }
  return value
}

function isSmall(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < MAX_NUMBER
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function wrongElement(): CredentialError {
  return new CredentialError(
    'invalidElement',
    'an element of the proof value has the wrong type or length',
  )
}

function badLabelMap(): CredentialError {
  return new CredentialError(
    'invalidLabelMap',
    'the label map of the proof does not map small integers one to one',
  )
}
