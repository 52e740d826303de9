import { utf8 } from '@unscored/core'
import {
  type PresentationRequest,
  parsePointer,
  parsePresentationRequest,
  type SuiteId,
  VACCINATION_CREDENTIAL_IRI,
} from '@unscored/vc'
import type { CommonRequest } from './request.ts'

/** What {@link claimsRequest} takes beside what every request has. */
export interface ClaimsRequestOptions {
  readonly suite: SuiteId
  /** JSON pointers. */
  readonly pointers: readonly string[]
}

/** A request for claims, as verifiers of the vaccination profile make it. */
export function claimsRequest(
  common: CommonRequest,
  { suite, pointers }: ClaimsRequestOptions,
): PresentationRequest {
  return parsePresentationRequest({
    ...common,
    dcql_query: {
      credentials: [
        {
          id: 'dose',
          format: 'ldp_vc',
          require_cryptographic_holder_binding: false,
          meta: {
            type_values: [
              [
                'https://www.w3.org/2018/credentials#VerifiableCredential',
                VACCINATION_CREDENTIAL_IRI,
              ],
            ],
          },
          claims: pointers.map((pointer, i) => ({ id: `c${i}`, path: parsePointer(pointer) })),
        },
      ],
    },
    suites: [suite],
  })
}

/** The octets of a value as JSON. */
export function jsonOctets(value: object): Uint8Array {
  return utf8(JSON.stringify(value))
}

/** The value of octets that are JSON, whatever it is. */
export function fromJsonOctets(octets: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(octets))
}

/** What a wallet sends: one credential, for the query. */
export function vpTokenOf(context: string, credentials: readonly object[]): object {
  return {
    vp_token: {
      dose: credentials.map((credential) => ({
        '@context': [context],
        type: ['VerifiablePresentation'],
        verifiableCredential: [credential],
      })),
    },
  }
}

/** The credentials in what {@link vpTokenOf} made. */
export function shownCredentials(sent: unknown): readonly unknown[] {
  const { dose } = Object(Object(sent).vp_token)
  return (Array.isArray(dose) ? dose : []).flatMap(
    (presentation) => Object(presentation).verifiableCredential ?? [],
  )
}
