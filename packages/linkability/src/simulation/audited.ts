import { type AuditCount, auditDisclosure } from '../audit/audit.ts'
import type { DisclosedCredential } from '../disclosure/disclosure.ts'
import type { PredicateContext } from '../disclosure/predicates.ts'
import { readDisclosure } from '../disclosure/read.ts'
import type { PopulationTable } from '../population/table.ts'
import { createDraw } from './draw.ts'
import type { Exchange } from './formats/format.ts'
import { knownOfEverybody } from './holders.ts'
import type { SimulationSettings } from './settings.ts'
import type { Visit } from './visits.ts'

/** Counts of whom a visitor could be, before anybody has tried to link. */
export interface VisitAuditor {
  /** How many people get in. */
  readonly entitled: AuditCount
  /** Whether a visit is one of those that are audited: one of each holder who is told apart. */
  isAudited(visit: Visit): boolean
  /**
   * How many of those who get in fit what was shown, and all that comes with it.
   *
   * @throws {ToolkitError} where the presentation is malformed.
   */
  peopleOf(exchange: Exchange, context?: PredicateContext): Promise<AuditCount>
}

/** An auditor who knows the population and the rule, and takes the issuer at its word. */
export function createVisitAuditor(
  population: PopulationTable,
  settings: SimulationSettings,
): VisitAuditor {
  const { seed, holders, visits } = settings
  const everybody = Object.entries(knownOfEverybody(settings)).map(([member, known]) => ({
    ...{ pointer: `/credentialSubject/${member}`, member, known },
  }))
  const audit = (disclosure: Awaited<ReturnType<typeof readDisclosure>>): AuditCount =>
    auditDisclosure({ disclosure, population, policy: { trustIssuer: true } }).anonymity.people
  const nothing: DisclosedCredential = {
    ...{ format: 'unknown', claims: everybody, identifiers: [], times: [], status: [] },
    ...{ proofs: 1, unknown: [] },
  }
  return {
    entitled: audit({
      ...{ side: 'presentation', credentials: [nothing], identifiers: [], unknown: [] },
    }),
    isAudited: ({ holder, number }) =>
      holder < holders && number === createDraw(seed, 'audited', holder).below(visits),
    async peopleOf({ presentation }, context) {
      const text = new TextDecoder().decode(presentation)
      const disclosure = await readDisclosure(text, context)
      const credentials = disclosure.credentials.map((credential) => ({
        ...credential,
        claims: [...credential.claims, ...everybody],
      }))
      return audit({ ...disclosure, credentials })
    },
  }
}
