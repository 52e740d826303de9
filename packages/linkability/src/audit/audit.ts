import type { Disclosure, DisclosureFormat } from '../disclosure/disclosure.ts'
import type { Bounds } from '../population/bounds.ts'
import type { PopulationTable } from '../population/table.ts'
import type { AuditContext, Leak, PastDisclosure } from './leak.ts'
import { type AuditManifest, profileOf } from './manifest.ts'
import { createMeasure, type Measure, overlap } from './measure.ts'
import { type AuditPolicy, defaultPolicy } from './policy.ts'
import { combinedSizes, knowledgeOf, type LinkReason, linkedTo, type Sizes } from './sequence.ts'
import { type Source, type SourceId, sources } from './sources.ts'
import { summaryOf } from './summary.ts'

/** What {@link auditDisclosure} takes. */
export interface AuditDisclosureOptions {
  /** As `readDisclosure` gives it: of a presentation, or of a request before it is answered. */
  readonly disclosure: Disclosure
  /** The issuer's, to compare with; without one, what no presentation shows is not known. */
  readonly manifest?: AuditManifest
  /** Whom the person is one of; without one, nothing is known of values. */
  readonly population?: PopulationTable
  /** What the same person has disclosed before. */
  readonly history?: readonly PastDisclosure[]
  /** To whom this is disclosed, and when; as of {@link PastDisclosure}. */
  readonly party?: string
  readonly at?: string
  readonly policy?: Partial<AuditPolicy>
}

/** How many, at least and at most; `null` where nothing bounds it. */
export interface AuditCount {
  readonly least: number
  readonly most: number | null
}

/** How many people it could be. */
export interface AuditSizes {
  readonly people: AuditCount
  /** For whom has the fewest beside her once values are shown. */
  readonly worst: AuditCount
  readonly median: AuditCount
}

/** One source of what is given away. */
export interface AuditFinding {
  readonly source: SourceId
  /** JSON pointers to where it stands. */
  readonly pointers: readonly string[]
  /** How much narrower it makes the choice by itself, in bits: one bit halves it. */
  readonly bits: AuditCount
  /** How many people share it. */
  readonly sharing: AuditCount
  /** Whether it is the same at the next visit. */
  readonly links: boolean
  readonly says: string
  readonly remedy: string
}

/** What an audit found: JSON, the same for the same arguments. It holds no value that was disclosed. */
export interface AuditResult {
  readonly side: Disclosure['side']
  readonly formats: readonly DisclosureFormat[]
  /** Whom it is measured by. */
  readonly population?: {
    readonly title: string
    readonly source: string
    readonly licence: string
    readonly people: AuditCount
  }
  readonly findings: readonly AuditFinding[]
  /** Of this disclosure. */
  readonly anonymity: AuditSizes
  /** Of this one with those before that are known to be of the same person. */
  readonly sequence: {
    readonly disclosures: number
    /** How many of those before are. */
    readonly linked: number
    readonly by: readonly LinkReason[]
    readonly anonymity: AuditSizes
  }
  readonly assumptions: readonly string[]
  readonly policy: AuditPolicy
  /** Whether at least `k` people could be meant; `unknown` where the bounds leave that open. */
  readonly verdict: 'met' | 'notMet' | 'unknown'
  readonly summary: readonly string[]
}

/**
 * What a disclosure gives away, source by source, and among how many people it leaves somebody.
 *
 * What is not known counts as bounds: a leak of which nobody counted how many share it can be of one person or of everybody.
 * Values combine; disclosures combine where an identifier, a pseudonym or their time says that they are of one person,
 * and else not.
 */
export function auditDisclosure({
  disclosure,
  manifest,
  population,
  history = [],
  party,
  at,
  policy: changes = {},
}: AuditDisclosureOptions): AuditResult {
  const policy = { ...defaultPolicy, ...changes }
  const measure = createMeasure(population)
  const context: AuditContext = { disclosure, manifest, measure, history, policy }
  const now = { disclosure, ...(party !== undefined && { party }), ...(at !== undefined && { at }) }
  const { linked, by } = linkedTo(now, history, policy)
  const found = leaksOf(context)
  const before = linked.flatMap((past) => leaksOf({ ...context, ...past, history: [] }))
  const sizes = sizesOf(disclosure.credentials, found, measure)
  const together = [
    ...disclosure.credentials,
    ...linked.flatMap((past) => past.disclosure.credentials),
  ]
  const sequence = linked.length === 0 ? sizes : sizesOf(together, [...found, ...before], measure)
  const result: Omit<AuditResult, 'summary'> = {
    side: disclosure.side,
    formats: [...new Set(disclosure.credentials.map(({ format }) => format))].sort(),
    ...(population && { population: describe(population, measure) }),
    findings: found.map((leak) => findingOf(leak, measure)),
    anonymity: countsOf(sizes),
    sequence: {
      ...{ disclosures: history.length + 1, linked: linked.length, by },
      anonymity: countsOf(sequence),
    },
    assumptions: assumptionsOf(context),
    policy,
    verdict: verdictOf(sequence.worst, policy),
  }
  return { ...result, summary: summaryOf(result) }
}

/** A leak by its source. */
interface FoundLeak extends Leak {
  readonly source: SourceId
}

function leaksOf(context: AuditContext): readonly FoundLeak[] {
  const credentials = context.disclosure.credentials.map((credential) => ({
    ...{ ...context, credential },
    profile: profileOf(context.manifest, credential),
    knowing: knowledgeOf(credential, context.measure),
  }))
  const entries = Object.entries(sources) as [SourceId, Source][]
  return entries.flatMap(([source, { inDisclosure, inCredential }]) => {
    const leaks = [
      ...(inDisclosure?.(context) ?? []),
      ...(inCredential ? credentials.flatMap((credential) => inCredential(credential)) : []),
    ]
    return byPointer(leaks).map((leak) => ({ ...leak, source }))
  })
}

/** The order in which members stand tells nothing, and is not told. */
function byPointer(leaks: readonly Leak[]): readonly Leak[] {
  return leaks
    .map((leak) => ({ ...leak, pointers: [...leak.pointers].sort() }))
    .sort((a, b) => (a.pointers.join() < b.pointers.join() ? -1 : 1))
}

function sizesOf(
  credentials: Disclosure['credentials'],
  leaks: readonly Leak[],
  measure: Measure,
): Sizes {
  const counted = leaks.filter(({ isCounted }) => isCounted)
  const narrowedBy = (set: Bounds) =>
    counted.reduce((sizes, { sharing }) => overlap(measure.all, sizes, sharing), set)
  const { people, worst, median } = combinedSizes(credentials, measure)
  return { people: narrowedBy(people), worst: narrowedBy(worst), median: narrowedBy(median) }
}

function verdictOf({ lower, upper }: Bounds, { k }: AuditPolicy): AuditResult['verdict'] {
  if (lower >= k) return 'met'
  return upper < k ? 'notMet' : 'unknown'
}

function findingOf(
  { source, pointers, sharing, links }: FoundLeak,
  { all }: Measure,
): AuditFinding {
  const { says, remedy } = sources[source]
  return {
    ...{ source, pointers, links, says, remedy },
    bits: bitsOf(all, sharing),
    sharing: countOf(sharing),
  }
}

/** By how many halvings one set becomes another: between the least and the most that bounds allow. */
function bitsOf(all: Bounds, { lower, upper }: Bounds): AuditCount {
  return countOf({
    lower: round(Math.max(0, Math.log2(all.lower / upper))),
    upper: round(Math.max(0, Math.log2(all.upper / lower))),
  })
}

/** To a thousandth of a bit, so that no last digit of a floating point differs elsewhere. */
function round(bits: number): number {
  return Math.round(bits * 1000) / 1000
}

function countsOf({ people, worst, median }: Sizes): AuditSizes {
  return { people: wholeOf(people), worst: wholeOf(worst), median: wholeOf(median) }
}

/** Of people there are whole ones. */
function wholeOf({ lower, upper }: Bounds): AuditCount {
  return countOf({ lower: Math.ceil(lower), upper: Math.floor(upper) })
}

function countOf({ lower, upper }: Bounds): AuditCount {
  return { least: lower, most: Number.isFinite(upper) ? upper : null }
}

function describe({ title, source, licence }: PopulationTable, { all }: Measure) {
  return { title, source, licence, people: countOf(all) }
}

function assumptionsOf({ manifest, measure, policy, history }: AuditContext): readonly string[] {
  return [
    'The person is one of the population that the table counts, and the issuer is everybody’s.',
    ...(Number.isFinite(measure.all.upper)
      ? []
      : ['There is no population table: how many share a value is not known.']),
    ...(manifest
      ? []
      : [
          policy.trustIssuer
            ? 'The issuer signs for everybody alike: it is taken at its word.'
            : 'There is no manifest: whether the issuer signs for everybody alike is not known.',
        ]),
    policy.colluding === 'all'
      ? 'All who were shown something put it together.'
      : 'Different parties do not put together what they were shown.',
    ...(history.length > 0
      ? [
          policy.linkWithinSeconds > 0
            ? `Visits within ${policy.linkWithinSeconds} seconds of each other are taken for those of one person.`
            : 'Times and places of visits are not used to put them together.',
        ]
      : []),
    'Network addresses, cameras and whatever else is beside what is shown are not looked at.',
  ]
}
