import type { Curve } from '@unscored/bbs'
import { CredentialError } from '../error.ts'

/** Octets of a signature: the point A, the scalars e and s. */
export const SIGNATURE_BYTES = 112

/** The most statements that are signed or verified at once: a second of work for the engine. */
export const MAX_STATEMENTS = 1000

/** What the octets of a derived proof say of the statements behind it. */
export interface Disclosure {
  /** How many statements were signed. */
  readonly statementCount: number
  /** Which of them are shown, ascending. */
  readonly revealed: readonly number[]
}

/**
 * Checks the octets of a public key.
 *
 * @throws {CredentialError} `invalidKey`.
 */
export function assertPublicKey(octets: Uint8Array, curve: Curve): void {
  if (curve.readG2(octets) === undefined) {
    throw new CredentialError('invalidKey', 'a public key is a compressed point of G2')
  }
}

/**
 * Checks the octets of a signature.
 *
 * @throws {CredentialError} `invalidLength`, `invalidPoint` or `invalidScalar`.
 */
export function assertSignature(octets: Uint8Array, curve: Curve): void {
  if (octets.length !== SIGNATURE_BYTES) throw wrongLength('a signature')
  const reader = new OctetReader(octets, curve)
  reader.point()
  reader.scalars(2)
}

/**
 * Reads and checks the octets of a derived proof.
 *
 * Two octets count the signed statements. A bitmap with one bit for each, the last statement's first, and at least
 * one bit to spare tells which are shown. Behind it are the points A', Abar and D, and two proofs of discrete
 * logarithms, the first of them preceded by its length.
 *
 * @throws {CredentialError} `invalidLength`, `invalidIndexes`, `invalidPoint` or `invalidScalar`.
 */
export function parseDisclosure(octets: Uint8Array, curve: Curve): Disclosure {
  const reader = new OctetReader(octets, curve)
  const statementCount = reader.integer(2)
  if (statementCount === 0 || statementCount > MAX_STATEMENTS) throw wrongLength('a proof')
  const revealed = bits(reader.take(Math.floor(statementCount / 8) + 1))
  if (revealed.some((index) => index >= statementCount)) {
    throw new CredentialError('invalidIndexes', 'the proof shows statements that were not signed')
  }
  const hiddenResponses = 2 + statementCount - revealed.length
  const rest = 3 * POINT_BYTES + 4 + logarithmProofBytes(2) + logarithmProofBytes(hiddenResponses)
  if (reader.left !== rest) throw wrongLength('a proof')

  for (let i = 0; i < 3; i++) reader.point()
  reader.expect(logarithmProofBytes(2))
  reader.logarithmProof(2)
  reader.logarithmProof(hiddenResponses)
  return { statementCount, revealed }
}

const POINT_BYTES = 48
const SCALAR_BYTES = 32

/** The order of the groups of BLS12-381. */
const ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n

/** A commitment, the number of responses in four octets, and the responses. */
function logarithmProofBytes(responses: number): number {
  return POINT_BYTES + 4 + SCALAR_BYTES * responses
}

/** Whether octets, most significant first, are a scalar from 1 to r − 1. */
function isScalar(octets: Uint8Array): boolean {
  const scalar = octets.reduce((integer, octet) => (integer << 8n) | BigInt(octet), 0n)
  return scalar > 0n && scalar < ORDER
}

function wrongLength(what: string): CredentialError {
  return new CredentialError('invalidLength', `${what} has a length that does not fit it`)
}

/** The positions of the bits that are set, the least significant bit of the last octet being 0. */
function bits(octets: Uint8Array): number[] {
  return [...octets]
    .reverse()
    .flatMap((octet, i) =>
      [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => octet & (1 << bit)).map((bit) => 8 * i + bit),
    )
}

/** Reads points, scalars and lengths one after the other, and throws at the first that is none. */
class OctetReader {
  #rest: Uint8Array
  readonly #curve: Curve

  constructor(octets: Uint8Array, curve: Curve) {
    this.#rest = octets
    this.#curve = curve
  }

  get left(): number {
    return this.#rest.length
  }

  take(length: number): Uint8Array {
    if (this.left < length) throw wrongLength('a proof')
    const taken = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(length)
    return taken
  }

  integer(length: number): number {
    return this.take(length).reduce((integer, octet) => 256 * integer + octet, 0)
  }

  expect(length: number): void {
    if (this.integer(4) !== length) throw wrongLength('a part of a proof')
  }

  point(): void {
    if (this.#curve.readG1(this.take(POINT_BYTES)) === undefined) {
      throw new CredentialError('invalidPoint', 'the proof holds what is no point of G1')
    }
  }

  scalars(count: number): void {
    for (let i = 0; i < count; i++) {
      if (!isScalar(this.take(SCALAR_BYTES))) {
        throw new CredentialError('invalidScalar', 'the proof holds what is no scalar')
      }
    }
  }

  logarithmProof(responses: number): void {
    this.point()
    this.expect(responses)
    this.scalars(responses)
  }
}
