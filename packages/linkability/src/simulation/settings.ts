import { canonicalJson, digestOfOctets, type JsonObject } from '@unscored/core'
import { formatPopulationTable } from '../population/format-table.ts'
import type { PopulationTable } from '../population/table.ts'

/** How large a simulation is, and what happens in it: JSON, so that it can be stored. */
export interface SimulationSettings {
  /** Everything that is drawn is drawn from it: the same seed gives the same result. */
  readonly seed: string
  /** How many people are told apart. */
  readonly holders: number
  /** How many more the adversary makes up, to learn from what it knows of them. */
  readonly trainingHolders: number
  /** How often each of them goes anywhere. */
  readonly visits: number
  /** How many places there are to go to. */
  readonly verifiers: number
  /** The first day on which they go there, `YYYY-MM-DD`. */
  readonly firstDay: string
  /** In how many days they go there. */
  readonly days: number
  /** The rule at every door. Nobody else gets in, so nobody else is drawn. */
  readonly rule: EntryRule
  /** Whether people keep to a place and to a time of day of their own. */
  readonly habits: boolean
}

/** What a dose must be to let its holder in. */
export interface EntryRule {
  /** EU codes of the products that are approved. */
  readonly products: readonly string[]
  readonly doseNumber: number
  /** How many days must have passed since, at least and at most. */
  readonly daysSince: { readonly atLeast: number; readonly atMost: number }
}

/** What is taken where nothing else is said. */
export const defaultSettings: SimulationSettings = {
  seed: 'unscored',
  holders: 200,
  trainingHolders: 100,
  visits: 5,
  verifiers: 20,
  firstDay: '2021-05-04',
  days: 28,
  rule: {
    products: ['EU/1/20/1528', 'EU/1/20/1507', 'EU/1/21/1529'],
    doseNumber: 2,
    daysSince: { atLeast: 14, atMost: 270 },
  },
  habits: false,
}

/**
 * Checks settings.
 *
 * @throws {RangeError} where a number is none that can be simulated.
 */
export function assertSettings(settings: SimulationSettings): void {
  const { holders, trainingHolders, visits, verifiers, firstDay, days, rule } = settings
  const { atLeast, atMost } = rule.daysSince
  const counts = { holders, trainingHolders, visits, verifiers, days, doseNumber: rule.doseNumber }
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isSafeInteger(count) || count < MINIMUM[name as keyof typeof MINIMUM]) {
      throw new RangeError(`${name} is too small, or no integer`)
    }
  }
  if (holders + trainingHolders > MAX_HOLDERS) {
    throw new RangeError(`no more than ${MAX_HOLDERS} people are simulated`)
  }
  if (!DAY.test(firstDay) || Number.isNaN(Date.parse(firstDay))) {
    throw new RangeError('firstDay is no day')
  }
  if (!(Number.isInteger(atLeast) && atLeast >= 0 && atMost - atLeast > days)) {
    throw new RangeError(`days: who is let in is let in for no more than ${days} of them`)
  }
}

/** The most people there can be, so that one list of revoked numbers has room for all, each on an even number. */
export const MAX_HOLDERS = 30_000

const MINIMUM = {
  ...{ holders: 2, trainingHolders: 10, visits: 2, verifiers: 1, days: 1, doseNumber: 1 },
} as const

const DAY = /^\d{4}-\d\d-\d\d$/

/** What results are known by that were stored: they belong to the same settings and the same population, or to others. */
export async function settingsDigest(
  settings: SimulationSettings,
  table: PopulationTable,
): Promise<string> {
  // Settings are JSON by their type, but their interfaces have no index signature.
  const octets = canonicalJson({
    edition: EDITION,
    settings: settings as unknown as JsonObject,
    table: formatPopulationTable(table),
  })
  return digestOfOctets(octets)
}

/** Goes up whenever what a shard holds changes. */
const EDITION = 6
