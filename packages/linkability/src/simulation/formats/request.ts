import type { Draw } from '../draw.ts'
import { addDays } from '../holders.ts'
import type { EntryRule } from '../settings.ts'
import { originOf, type Visit } from '../visits.ts'

/** The members of a dose by which an entry rule decides. */
export const ruleMembers = ['product', 'doseNumber', 'doseDate'] as const

/** What every request has: who asks, once and until when. */
export interface CommonRequest {
  readonly domain: string
  readonly nonce: string
  readonly expires: string
}

/** The common part of a request at a visit. */
export function commonRequest({ verifier, time }: Visit, draw: Draw): CommonRequest {
  return {
    domain: originOf(verifier),
    nonce: draw.text(32),
    expires: new Date(time.getTime() + LIFETIME).toISOString(),
  }
}

const LIFETIME = 5 * 60 * 1000

/** A request in the form of OpenID4VP with DCQL, for formats of JWTs. */
export function openId4VpRequest(
  { domain, nonce }: CommonRequest,
  {
    format,
    meta,
    claims,
  }: { format: string; meta: object; claims: readonly (readonly string[])[] },
) {
  return {
    response_type: 'vp_token',
    response_mode: 'direct_post',
    client_id: `redirect_uri:${domain}/response`,
    response_uri: `${domain}/response`,
    nonce,
    dcql_query: {
      credentials: [{ id: 'dose', format, meta, claims: claims.map((path) => ({ path })) }],
    },
  }
}

/** From when until when a dose must have been given to get in at a visit. */
export function daysOf(
  { daysSince }: EntryRule,
  { time }: Visit,
): { readonly from: string; readonly until: string } {
  const today = time.toISOString().slice(0, 10)
  return {
    from: addDays(today, -daysSince.atMost),
    until: addDays(today, -daysSince.atLeast),
  }
}
