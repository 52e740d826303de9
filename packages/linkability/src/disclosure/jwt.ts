import { decodeSdJwtSync, getClaimsSync } from '@sd-jwt/decode'
import { assertJson, isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { base64url, decodeJwt, decodeProtectedHeader } from 'jose'
import { LinkabilityError } from '../error.ts'
import { identifier } from './data-integrity.ts'
import type { DisclosedCredential, DisclosedStatus, Identifier } from './disclosure.ts'
import { hashOfDisclosure } from './disclosure-hash.ts'
import { readDocument } from './document.ts'
import { claimOf, leavesOf, timeOf } from './vocabulary.ts'

/** A JWS in its compact form. */
export const COMPACT_JWS = /^[\w-]+\.[\w-]*\.[\w-]*$/

/** An SD-JWT with what is disclosed of it, and the proof of who shows it where there is one. */
export const SD_JWT = /^[\w-]+\.[\w-]+\.[\w-]*~([\w-]+~)*([\w-]+\.[\w-]+\.[\w-]*)?$/

/**
 * Reads a W3C credential in a JWT, of either edition.
 *
 * @throws {LinkabilityError} `disclosureMalformed`.
 * @see VC Data Model 1.1 §6.3.1; Securing VCs with JOSE and COSE §3.1.1
 */
export function readJwtCredential(token: string, at = ''): DisclosedCredential {
  const payload = payloadOf(token)
  const { vc, ...claims } = payload
  const document = isJsonObject(vc) ? vc : withoutRegistered(claims)
  const documentAt = isJsonObject(vc) ? `${at}/vc` : at
  const read = readDocument(document, documentAt)
  const outer = isJsonObject(vc) ? unregistered(claims, at) : []
  const { iss } = payload
  return {
    ...read,
    ...(read.issuer === undefined && typeof iss === 'string' && { issuer: iss }),
    ...keyOf(token),
    format: 'jwt-vc',
    identifiers: [...read.identifiers, ...registered(payload, at), signatureOf(token, at)],
    times: [...read.times, ...timesOf(payload, at)],
    proofs: 1,
    unknown: [
      ...read.unknown,
      ...outer.map((pointer) => ({ pointer })),
      ...(document.proof === undefined ? [] : [{ pointer: `${documentAt}/proof` }]),
      ...unknownRegistered(payload, { at, issuer: read.issuer ?? iss }),
      ...unknownHeader(token, at),
    ],
  }
}

/**
 * Reads an SD-JWT VC with what is disclosed of it.
 *
 * @throws {LinkabilityError} `disclosureMalformed`.
 * @see SD-JWT VC (draft-ietf-oauth-sd-jwt-vc) §3; RFC 9901 §4
 */
export function readSdJwt(text: string, at = ''): DisclosedCredential {
  const token = text.slice(0, text.indexOf('~'))
  const claims = disclosedClaims(text)
  const { status, cnf: _, vct, ...others } = withoutRegistered(claims)
  const binding = text.slice(text.lastIndexOf('~') + 1)
  const shownBy = binding === '' ? undefined : readHolderToken(binding, `${at}/keyBinding`)
  const shown = leavesOf(others, at)
  return {
    format: 'sd-jwt-vc',
    ...(typeof claims.iss === 'string' && { issuer: claims.iss }),
    ...keyOf(token),
    claims: shown.map((leaf) => claimOf(leaf, at)),
    identifiers: [
      ...registered(claims, at),
      ...(shownBy?.identifiers ?? []),
      ...shown
        .filter(({ name }) => name === 'id')
        .map(({ pointer, value }) => identifier('holder', pointer, value)),
      signatureOf(token, at),
    ],
    times: timesOf(claims, at),
    status: statusOf(status, `${at}/status`),
    proofs: 1,
    unknown: [
      // A type is whatever its issuer makes it.
      ...(vct === undefined ? [] : [{ pointer: `${at}/vct` }]),
      ...unknownHeader(token, at),
      ...unknownRegistered(claims, { at, issuer: claims.iss }),
      ...unusedDisclosures(text).map((i) => ({ pointer: `${at}/disclosures/${i}` })),
      ...(shownBy?.unknown ?? []),
    ],
  }
}

/** What a token by which a holder shows something tells of her: a presentation, or the proof of an SD-JWT that it is hers. */
export function readHolderToken(
  token: string,
  at: string,
): Pick<DisclosedCredential, 'identifiers' | 'unknown'> {
  const payload = payloadOf(token)
  const { iss, ...others } = payload
  const { key } = keyOf(token)
  return {
    identifiers: [
      ...registered(others, at),
      ...(iss === undefined ? [] : [identifier('holder', `${at}/iss`, iss)]),
      ...(key === undefined ? [] : [identifier('confirmationKey', `${at}/header`, key)]),
    ],
    unknown: [
      ...unregistered(payload, at)
        .filter((pointer) => ![`${at}/vp`, `${at}/sd_hash`].includes(pointer))
        .map((pointer) => ({ pointer })),
      ...unknownHeader(token, at),
    ],
  }
}

/** Indices of disclosures of which no digest is anywhere: nothing of what was signed, and yet shown. */
function unusedDisclosures(text: string): number[] {
  const { jwt, disclosures } = decodeSdJwtSync(text, hashOfDisclosure)
  const alg = typeof jwt.payload._sd_alg === 'string' ? jwt.payload._sd_alg : 'sha-256'
  const holding = JSON.stringify([jwt.payload, ...disclosures.map(({ value }) => value)])
  return disclosures.flatMap((disclosure, i) =>
    holding.includes(`"${disclosure.digestSync({ alg, hasher: hashOfDisclosure })}"`) ? [] : i,
  )
}

function disclosedClaims(text: string): JsonObject {
  try {
    const { jwt, disclosures } = decodeSdJwtSync(text, hashOfDisclosure)
    const claims: unknown = getClaimsSync(jwt.payload, disclosures, hashOfDisclosure)
    assertJson(claims)
    if (isJsonObject(claims)) return claims
  } catch (cause) {
    throw malformed('an SD-JWT does not decode', { cause })
  }
  throw malformed('an SD-JWT has no claims')
}

/** The payload of a JWT, its signature unchecked. */
export function payloadOf(token: string): JsonObject {
  try {
    const payload: unknown = decodeJwt(token)
    assertJson(payload)
    if (isJsonObject(payload)) return payload
  } catch (cause) {
    throw malformed('a JWT does not decode', { cause })
  }
  throw malformed('a JWT has no claims')
}

/** What names the key of a JWS. */
export function keyOf(token: string): Pick<DisclosedCredential, 'key'> {
  const { kid, jwk, x5c } = headerOf(token)
  const key = kid ?? jwk ?? x5c
  // Others beside the first are unknown.
  return key === undefined ? {} : { key: typeof key === 'string' ? key : JSON.stringify(key) }
}

function headerOf(token: string): JsonObject {
  try {
    const header: unknown = decodeProtectedHeader(token)
    assertJson(header)
    if (isJsonObject(header)) return header
  } catch (cause) {
    throw malformed('the header of a JWS does not decode', { cause })
  }
  throw malformed('a JWS has no header')
}

/** Members of the header that say something else than how the token was signed, or say it as nobody else does. */
export function unknownHeader(token: string, at: string): { pointer: string }[] {
  const header = headerOf(token)
  const key = ['kid', 'jwk', 'x5c'].find((name) => header[name] !== undefined)
  return Object.entries(header)
    .filter(
      ([name, value]) => name !== key && !(typeof value === 'string' && HEADER[name]?.test(value)),
    )
    .map(([name]) => ({ pointer: `${at}/header/${name}` }))
}

const HEADER: Readonly<Record<string, RegExp>> = Object.assign(Object.create(null), {
  alg: /^(ES(256|384|512|256K)|EdDSA|Ed25519|RS256|PS256)$/,
  typ: /^(JWT|(vc|vp)(\+ld)?(\+json)?\+(jwt|sd-jwt)|dc\+sd-jwt|kb\+jwt)$/,
  cty: /^(JWT|vc|vp)$/,
  zip: /^DEF$/,
})

/** The signature octets: made once, and shown each time. */
export function signatureOf(token: string, at: string): Identifier {
  const value = token.slice(token.lastIndexOf('.') + 1)
  return { kind: 'signature', pointer: `${at}/signature`, value }
}

/** Names of claims of every JWT. */
const REGISTERED = ['iss', 'sub', 'jti', 'aud', 'iat', 'nbf', 'exp', 'cnf', 'nonce'] as const

function withoutRegistered(claims: JsonObject): JsonObject {
  const kept = Object.entries(claims).filter(
    ([name]) => !REGISTERED.some((one) => one === name && one !== 'cnf'),
  )
  return Object.fromEntries(kept)
}

/** What stands beside a credential in a token, and is none of what every token has. */
function unregistered(claims: JsonObject, at: string): string[] {
  return Object.keys(claims)
    .filter((name) => !REGISTERED.some((one) => one === name))
    .map((name) => `${at}/${name}`)
}

const identifierClaims = {
  sub: 'holder',
  jti: 'id',
  cnf: 'confirmationKey',
  nonce: 'nonce',
} as const satisfies Record<string, Identifier['kind']>

function registered(claims: JsonObject, at: string): Identifier[] {
  return Object.entries(identifierClaims).flatMap(([name, kind]) => {
    const value = claims[name]
    return value === undefined ? [] : [identifier(kind, `${at}/${name}`, value)]
  })
}

const timeKinds = { iat: 'created', nbf: 'validity', exp: 'validity' } as const

function timesOf(claims: JsonObject, at: string) {
  return Object.entries(timeKinds).flatMap(([name, kind]) => {
    const value = claims[name]
    if (typeof value !== 'number') return []
    return [timeOf(kind, { pointer: `${at}/${name}`, value })]
  })
}

interface UnknownRegisteredOptions {
  at: string
  /** Who is read as the issuer. */
  issuer: JsonValue | undefined
}

/** Claims that every token may have and that say what they do not say elsewhere: another issuer, whom it is for, times that are none. */
function unknownRegistered(
  claims: JsonObject,
  { at, issuer }: UnknownRegisteredOptions,
): { pointer: string }[] {
  const { iss, aud } = claims
  const odd = [
    ...(iss === undefined || (typeof iss === 'string' && iss === issuer) ? [] : ['iss']),
    // It is said where something is shown, and is no part of a credential.
    ...(aud === undefined ? [] : ['aud']),
    ...Object.keys(timeKinds).filter(
      (name) => claims[name] !== undefined && typeof claims[name] !== 'number',
    ),
  ]
  return odd.map((name) => ({ pointer: `${at}/${name}` }))
}

/** @see Token Status List (draft-ietf-oauth-status-list) §6.2 */
function statusOf(status: JsonValue | undefined, pointer: string): DisclosedStatus[] {
  if (status === undefined) return []
  const list = isJsonObject(status) && isJsonObject(status.status_list) ? status.status_list : {}
  const { uri, idx } = list
  return [{ pointer, list: String(uri ?? ''), ...(idx !== undefined && { index: String(idx) }) }]
}

/** The octets of a part of a JWS. */
export function partOf(token: string, index: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(base64url.decode(token.split('.')[index] ?? ''))
  } catch (cause) {
    throw malformed('a part of a JWS is no base64url', { cause })
  }
}

function malformed(why: string, options?: ErrorOptions): LinkabilityError {
  return new LinkabilityError('disclosureMalformed', why, options)
}
