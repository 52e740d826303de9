import type { PredicateContext } from '../../disclosure/predicates.ts'
import type { SimulatedHolder } from '../holders.ts'
import type { LeakId } from '../leaks.ts'
import type { EntryRule } from '../settings.ts'
import type { Visit } from '../visits.ts'

/** The formats that are simulated, in the order in which they are told of. */
export const formatIds = [
  'jwt-vc',
  'sd-jwt-vc',
  'sd-jwt-vc-batch',
  'smart-health-card',
  'dcc',
  'bbs-plus-2020',
  'bbs-2023-full',
  'bbs-2023-careful',
  'bbs-predicates-2026',
] as const

/** A format of credentials, as it is used. */
export type FormatId = (typeof formatIds)[number]

/** How long people of each format take beside those of others, about milliseconds each with five visits: to say how long is left. */
export const formatEfforts: Readonly<Record<FormatId, number>> = {
  'jwt-vc': 24,
  'sd-jwt-vc': 32,
  'sd-jwt-vc-batch': 40,
  'smart-health-card': 15,
  dcc: 15,
  'bbs-plus-2020': 480,
  'bbs-2023-full': 50,
  'bbs-2023-careful': 46,
  'bbs-predicates-2026': 145,
}

/** What {@link SimulatedFormat} takes to set up an issuer. */
export interface DeploymentOptions {
  /** Issuers' keys follow from it, so that all shards have the same issuer. */
  readonly seed: string
  readonly rule: EntryRule
  /** How often each holder goes anywhere. */
  readonly visits: number
  /** What is done badly; nothing by default. */
  readonly leak?: LeakId
}

/** What was said at a door, and what of it the verifier keeps. */
export interface Exchange {
  /** Octets of the request; none where a code is shown without being asked. */
  readonly request: Uint8Array
  readonly presentation: Uint8Array
}

/** A credential in somebody's wallet. */
export interface Wallet {
  present(visit: Visit): Promise<Exchange>
}

/** What an issuer keeps of a credential. */
export interface IssuanceRecord {
  /** Octets of all that it knew of the person, that it was sent, and that it made, by what they are. */
  readonly parts: Readonly<Record<string, Uint8Array>>
}

/** An issuer, and all that holders and verifiers know of it. */
export interface Deployment {
  issue(holder: SimulatedHolder): Promise<{ record: IssuanceRecord; wallet: Wallet }>
  /**
   * Verifies what was presented as that format's verifiers do.
   *
   * @throws {Error} where it is not valid.
   */
  verify(exchange: Exchange, visit: Visit): Promise<void>
  /** What is needed beside a presentation to read what it tells, as `readDisclosure` takes it; nothing by default. */
  contextOf?(exchange: Exchange): PredicateContext
  /**
   * What parties who hold an issuer's secrets find out by trying, beyond what can be read: by names of their own. Nothing by
   * default.
   */
  probe?(exchange: Exchange, visit: Visit): Promise<Readonly<Record<string, string>>>
}

/** How credentials of a format are issued and shown. */
export interface SimulatedFormat {
  readonly id: FormatId
  /** For people. */
  readonly label: string
  /** How it is used here, in a sentence. */
  readonly use: string
  /** With how many people it is simulated at most, besides those to learn from, where its presentations cost much; all by default. */
  readonly mostHolders?: number
  open(options: DeploymentOptions): Promise<Deployment>
}
