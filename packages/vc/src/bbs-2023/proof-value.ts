import {
  CborTag,
  concatOctets,
  type DecodeCborOptions,
  decodeCbor,
  encodeCbor,
  encodeMultibase,
  parseMultibase,
} from '@unscored/core'
import { CredentialError } from '../error.ts'
import { type BbsFeature, features, featuresOf, type ProofSide } from './features.ts'

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
  /**
   * What the proof may be of, `['baseline']` where it is left out. The header of the vectors leaves two features possible;
   * which of the two it is shows in the secrets that the holder committed to.
   */
  features?: readonly BbsFeature[]
  /** 32 octets, a scalar: the issuer's part of the secret that pseudonyms follow from, where the feature has them. */
  signerNymEntropy?: Uint8Array
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
  /** What the proof may be of, `['baseline']` where it is left out; which it is shows in the length of the proof. */
  features?: readonly BbsFeature[]
  /**
   * How many messages the issuer signed, where there is a feature: the statements that are not mandatory. It tells
   * nothing that the length of the proof does not, and is the same for all credentials of one shape.
   */
  messageCount?: number
  /** 48 octets, the same in all proofs of one credential for one context: by it visits are linked. */
  pseudonym?: Uint8Array
  /** What the pseudonym is for, where the proof says so: in the form of the text, not in that of the vectors. */
  pseudonymContext?: Uint8Array
}

/** A base proof as it was read. */
export type ParsedBaseProofValue = BaseProofValue & Required<Pick<BaseProofValue, 'features'>>

/** A derived proof as it was read. */
export type ParsedDerivedProofValue = DerivedProofValue &
  Required<Pick<DerivedProofValue, 'features'>>

// The first octets of a proof value; with the feature's they are a CBOR tag by form, but no tag (VC-DI-BBS §3.3).
const HEADER = [0xd9, 0x5d] as const

/** Under this tag the vectors write an integer beyond 64 bits (RFC 8949 §3.4.3); the text forbids all tags. */
const BIGNUM = 2

/** Nobody has so many blank nodes or statements; larger numbers come from an attacker. */
const MAX_NUMBER = 2 ** 16

/**
 * Writes a base proof, in the form of the vectors (VC-DI-BBS §3.3.1 `serializeBaseProofValue`).
 *
 * @throws {TypeError} where what the feature holds is left out.
 */
export function serializeBaseProofValue(value: BaseProofValue): string {
  const { bbsSignature, bbsHeader, publicKey, hmacKey, mandatoryPointers } = value
  const { header, hasPseudonym } = written('base', value.features)
  return serialize(header, [
    ...[bbsSignature, bbsHeader, publicKey, hmacKey, [...mandatoryPointers]],
    ...(hasPseudonym ? [bignum(required(value.signerNymEntropy))] : []),
  ])
}

/**
 * Reads a base proof (VC-DI-BBS §3.3.2 `parseBaseProofValue`).
 *
 * @throws {CredentialError} `unknownProofHeader`, `notABaseProof`, `wrongElementCount` or `invalidElement`.
 * @throws {FormatError} `invalidMultibase`, `invalidCbor`, `cborTag` or `trailingOctets`.
 */
export function parseBaseProofValue(text: unknown): ParsedBaseProofValue {
  const { features, hasPseudonym, octets } = parse(text, 'base')
  const elements = parseElements(octets, {
    counts: [hasPseudonym ? 6 : 5],
    tags: hasPseudonym ? { [BIGNUM]: CborTag.decoder(BIGNUM) } : {},
  })
  const [bbsSignature, bbsHeader, publicKey, hmacKey] = [80, 64, 96, 32].map((length, i) =>
    octetsElement(elements[i], length),
  ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
  const mandatoryPointers = elements[4]
  if (!Array.isArray(mandatoryPointers) || !mandatoryPointers.every(isString)) throw wrongElement()
  return {
    ...{ features, bbsSignature, bbsHeader, publicKey, hmacKey, mandatoryPointers },
    ...(hasPseudonym && { signerNymEntropy: scalarElement(elements[5]) }),
  }
}

/**
 * Writes a derived proof, in the form of the vectors (VC-DI-BBS §3.3.6 `serializeDerivedProofValue`) or, with the context
 * of its pseudonym, in that of the text.
 *
 * @throws {TypeError} where what the feature holds is left out.
 */
export function serializeDerivedProofValue(value: DerivedProofValue): string {
  const { bbsProof, labelMap, mandatoryIndexes, selectiveIndexes, presentationHeader } = value
  const { header, bindsHolder, hasPseudonym } = written('derived', value.features)
  const context = value.pseudonymContext
  return serialize(header, [
    ...[bbsProof, new Map(labelMap), [...mandatoryIndexes], [...selectiveIndexes]],
    presentationHeader,
    ...(hasPseudonym && context ? [context] : []),
    ...(hasPseudonym ? [required(value.pseudonym)] : []),
    ...(bindsHolder || hasPseudonym ? [required(value.messageCount)] : []),
  ])
}

/**
 * Reads a derived proof (VC-DI-BBS §3.3.7 `parseDerivedProofValue`).
 *
 * @throws {CredentialError} `unknownProofHeader`, `notADerivedProof`, `wrongElementCount`, `invalidElement`,
 *   `invalidLabelMap` or `invalidIndexes`.
 * @throws {FormatError} `invalidMultibase`, `invalidCbor`, `cborTag` or `trailingOctets`.
 */
export function parseDerivedProofValue(text: unknown): ParsedDerivedProofValue {
  const { features, bindsHolder, hasPseudonym, octets } = parse(text, 'derived')
  const counts = hasPseudonym ? [7, 8] : bindsHolder ? [6] : [5]
  const elements = parseElements(octets, { counts })
  const [bbsProof, labelMap, mandatoryIndexes, selectiveIndexes, presentationHeader] = elements
  return {
    features,
    bbsProof: octetsElement(bbsProof),
    labelMap: parseLabelMap(labelMap),
    mandatoryIndexes: parseIndexes(mandatoryIndexes),
    selectiveIndexes: parseIndexes(selectiveIndexes),
    presentationHeader: octetsElement(presentationHeader),
    ...(elements.length === 8 && { pseudonymContext: octetsElement(elements[5]) }),
    ...(hasPseudonym && { pseudonym: octetsElement(elements.at(-2), 48) }),
    ...((bindsHolder || hasPseudonym) && { messageCount: countElement(elements.at(-1)) }),
  }
}

/** What is written for a feature. */
function written(side: ProofSide, [feature = 'baseline']: readonly BbsFeature[] = []) {
  const { [side]: header, ...layout } = features[feature]
  return { ...layout, header: Uint8Array.of(...HEADER, header[0] ?? 0) }
}

function serialize(header: Uint8Array, elements: readonly unknown[]): string {
  return encodeMultibase(concatOctets(header, encodeCbor(elements)), 'u')
}

/** Reads the header; what it leaves open is alike in all else but the number of secrets. */
function parse(text: unknown, side: ProofSide) {
  const octets = parseMultibase(text, ['u'])
  const isKnown = HEADER.every((octet, i) => octets[i] === octet)
  const found = (of: ProofSide) => (isKnown ? featuresOf(of, octets[2] ?? 0) : [])
  const possible = found(side)
  const [feature] = possible
  if (feature !== undefined) {
    return { features: possible, ...features[feature], octets: octets.subarray(3) }
  }
  if (side === 'base' && found('derived').length > 0)
    throw new CredentialError('notABaseProof', 'the proof is a derived one')
  if (side === 'derived' && found('base').length > 0)
    throw new CredentialError('notADerivedProof', 'the proof is a base proof')
  throw new CredentialError('unknownProofHeader', 'the proof value starts with an unknown header')
}

interface ParseElementsOptions extends Pick<DecodeCborOptions, 'tags'> {
  /** How many there may be. */
  counts: readonly number[]
}

function parseElements(
  octets: Uint8Array,
  { counts, ...options }: ParseElementsOptions,
): readonly unknown[] {
  const elements = decodeCbor(octets, options)
  if (!Array.isArray(elements) || !counts.includes(elements.length)) {
    throw new CredentialError(
      'wrongElementCount',
      `the proof value does not have ${counts.join(' or ')} elements`,
    )
  }
  return elements
}

function required<T>(element: T | undefined): T {
  if (element === undefined) throw new TypeError('what the feature holds is left out')
  return element
}

/** An integer as the vectors write it: without leading zeros, under its tag. */
function bignum(scalar: Uint8Array): CborTag {
  const first = scalar.findIndex((octet) => octet !== 0)
  return new CborTag(BIGNUM, first < 0 ? new Uint8Array() : scalar.subarray(first))
}

/** 32 octets, written as such or as an integer. */
function scalarElement(value: unknown): Uint8Array {
  if (!(value instanceof CborTag)) return octetsElement(value, 32)
  const octets = octetsElement(value.value)
  if (octets.length > 32 || octets[0] === 0) throw wrongElement()
  return concatOctets(new Uint8Array(32 - octets.length), octets)
}

function countElement(value: unknown): number {
  if (!isSmall(value)) throw wrongElement()
  return value
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
