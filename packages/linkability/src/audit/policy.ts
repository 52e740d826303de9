/** By which a disclosure is judged. */
export interface AuditPolicy {
  /** How many people somebody must at least be among: 1,000 by default. */
  readonly k: number
  /**
   * Whether the issuer is taken at its word that what no presentation shows is the same for all holders, where there is no
   * manifest to compare with: its key, and how it signs. Not by default.
   */
  readonly trustIssuer: boolean
  /** Whether whoever was shown something before puts it together with this: `all`, by default, or the same party alone. */
  readonly colluding: 'all' | 'sameParty'
  /** Two disclosures within so many seconds are taken for those of one person; 0, which is not at all, by default. */
  readonly linkWithinSeconds: number
}

/** The policy where nothing else is said. */
export const defaultPolicy: AuditPolicy = {
  k: 1000,
  trustIssuer: false,
  colluding: 'all',
  linkWithinSeconds: 0,
}
