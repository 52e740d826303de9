import { type RandomSource, randomOctets } from '@unscored/core'
import {
  type ClaimQuery,
  type PresentationRequest,
  type PseudonymRequest,
  parsePointer,
  parsePresentationRequest,
  type SuiteId,
  suiteNames,
  VACCINATION_CREDENTIAL_IRI,
} from '@unscored/vc'
import { onceUntil } from './request-lifetime.ts'

/** A member that a verifier asks for. */
export interface ClaimRequest {
  /** A JSON pointer, such as `/credentialSubject/product`. */
  pointer: string
  /** The values that will do; any by default. */
  values?: readonly (string | number | boolean)[]
}

/** A credential that a verifier asks for. */
export interface CredentialRequest {
  /** The verifier's name for it; letters, digits, `_` and `-`. */
  id: string
  /** Its types as IRIs, all of which it must have; those of the vaccination profile by default. */
  types?: readonly string[]
  /** What must be shown; ask for the least that the rule needs. */
  claims: readonly (ClaimRequest | string)[]
}

/** What {@link createRequest} takes. */
export interface CreateRequestOptions {
  /** Who asks: the origin or DID under which the holder reaches the verifier. */
  domain: string
  credentials: readonly CredentialRequest[]
  /** The suites that will do, the preferred one first; all by default. */
  suites?: readonly SuiteId[]
  /** How long an answer is accepted, in milliseconds; five minutes by default. */
  lifetime?: number
  /**
   * Whether the dates of validity must be shown. They tell the month in which the credential was issued; without them a
   * credential that has expired cannot be told from one in force. Yes by default.
   */
  validity?: 'shown' | 'notAsked'
  /**
   * Whether each credential must be bound to a secret of its holder's wallet, so that nobody can show a copy. Only those
   * issued with a commitment are. Not required by default.
   */
  holderBinding?: 'required' | 'notRequired'
  /**
   * Asks to recognise the holder, each time she shows the same credential to this domain for this context, such as
   * `visits`. Her wallet tells her that her visits can be linked; ask where the purpose cannot do without. Only
   * credentials issued with pseudonyms answer. Not asked for by default.
   */
  pseudonym?: PseudonymRequest
  random?: RandomSource
  now?: () => Date
}

/**
 * Makes a request with a nonce of its own. Keep it until the answer is verified.
 *
 * @throws {CredentialError} `requestMalformed` or `invalidPointer`.
 */
export function createRequest({
  domain,
  credentials,
  suites = suiteNames,
  lifetime = 5 * 60 * 1000,
  validity = 'shown',
  holderBinding = 'notRequired',
  pseudonym,
  random = randomOctets,
  now = () => new Date(),
}: CreateRequestOptions): PresentationRequest {
  return parsePresentationRequest({
    domain,
    ...onceUntil({ random, time: now(), lifetime }),
    dcql_query: {
      credentials: credentials.map((credential) =>
        queryOf(credential, { validity, holderBinding }),
      ),
    },
    suites: [...suites],
    ...(pseudonym && { pseudonym: { ...pseudonym } }),
  })
}

const VACCINATION_TYPES: readonly string[] = [
  'https://www.w3.org/2018/credentials#VerifiableCredential',
  VACCINATION_CREDENTIAL_IRI,
]

/** The dates of validity in data model 2.0, and in 1.1. */
const validityMembers = [
  ['validFrom', 'validUntil'],
  ['issuanceDate', 'expirationDate'],
] as const

function queryOf(
  { id, types = VACCINATION_TYPES, claims }: CredentialRequest,
  { validity, holderBinding }: Required<Pick<CreateRequestOptions, 'validity' | 'holderBinding'>>,
) {
  const asked = claims.map((claim, i) => ({ id: `c${i}`, ...claimQuery(claim) }))
  const dates = validity === 'shown' ? validityMembers : [[]]
  const dateClaims = dates.flat().map((member) => ({ id: member, path: [member] }))
  const ids = asked.map((claim) => claim.id)
  return {
    id,
    format: 'ldp_vc',
    require_cryptographic_holder_binding: holderBinding === 'required',
    meta: { type_values: [[...types]] },
    ...(asked.length + dateClaims.length > 0 && {
      claims: [...asked, ...dateClaims],
      claim_sets: dates.map((members) => [...ids, ...members]),
    }),
  }
}

function claimQuery(claim: ClaimRequest | string): ClaimQuery {
  const { pointer, values } =
    typeof claim === 'string' ? { pointer: claim, values: undefined } : claim
  const path = parsePointer(pointer).map((token) => (INDEX.test(token) ? Number(token) : token))
  return { path, ...(values && { values: [...values] }) }
}

const INDEX = /^(?:0|[1-9]\d*)$/
