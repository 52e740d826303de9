import type { Claim, DisclosedCredential, Disclosure } from '../disclosure/disclosure.ts'
import type { Bounds } from '../population/bounds.ts'
import type { Knowledge, Known } from '../population/knowledge.ts'
import type { PastDisclosure } from './leak.ts'
import { type Measure, narrowed, overlap } from './measure.ts'
import type { AuditPolicy } from './policy.ts'

/** What is told of members that a table has, credential by credential. */
export function knowledgeOf({ claims }: DisclosedCredential, measure: Measure): Knowledge {
  const knowing: Record<string, Known> = {}
  for (const { member, known } of claims) {
    if (member === undefined || !measure.knows(member)) continue
    const before = knowing[member]
    knowing[member] = (before && narrowed(before, known)) ?? known
  }
  return knowing
}

/** Claims of a credential that contradict others of the same member, so that none of these is what it says to be. */
export function contradictions({ claims }: DisclosedCredential): readonly Claim[] {
  const together = new Map<string, Known | undefined>()
  for (const { member, known } of claims) {
    if (member === undefined) continue
    const before = together.get(member)
    if (before !== undefined) together.set(member, narrowed(before, known))
    else if (!together.has(member)) together.set(member, known)
  }
  return claims.filter(
    ({ member }) =>
      member !== undefined && together.has(member) && together.get(member) === undefined,
  )
}

/** Why two disclosures are known to be of one person. */
export type LinkReason = 'identifier' | 'pseudonym' | 'time'

/** What links a disclosure to an earlier one, by the policy; none where nothing does. */
export function linkBetween(
  now: PastDisclosure,
  past: PastDisclosure,
  { colluding, linkWithinSeconds }: AuditPolicy,
): LinkReason | undefined {
  if (colluding === 'sameParty' && partyOf(now) !== partyOf(past)) return undefined
  const [a, b] = [identifiersOf(now.disclosure), identifiersOf(past.disclosure)]
  const shared = a.filter(({ value, kind }) =>
    b.some((one) => one.value === value && one.kind === kind),
  )
  if (shared.some(({ kind }) => kind !== 'pseudonym')) return 'identifier'
  if (shared.length > 0) return 'pseudonym'
  const apart = Math.abs(Date.parse(now.at ?? '') - Date.parse(past.at ?? '')) / 1000
  return apart <= linkWithinSeconds && linkWithinSeconds > 0 ? 'time' : undefined
}

/** Whether anything could link a disclosure to a later one, by the policy. */
export function isLinkable(disclosure: Disclosure, { linkWithinSeconds }: AuditPolicy): boolean {
  return identifiersOf(disclosure).length > 0 || linkWithinSeconds > 0
}

function partyOf({ party, disclosure }: PastDisclosure): string | undefined {
  return party ?? disclosure.domain
}

/** All that is the same the next time; a nonce is the verifier's, and a batch is many people's. */
function identifiersOf({ identifiers, credentials }: Disclosure) {
  const places = credentials.flatMap(({ status }) =>
    status.flatMap(({ list, index }) =>
      index === undefined ? [] : [{ kind: 'status', value: `${list} ${index}` }],
    ),
  )
  const all = [...identifiers, ...credentials.flatMap((one) => one.identifiers)]
  return [...places, ...all.filter(({ kind }) => kind !== 'nonce' && kind !== 'batchNumber')]
}

/** Which of the earlier disclosures are known to be of the same person, directly or by others between. */
export function linkedTo(
  now: PastDisclosure,
  history: readonly PastDisclosure[],
  policy: AuditPolicy,
): { readonly linked: readonly PastDisclosure[]; readonly by: readonly LinkReason[] } {
  const linked: PastDisclosure[] = []
  const by = new Set<LinkReason>()
  const open = [now]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const past of history) {
      const reason = linked.includes(past) ? undefined : linkBetween(next, past, policy)
      if (reason === undefined) continue
      linked.push(past)
      open.push(past)
      by.add(reason)
    }
  }
  return { linked, by: [...by].sort() }
}

/** Sizes of a set of people, as `AnonymitySet` has them. */
export interface Sizes {
  readonly people: Bounds
  readonly worst: Bounds
  readonly median: Bounds
}

/**
 * How many people fit everything that credentials tell together. What can be of one dose is taken to be of one; of several doses
 * of one person no table tells which go together, so that their sets overlap as little or as much as they can.
 */
export function combinedSizes(
  credentials: readonly DisclosedCredential[],
  measure: Measure,
): Sizes {
  const doses: Knowledge[] = []
  for (const credential of credentials) {
    const knowing = knowledgeOf(credential, measure)
    const i = doses.findIndex((dose) => together(dose, knowing) !== undefined)
    if (i < 0) doses.push(knowing)
    else doses[i] = together(doses[i] as Knowledge, knowing) ?? knowing
  }
  const [first = measure.set({}), ...others] = doses.map(measure.set)
  return others.reduce<Sizes>(
    (sizes, set) => ({
      people: overlap(measure.all, sizes.people, set.people),
      worst: overlap(measure.all, sizes.worst, set.worst),
      median: overlap(measure.all, sizes.median, set.median),
    }),
    first,
  )
}

function together(a: Knowledge, b: Knowledge): Knowledge | undefined {
  const both: Record<string, Known> = { ...a }
  for (const [member, known] of Object.entries(b)) {
    const before = both[member]
    const merged = before === undefined ? known : narrowed(before, known)
    if (merged === undefined) return undefined
    both[member] = merged
  }
  return both
}
