import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import type { DocumentLoader } from './document-loader.ts'
import { CredentialError } from './error.ts'
import { expand } from './jsonld.ts'
import { pointerTo } from './pointer.ts'

/** What a verifier asks for, in the Digital Credentials Query Language. */
export interface Query {
  readonly credentials: readonly CredentialQuery[]
}

/** One credential that a verifier asks for. */
export interface CredentialQuery {
  readonly id: string
  readonly format: 'ldp_vc'
  /** Whether it must be bound to a secret of its holder, which a credential of `bbs-2023` alone can be. */
  readonly require_cryptographic_holder_binding: boolean
  /** Alternatives, each a list of types as IRIs. */
  readonly meta: { readonly type_values: readonly (readonly string[])[] }
  readonly claims?: readonly ClaimQuery[]
  /** Alternatives, each a list of the ids of claims. */
  readonly claim_sets?: readonly (readonly string[])[]
}

/** One member that a verifier asks for. */
export interface ClaimQuery {
  readonly id?: string
  readonly path: readonly (string | number)[]
  /** The values that will do. */
  readonly values?: readonly (string | number | boolean)[]
}

/**
 * Reads a query for W3C credentials: what the standard has beside, such as other formats and sets of credentials, is
 * refused, and what it has not is left out.
 *
 * @throws {CredentialError} `requestMalformed`.
 * @see OpenID4VP 1.0 §6
 */
export function parseQuery(value: unknown): Query {
  const { credentials, credential_sets: sets } = parseObject(value, '')
  if (sets !== undefined) throw notOffered('/credential_sets')
  const parsed = parseList(credentials, '/credentials').map((query, i) =>
    parseCredentialQuery(query, `/credentials/${i}`),
  )
  assertUnique(parsed, '/credentials')
  return { credentials: parsed }
}

/** What {@link matchCredential} takes. */
export interface MatchCredentialOptions {
  documentLoader: DocumentLoader
  /** Whether the credential is bound to a secret of its holder; `false` by default. */
  bindsHolder?: boolean
}

/**
 * JSON pointers to the least that answers a query, or `undefined` where the credential does not.
 *
 * @param credential Whole or in part, with or without its proof.
 */
export async function matchCredential(
  { credentials: [query] }: Query,
  credential: JsonObject,
  { documentLoader, bindsHolder = false }: MatchCredentialOptions,
): Promise<readonly string[] | undefined> {
  if (query === undefined) return undefined
  const type = await typesOf(credential, documentLoader)
  if (type.length === 0) return undefined
  const { meta, claims = [], claim_sets: sets, require_cryptographic_holder_binding: bound } = query
  const isOfType = meta.type_values.some((iris) => iris.every((iri) => type.includes(iri)))
  if (!isOfType || (bound && !bindsHolder)) return undefined
  const { proof: _, ...members } = credential
  const sought = (id: string) => claims.find((claim) => claim.id === id)
  const [least] = (sets?.map((ids) => ids.map(sought)) ?? [claims])
    .filter((set): set is ClaimQuery[] => set.every((claim) => isAnswered(claim, members)))
    .sort((a, b) => a.length - b.length)
  return least?.map(({ path }) => pointerTo(...path))
}

/** A query for a single one of the credentials that a query asks for. */
export function queryFor({ credentials }: Query, id: string): Query {
  return { credentials: credentials.filter((query) => query.id === id) }
}

function isAnswered(claim: ClaimQuery | undefined, members: JsonObject): boolean {
  if (claim === undefined) return false
  const { path, values } = claim
  const value = path.reduce<JsonValue | undefined>(memberOf, members)
  return value !== undefined && (values === undefined || values.some((will) => will === value))
}

function memberOf(value: JsonValue | undefined, name: string | number): JsonValue | undefined {
  if (typeof name === 'number') return Array.isArray(value) ? value[name] : undefined
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** The types of a credential as IRIs. */
async function typesOf(credential: JsonObject, documentLoader: DocumentLoader): Promise<string[]> {
  const { '@context': context = [], type = [] } = credential
  const [node] = await expand({ '@context': context, type }, { documentLoader })
  const types = isJsonObject(node) ? node['@type'] : undefined
  return Array.isArray(types) ? types.filter((iri) => typeof iri === 'string') : []
}

function parseCredentialQuery(value: unknown, pointer: string): CredentialQuery {
  const query = parseObject(value, pointer)
  const { id, format, meta, claims, claim_sets: sets, trusted_authorities: authorities } = query
  const { multiple = false, require_cryptographic_holder_binding: bound = true } = query
  if (format !== 'ldp_vc') throw notOffered(`${pointer}/format`)
  if (multiple !== false) throw notOffered(`${pointer}/multiple`)
  if (authorities !== undefined) throw notOffered(`${pointer}/trusted_authorities`)
  if (typeof bound !== 'boolean') {
    throw malformed(`${pointer}/require_cryptographic_holder_binding`)
  }
  const { type_values: types } = parseObject(meta, `${pointer}/meta`)
  const parsedClaims = claims === undefined ? undefined : parseClaims(claims, `${pointer}/claims`)
  return {
    id: parseId(id, `${pointer}/id`),
    format,
    require_cryptographic_holder_binding: bound,
    meta: { type_values: parseLists(types, `${pointer}/meta/type_values`, parseText) },
    ...(parsedClaims && { claims: parsedClaims }),
    ...(sets !== undefined && { claim_sets: parseSets(sets, parsedClaims ?? [], pointer) }),
  }
}

function parseClaims(value: unknown, pointer: string): ClaimQuery[] {
  const claims = parseList(value, pointer).map((claim, i) =>
    parseClaimQuery(claim, `${pointer}/${i}`),
  )
  assertUnique(claims, pointer)
  return claims
}

function parseClaimQuery(value: unknown, pointer: string): ClaimQuery {
  const { id, path, values } = parseObject(value, pointer)
  return {
    ...(id !== undefined && { id: parseId(id, `${pointer}/id`) }),
    path: parseList(path, `${pointer}/path`).map((name) => parseName(name, `${pointer}/path`)),
    ...(values !== undefined && { values: parseValues(values, `${pointer}/values`) }),
  }
}

function parseSets(
  value: unknown,
  claims: readonly ClaimQuery[],
  pointer: string,
): readonly (readonly string[])[] {
  const sets = parseLists(value, `${pointer}/claim_sets`, parseId)
  const ids = new Set(claims.map(({ id }) => id))
  if (!sets.flat().every((id) => ids.has(id))) throw malformed(`${pointer}/claim_sets`)
  return sets
}

/** A member's name or the index of an item; the standard's `null`, for all items, is not offered. */
function parseName(value: unknown, pointer: string): string | number {
  const isName = typeof value === 'string' || (Number.isSafeInteger(value) && Number(value) >= 0)
  if (!isName) throw malformed(pointer)
  return value as string | number
}

function parseValues(value: unknown, pointer: string): readonly (string | number | boolean)[] {
  const isValue = (item: unknown) =>
    typeof item === 'string' || typeof item === 'boolean' || Number.isSafeInteger(item)
  if (!Array.isArray(value) || !value.every(isValue)) throw malformed(pointer)
  return value
}

function parseLists(
  value: unknown,
  pointer: string,
  parseItem: (item: unknown, pointer: string) => string,
): readonly (readonly string[])[] {
  return parseList(value, pointer).map((list) =>
    parseList(list, pointer).map((item) => parseItem(item, pointer)),
  )
}

function parseList(value: unknown, pointer: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw malformed(pointer)
  return value
}

function parseObject(value: unknown, pointer: string): Readonly<Record<string, unknown>> {
  if (!isJsonObject(value)) throw malformed(pointer)
  return value
}

function parseText(value: unknown, pointer: string): string {
  if (typeof value !== 'string') throw malformed(pointer)
  return value
}

function parseId(value: unknown, pointer: string): string {
  const id = parseText(value, pointer)
  if (!/^[\w-]+$/.test(id)) throw malformed(pointer)
  return id
}

function assertUnique(items: readonly { readonly id?: string }[], pointer: string): void {
  const ids = items.flatMap(({ id }) => (id === undefined ? [] : [id]))
  if (new Set(ids).size < ids.length) throw malformed(pointer)
}

function malformed(pointer: string): CredentialError {
  return new CredentialError('requestMalformed', `/dcql_query${pointer} is not what DCQL has there`)
}

function notOffered(pointer: string): CredentialError {
  return new CredentialError(
    'requestMalformed',
    `/dcql_query${pointer} asks for something that is not offered`,
  )
}
