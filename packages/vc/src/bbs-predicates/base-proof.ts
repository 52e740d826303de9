import {
  type BbsOperations,
  bbsOperations,
  type IssuanceTerms,
  REVOCATION_SENTINELS,
  requestIssuance,
  verifyIssuanceRequest,
} from '@unscored/bbs'
import {
  canonicalJson,
  encodeMultibase,
  equalOctets,
  type JsonObject,
  parseMultibase,
  type RandomSource,
  utf8,
} from '@unscored/core'
import { assertContexts } from '../context-policy.ts'
import type { SecuredCredential } from '../credential.ts'
import { CredentialError } from '../error.ts'
import type { IssuerKey } from '../suites.ts'
import { attributeScalars, hiddenPlaces, mandatoryPart } from './attribute-table.ts'
import { createHeader, proofOptions } from './header.ts'
import { parsePredicatesBase, serializePredicatesBase } from './proof-value.ts'
import type { PredicateProfile } from './statements.ts'

/** What a holder and an issuer agree on before a credential is signed; neither reads it from what the other sends. */
export interface BindingTerms {
  profile: PredicateProfile
  /** What the issuer's manifest is known by. */
  manifest: Uint8Array
  /** Octets that the issuer drew for this request, at least 16. */
  nonce: Uint8Array
}

function issuanceTerms({ profile, manifest, nonce }: BindingTerms): IssuanceTerms {
  const { count, blinding, secret } = hiddenPlaces(profile.table)
  return {
    ...{ issuer: utf8(profile.issuer), manifest, nonce, count },
    ...{ blindingIndex: blinding, secretIndex: secret },
  }
}

/** What {@link requestPredicatesBinding} takes. */
export interface RequestPredicatesBindingOptions extends BindingTerms {
  /** 32 octets, one for all credentials of a person; see `generateNym`. */
  secret: Uint8Array
  random?: RandomSource
}

/**
 * What a holder sends to have a credential bound to her secret, and what she keeps to use it. Only to the pinned issuer, at
 * her own start: it shows by which registration value the issuer knows her.
 *
 * @throws {RangeError} where the secret or the terms are malformed, or the random source fails.
 */
export async function requestPredicatesBinding({
  secret,
  random,
  ...terms
}: RequestPredicatesBindingOptions): Promise<{ request: string; blinding: Uint8Array }> {
  const { request, blinding } = await requestIssuance({
    ...issuanceTerms(terms),
    ...{ publicKey: terms.profile.publicKey, secret },
    ...(random && { random }),
  })
  return { request: encodeMultibase(request, 'u'), blinding }
}

/**
 * The registration value of a holder's request, in base64url multibase: the issuer keeps it with the person, takes no other
 * from her, and none that is somebody else's.
 *
 * @throws {CredentialError} `commitmentInvalid` where the request was not made for these terms.
 * @throws {FormatError} `invalidMultibase`.
 */
export async function registrationOf(request: unknown, terms: BindingTerms): Promise<string> {
  const value = await verifyIssuanceRequest({
    ...issuanceTerms(terms),
    publicKey: terms.profile.publicKey,
    request: parseMultibase(request, ['u']),
  })
  if (value === undefined) {
    throw new CredentialError('commitmentInvalid', 'the request was not made for this issuance')
  }
  return encodeMultibase(value, 'u')
}

/** What {@link signPredicates} takes. */
export interface SignPredicatesOptions extends BindingTerms {
  /** Without this suite's proof. It has the members that the profile's manifest names, and no others. */
  credential: JsonObject
  key: IssuerKey
  /** What the holder sent. */
  request: unknown
  /** The list that will say whether it was revoked, and its number there, which no other credential of the list has. */
  revocation: { readonly list: number; readonly id: number }
  bbs?: Pick<BbsOperations, 'signScalars'>
}

/**
 * Signs a credential of whose members its holder can prove things without showing them.
 *
 * @throws {CredentialError} `malformed`, `notTheProfile` where it says something else than its profile besides its attributes,
 *   `attributeInvalid`, or `commitmentInvalid` where the request was not made for these terms.
 * @throws {RangeError} where the key is malformed or the number is none.
 */
export async function signPredicates({
  credential,
  key,
  request,
  revocation,
  bbs = bbsOperations,
  ...terms
}: SignPredicatesOptions): Promise<SecuredCredential> {
  const { profile } = terms
  assertProfile(credential, profile)
  if (!isRevocation(revocation)) throw new RangeError('the number in the revocation list is none')
  if (key.id !== profile.verificationMethod || !equalOctets(key.publicKey, profile.publicKey)) {
    throw new CredentialError('notTheProfile', 'the key is not the one of the profile')
  }
  await registrationOf(request, terms)
  const places = hiddenPlaces(profile.table)
  const { list, id } = revocation
  const scalars = new Map(attributeScalars(credential, profile.table).entries())
  scalars.set(places.list, BigInt(list)).set(places.id, BigInt(id))
  const signature = await bbs.signScalars({
    ...{ secretKey: key.secretKey, publicKey: key.publicKey, role: 'credential' },
    header: await createHeader(profile),
    scalars,
    count: places.count,
    issuance: { request: parseMultibase(request, ['u']), terms: issuanceTerms(terms) },
  })
  const proof = {
    ...proofOptions(profile.verificationMethod),
    proofValue: serializePredicatesBase({ signature, list, id }),
  }
  return { ...credential, proof }
}

/** What a holder keeps to use a bound credential; without it nothing can be proven. */
export interface PredicateSecrets {
  /** 32 octets that {@link requestPredicatesBinding} gave. */
  readonly blinding: Uint8Array
  /** 32 octets. */
  readonly secret: Uint8Array
}

/** A credential as its holder proves by it. */
export interface HeldPredicates {
  /** Without its proof. */
  readonly document: JsonObject
  /** 80 octets. */
  readonly signature: Uint8Array
  /** All that was signed, in order. */
  readonly scalars: readonly bigint[]
  readonly list: number
  readonly id: number
}

/** What {@link openPredicates} takes beside the credential. */
export interface OpenPredicatesOptions {
  profile: PredicateProfile
  secrets: PredicateSecrets
  bbs?: Pick<BbsOperations, 'verifyScalars'>
}

/**
 * Checks a credential as its holder receives it, and gives what she proves by. All that could tell her from others is
 * compared with the profile, whatever she will show.
 *
 * @throws {CredentialError} `malformed`, `notTheProfile`, `attributeInvalid`, `proofInvalid`, or what parsing the proof throws.
 */
export async function openPredicates(
  { proof, ...document }: SecuredCredential,
  { profile, secrets, bbs = bbsOperations }: OpenPredicatesOptions,
): Promise<HeldPredicates> {
  assertProfile(document, profile)
  const { proofValue, ...options } = proof
  const expected = proofOptions(profile.verificationMethod)
  if (!equalOctets(canonicalJson(options), canonicalJson(expected))) {
    throw new CredentialError('notTheProfile', 'the proof says something else than the profile')
  }
  const { signature, list, id } = parsePredicatesBase(proofValue)
  if (!isRevocation({ list, id })) {
    throw new CredentialError('notTheProfile', 'its number in the revocation list is none')
  }
  const scalars = [
    ...attributeScalars(document, profile.table),
    ...[BigInt(list), BigInt(id)],
    ...[secrets.blinding, secrets.secret].map(integer),
  ]
  const valid = await bbs.verifyScalars({
    ...{ publicKey: profile.publicKey, signature, role: 'credential', scalars },
    header: await createHeader(profile),
  })
  if (!valid) throw new CredentialError('proofInvalid', 'the proof does not fit the credential')
  return { document, signature, scalars, list, id }
}

function assertProfile(document: JsonObject, { mandatory, table, issuer }: PredicateProfile): void {
  assertContexts(document)
  const own = mandatoryPart(document, table)
  if (!equalOctets(canonicalJson(own), canonicalJson(mandatory)) || own.issuer !== issuer) {
    throw new CredentialError('notTheProfile', 'it says something else than its profile')
  }
}

function isRevocation({ list, id }: SignPredicatesOptions['revocation']): boolean {
  const { first, last } = REVOCATION_SENTINELS
  const isNumber = Number.isInteger(id) && id > first && id < last
  return isNumber && Number.isSafeInteger(list) && list >= 0
}

function integer(octets: Uint8Array): bigint {
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n)
}
