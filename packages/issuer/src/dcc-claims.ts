import { decodeCbor, untagged } from '@unscored/core'
import { IssuerError } from './error.ts'

/** The claims of the token that carries a certificate. */
export interface DccClaims {
  /** The issuing country as it stands in `iss`, empty where it does not. */
  readonly issuer: string
  readonly issuedAt: Date | undefined
  readonly notBefore: Date | undefined
  readonly expiresAt: Date
  /** The payload `eu_dcc_v1`, its members unchecked. */
  readonly payload: ReadonlyMap<unknown, unknown>
}

const ISS = 1
const EXP = 4
const NBF = 5
const IAT = 6
const HCERT = -260
const EU_DCC_V1 = 1

/** Dates as text (0, 1004) and as seconds (1), which some encoders mark as such. */
const TAGS = untagged(0, 1, 1004)

/**
 * Reads the CBOR Web Token in a certificate's message. Times may have fractions of a second. An expiry is required:
 * what holds for ever is no certificate of this kind.
 *
 * @throws {IssuerError} `dccCwt`.
 * @see RFC 8392 §3.1; Electronic Health Certificate Specification 1.3 §3.3
 */
export function parseDccClaims(octets: Uint8Array): DccClaims {
  const claims = decode(octets)
  if (!(claims instanceof Map)) throw malformed('no map of claims')
  const issuer: unknown = claims.get(ISS) ?? ''
  if (typeof issuer !== 'string') throw malformed('iss is no text')
  const expiresAt = parseTime(claims.get(EXP), 'exp')
  if (expiresAt === undefined) throw malformed('no exp')
  const hcert: unknown = claims.get(HCERT)
  if (!(hcert instanceof Map)) throw malformed('no hcert')
  const payload: unknown = hcert.get(EU_DCC_V1)
  if (!(payload instanceof Map)) throw malformed('no eu_dcc_v1')
  return {
    issuer,
    issuedAt: parseTime(claims.get(IAT), 'iat'),
    notBefore: parseTime(claims.get(NBF), 'nbf'),
    expiresAt,
    payload,
  }
}

/**
 * Asserts that a certificate holds at a moment, the moment of its expiry included: countries count it in, though
 * RFC 7519 does not. `iat` is no part of this, for it only tells the age, and some countries write one that lies
 * ahead.
 *
 * @throws {IssuerError} `dccNotYetValid` or `dccExpired`.
 * @see RFC 8392 §3.1.4, §3.1.5
 */
export function assertDccInForce({ notBefore, expiresAt }: DccClaims, now: Date): void {
  if (notBefore !== undefined && now < notBefore) {
    throw new IssuerError('dccNotYetValid', 'the certificate is not valid yet')
  }
  if (now > expiresAt) throw new IssuerError('dccExpired', 'the certificate has expired')
}

/** A NumericDate: seconds since 1970. */
function parseTime(seconds: unknown, claim: string): Date | undefined {
  if (seconds === undefined || seconds === null) return undefined
  const time = typeof seconds === 'number' ? new Date(seconds * 1000) : undefined
  if (time === undefined || Number.isNaN(time.getTime())) throw malformed(`${claim} is no time`)
  return time
}

function decode(octets: Uint8Array): unknown {
  try {
    return decodeCbor(octets, { tags: TAGS, lenient: true })
  } catch (cause) {
    throw new IssuerError('dccCwt', 'CWT: no CBOR', { cause })
  }
}

function malformed(what: string): IssuerError {
  return new IssuerError('dccCwt', `CWT: ${what}`)
}
