import type { Bounds } from './bounds.ts'
import type { Knowledge } from './knowledge.ts'
import { indexKnowledge, type KnowledgeIndex, type MemberIndex } from './member-index.ts'
import type { PopulationTable } from './table.ts'
import { tallied } from './tally.ts'

/** Whom somebody could be. */
export interface AnonymitySet {
  /** How many people fit what is known, whatever is told of what will be. At least one: the person it is about. */
  readonly people: Bounds
  /** How many fit once all is told that will be, for the person who then has the fewest beside. */
  readonly worst: Bounds
  /** The same for the median person. */
  readonly median: Bounds
}

/** What {@link anonymitySet} takes. */
export interface AnonymitySetOptions {
  readonly table: PopulationTable
  readonly knowing: Knowledge
}

/**
 * How many people fit what is known.
 *
 * Counts of doses are made bounds of persons: as many as had the dose that most had, since each person has one of it, and as
 * many as there are doses at most. Marginals of a cell are taken for as dependent as they can be, by Fréchet's inequalities. A
 * member of which the table does not tell can single out anyone, so that the lower bound becomes one; so does a value that nobody
 * in the table has, of whom nothing but the number of all people bounds how many there are.
 */
export function anonymitySet(options: AnonymitySetOptions): AnonymitySet {
  return Object.keys(options.knowing).length === 0
    ? countEverybody(options.table)
    : counted(options)
}

/** Of tables that cannot change, all people. */
const everybody = new WeakMap<PopulationTable, AnonymitySet>()

/** All people of a table. Each audit asks for them, and of a table they are counted once. */
export function countEverybody(table: PopulationTable): AnonymitySet {
  const known = everybody.get(table) ?? counted({ table, knowing: {} })
  everybody.set(table, known)
  return known
}

function counted(options: AnonymitySetOptions): AnonymitySet {
  const groups = anonymityGroups(options)
  const { people = Number.POSITIVE_INFINITY } = options.table
  const limited = ({ lower, upper }: Bounds): Bounds => ({
    lower: groups.isOpen ? 1 : Math.max(1, lower),
    upper: groups.isOutside ? people : Math.max(1, Math.min(people, upper)),
  })
  return {
    people: limited(groups.total),
    worst: limited({
      lower: quantileOf(groups, { share: 0, bound: 'lower' }),
      upper: quantileOf(groups, { share: 0, bound: 'upper' }),
    }),
    median: limited({
      lower: quantileOf(groups, { share: 0.5, bound: 'lower' }),
      upper: quantileOf(groups, { share: 0.5, bound: 'upper' }),
    }),
  }
}

/** People sorted by what will be told of them. */
export interface AnonymityGroups {
  /** The size of each set of people of whom the same will be told. */
  readonly sizes: readonly Bounds[]
  readonly total: Bounds
  /** Whether something is known that the table does not tell of, or that nobody in it has. */
  readonly isOpen: boolean
  /** Whether something is known that nobody in the table has. */
  readonly isOutside: boolean
}

/** The sets of people who fit what is known, by what will be told of them. */
export function anonymityGroups({ table, knowing }: AnonymitySetOptions): AnonymityGroups {
  const index = indexKnowledge(table, knowing)
  const tallies = tallied(table, index)
  const { sizes } = tallies
  // Bounds of parts that are added up are further apart than those of the whole.
  const total = sizes.length > 1 ? tallied(table, withoutGroups(index)).total : tallies.total
  const inhabited = sizes.filter(({ upper }) => upper > 0)
  const isOutside = index.outside.length > 0
  return {
    ...{ sizes: inhabited, total, isOutside },
    isOpen: isOutside || index.unknownMembers.length > 0,
  }
}

function withoutGroups(index: KnowledgeIndex): KnowledgeIndex {
  const whole = (member: MemberIndex) => ({ ...member, groups: undefined, groupCount: 1 })
  return {
    ...index,
    dimensions: index.dimensions.map(whole),
    marginals: index.marginals.map(whole),
  }
}

/** What {@link quantileOf} takes beside the groups. */
export interface QuantileOptions {
  /** From 0 to 1. */
  readonly share: number
  readonly bound: keyof Bounds
}

/** The size of set that a share of all people have at most, each in the set that is theirs; 0 where there are none. */
export function quantileOf({ sizes }: AnonymityGroups, { share, bound }: QuantileOptions): number {
  const sorted = sizes.map((size) => size[bound]).sort((a, b) => a - b)
  const all = sum(sorted)
  let passed = 0
  for (const size of sorted) {
    passed += size
    if (passed >= share * all) return size
  }
  return 0
}

/** The share of all people who are in a set smaller than `k`, by the bound of sizes that is named. */
export function shareBelow(
  { sizes }: AnonymityGroups,
  { k, bound }: { readonly k: number; readonly bound: keyof Bounds },
): number {
  const all = sizes.map((size) => size[bound])
  return sum(all.filter((size) => size < k)) / sum(all)
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
