import type { AuditCount } from '../audit/audit.ts'
import type { AnonymityBin, FormatAnonymity } from './result.ts'

/** What {@link anonymityOf} takes: what an auditor says of some visits. */
export interface AnonymityOptions {
  /** How many get in. */
  readonly entitled: AuditCount
  /** How many of them each visit could be of. */
  readonly audited: Iterable<AuditCount>
}

/** Visits by how many people of all who get in they could be of: of one, of two to nine, and so on in powers of ten up to 100,000. */
export function anonymityOf({ entitled, audited }: AnonymityOptions): FormatAnonymity {
  const counts = Array.from(audited, ({ least, most }) => ({
    ...{ least, most: most ?? Number.POSITIVE_INFINITY },
  }))
  const bins = LIMITS.map((from, i): AnonymityBin => {
    const next = LIMITS[i + 1]
    const isIn = (people: number) => people >= from && (next === undefined || people < next)
    return {
      ...{ from, until: next === undefined ? null : next - 1 },
      byLeast: counts.filter(({ least }) => isIn(least)).length,
      byMost: counts.filter(({ most }) => isIn(most)).length,
    }
  })
  return { entitled, visits: counts.length, bins }
}

/** Where ranges begin. */
const LIMITS = [1, 2, 10, 100, 1000, 10_000, 100_000] as const
