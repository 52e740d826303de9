import { isJsonObject, type JsonObject } from '@unscored/core'
import { DcqlQuery } from 'dcql'
import type { DocumentLoader } from './document-loader.ts'
import { CredentialError } from './error.ts'
import { expand } from './jsonld.ts'
import { findPointer, pointerTo } from './pointer.ts'

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
 * Reads a query for W3C credentials.
 *
 * @throws {CredentialError} `requestMalformed`.
 * @see OpenID4VP 1.0 §6
 */
export function parseQuery(value: unknown): Query {
  const query = parse(value)
  const isOffered = query.credentials.every(
    ({ format, trusted_authorities, multiple, claims = [] }) =>
      format === 'ldp_vc' &&
      trusted_authorities === undefined &&
      multiple !== true &&
      claims.every(({ path }) => !path.includes(null)),
  )
  if (!isOffered || query.credential_sets !== undefined) {
    throw new CredentialError(
      'requestMalformed',
      '/dcql_query asks for something that is not offered',
    )
  }
  // What has just been checked is what this type leaves out of the parsed one.
  return query as unknown as Query
}

/** A query as the standard has it, as far as it concerns the choice of what is offered. */
interface ParsedQuery {
  readonly credential_sets?: unknown
  readonly credentials: readonly {
    readonly format: string
    readonly trusted_authorities?: unknown
    readonly multiple?: boolean
    readonly claims?: readonly { readonly path: readonly (string | number | null)[] }[]
  }[]
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
  const { proof: _, ...claims } = credential
  const binding = { cryptographic_holder_binding: bindsHolder }
  const held = { credential_format: 'ldp_vc', type, claims, ...binding }
  const { credential_matches: matches } = DcqlQuery.query(
    DcqlQuery.parse({ credentials: [query] } as unknown as DcqlQuery.Input),
    [held as never],
  )
  const match = matches[query.id]
  if (!match?.success) return undefined
  const [valid] = match.valid_credentials
  const sets = valid?.claims.valid_claim_sets ?? []
  const least = [...sets].sort((a, b) => countOf(a) - countOf(b))[0]
  const indexes = least?.valid_claim_indexes ?? []
  const pointers = indexes.map((index) => pointerTo(...(query.claims?.[index]?.path ?? [])))
  // The library finds what every object has, such as a constructor.
  return pointers.every((pointer) => findPointer(claims, pointer) !== undefined)
    ? pointers
    : undefined
}

/** A query for a single one of the credentials that a query asks for. */
export function queryFor({ credentials }: Query, id: string): Query {
  return { credentials: credentials.filter((query) => query.id === id) }
}

function countOf({
  valid_claim_indexes: indexes,
}: {
  valid_claim_indexes?: readonly number[] | undefined
}): number {
  return indexes?.length ?? 0
}

function parse(value: unknown): ParsedQuery {
  try {
    const query = DcqlQuery.parse(value as DcqlQuery.Input)
    DcqlQuery.validate(query)
    // The library's type is a union over all formats of credentials, of which this is what they have in common.
    return query as unknown as ParsedQuery
  } catch {
    // What was caught quotes the query, and is not kept as the cause.
    throw new CredentialError('requestMalformed', '/dcql_query is no DCQL query')
  }
}

/** The types of a credential as IRIs. */
async function typesOf(credential: JsonObject, documentLoader: DocumentLoader): Promise<string[]> {
  const { '@context': context = [], type = [] } = credential
  const [node] = await expand({ '@context': context, type }, { documentLoader })
  const types = isJsonObject(node) ? node['@type'] : undefined
  return Array.isArray(types) ? types.filter((iri) => typeof iri === 'string') : []
}
