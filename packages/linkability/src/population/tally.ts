import type { Bounds } from './bounds.ts'
import type { KnowledgeIndex, MemberIndex } from './member-index.ts'
import type { CountColumns, PopulationTable } from './table.ts'

/** The sizes, in persons, of sets of people who will be told the same of, and of all of them together. */
export interface Tallies {
  readonly sizes: readonly Bounds[]
  readonly total: Bounds
}

/** Counts the people of a table who fit what is known, in the sets that they will be told to be in. */
export function tallied(table: PopulationTable, index: KnowledgeIndex): Tallies {
  const groups = countCells(table, index)
  const total = createTally()
  for (const tally of groups.values()) {
    total.upper += tally.upper
    for (const [dose, amount] of tally.lower.entries()) {
      total.lower[dose] = (total.lower[dose] ?? 0) + (amount ?? 0)
    }
  }
  const { sizes, upper } = withAbsent(table, index, groups)
  return { sizes, total: { ...personsOf(total), upper: total.upper + upper } }
}

/** Of one set: the least by the number of the dose that is counted, since a person has each once; the most of all doses. */
interface Tally {
  readonly lower: number[]
  upper: number
  cells: number
}

function createTally(): Tally {
  return { lower: [], upper: 0, cells: 0 }
}

function personsOf({ lower, upper }: Tally): Bounds {
  return { lower: lower.reduce((most, one) => Math.max(most, one ?? 0), 0), upper }
}

/** Values of each marginal that are looked for together; `undefined` where all of them are. */
type Subsets = readonly (readonly number[] | undefined)[]

/** The columns of the values that are looked for, of each marginal of which not all are. */
type Columns = readonly (readonly CountColumns[])[]

/** What is looked for in every cell. */
interface Combination {
  readonly columns: Columns
  /** The same for one dose each. */
  readonly byDose: readonly Columns[]
}

function countCells(table: PopulationTable, index: KnowledgeIndex): Map<number, Tally> {
  const { counts } = table.cells
  const combinations = combinationsOf(table, index.marginals)
  const members = tellingMembers(table, index)
  const doses = doseColumnOf(table)
  const groups = new Map<number, Tally>()
  let last = createTally()
  let lastKey = -1
  for (const numbers of cellsThatMayFit(table, index)) {
    for (let n = 0; n < numbers.length; n++) {
      const i = numbers[n] as number
      const key = groupOfCell(members, i)
      if (key < 0) continue
      for (let k = 0; k < combinations.length; k++) {
        const { columns, byDose } = combinations[k] as Combination
        const group = key * combinations.length + k
        // Cells that are side by side are mostly of one group.
        const tally = group === lastKey ? last : tallyOf(groups, group)
        last = tally
        lastKey = group
        tally.cells += 1
        tally.upper += upperOf(counts, columns, i)
        for (let d = 0; d < byDose.length; d++) {
          const dose = doses?.[i] ?? d
          const least = lowerOf(counts, byDose[d] as Columns, i)
          tally.lower[dose] = (tally.lower[dose] ?? 0) + least
        }
      }
    }
  }
  return groups
}

/** The cells to look at, by the dimension of which what is known leaves the fewest. */
function cellsThatMayFit(
  { cells }: PopulationTable,
  { dimensions }: KnowledgeIndex,
): readonly Uint32Array[] {
  const choices = dimensions.map(({ possible }, d) => {
    const having = (cells.having[d] ?? []).filter((_, value) => possible?.[value] ?? true)
    return { having, length: having.reduce((sum, numbers) => sum + numbers.length, 0) }
  })
  const [fewest] = choices.sort((a, b) => a.length - b.length)
  return fewest?.having ?? []
}

function tallyOf(groups: Map<number, Tally>, key: number): Tally {
  const found = groups.get(key)
  if (found !== undefined) return found
  const tally = createTally()
  groups.set(key, tally)
  return tally
}

/** What is known or will be told of one dimension, with the value that each cell has of it. */
interface TellingMember extends MemberIndex {
  readonly at: Uint16Array
}

/** The dimensions of which anything is known or will be told: the others need not be looked at in each cell. */
function tellingMembers(
  { cells }: PopulationTable,
  { dimensions }: KnowledgeIndex,
): readonly TellingMember[] {
  return dimensions.flatMap((member, d) => {
    const isTelling = member.possible !== undefined || member.groups !== undefined
    return isTelling ? [{ ...member, at: cells.at[d] as Uint16Array }] : []
  })
}

/** The number of the group that a cell is in, or -1 where nobody in it fits. */
function groupOfCell(members: readonly TellingMember[], i: number): number {
  let key = 0
  for (let m = 0; m < members.length; m++) {
    const { possible, groups, groupCount, at } = members[m] as TellingMember
    const value = at[i] as number
    if (possible !== undefined && !possible[value]) return -1
    if (groups !== undefined) key = key * groupCount + (groups[value] as number)
  }
  return key
}

function combinationsOf(table: PopulationTable, marginals: readonly MemberIndex[]): Combination[] {
  const { counts } = table
  const byDose = table.marginals.findIndex(
    ({ name }) => counts !== 'persons' && name === counts.dosesBy,
  )
  const choices = marginals.map((marginal, i) =>
    subsetsOf(marginal, table.marginals[i]?.values.length ?? 0),
  )
  const all = choices.reduce<Subsets[]>(
    (combined, choice) =>
      combined.flatMap((subsets) => choice.map((subset) => [...subsets, subset])),
    [[]],
  )
  const dosesIn = (subsets: Subsets) =>
    subsets[byDose] ?? table.marginals[byDose]?.values.map((_, i) => i) ?? []
  const columnsOf = (subsets: Subsets): Columns =>
    subsets.flatMap((subset, m) =>
      subset === undefined
        ? []
        : [subset.map((value) => table.cells.marginals[m]?.[value] as CountColumns)],
    )
  return all.map((subsets) => ({
    columns: columnsOf(subsets),
    byDose: (byDose < 0
      ? [subsets]
      : dosesIn(subsets).map((dose) => subsets.with(byDose, [dose]))
    ).map(columnsOf),
  }))
}

/** The sets of a marginal's values that will be told apart, of those that are possible. */
function subsetsOf(
  { possible, groups, groupCount }: MemberIndex,
  length: number,
): readonly (readonly number[] | undefined)[] {
  if (possible === undefined && groups === undefined) return [undefined]
  const values = Array.from({ length }, (_, i) => i).filter((i) => possible?.[i] ?? true)
  return Array.from({ length: groupCount }, (_, group) =>
    values.filter((i) => (groups?.[i] ?? 0) === group),
  ).filter((subset) => subset.length > 0)
}

/** The number of the dose that each cell counts, where cells are of one dose each. */
function doseColumnOf({ counts, dimensions, cells }: PopulationTable): Uint16Array | undefined {
  if (counts === 'persons') return undefined
  return cells.at[dimensions.findIndex(({ name }) => name === counts.dosesBy)]
}

/** At least so many of a cell have one value of each marginal's, by Fréchet's inequality where there are several. */
function lowerOf(counts: CountColumns, columns: Columns, i: number): number {
  if (columns.length === 0) return counts.lower[i] as number
  let sum = 0
  for (let m = 0; m < columns.length; m++) {
    const values = columns[m] as readonly CountColumns[]
    for (let v = 0; v < values.length; v++) sum += (values[v] as CountColumns).lower[i] as number
  }
  if (columns.length === 1) return sum
  return Math.max(0, sum - (columns.length - 1) * (counts.upper[i] as number))
}

function upperOf(counts: CountColumns, columns: Columns, i: number): number {
  let most = counts.upper[i] as number
  for (let m = 0; m < columns.length; m++) {
    const values = columns[m] as readonly CountColumns[]
    let sum = 0
    for (let v = 0; v < values.length; v++) sum += (values[v] as CountColumns).upper[i] as number
    most = Math.min(most, sum)
  }
  return most
}

/** The sizes of groups with what their cells may hold that no row names, and how many that are of all. */
function withAbsent(
  table: PopulationTable,
  { dimensions }: KnowledgeIndex,
  groups: ReadonlyMap<number, Tally>,
): { sizes: readonly Bounds[]; upper: number } {
  const most = absentCount(table)
  const sizes = [...groups.values()].map(personsOf)
  if (most === 0) return { sizes, upper: 0 }
  const combinations = dimensions.reduce(
    (product, { possible }, d) =>
      product * (possible?.filter(Boolean).length ?? table.dimensions[d]?.values.length ?? 1),
    1,
  )
  const named = [...groups.values()].reduce((sum, { cells }) => sum + cells, 0)
  const absent = Math.max(0, combinations - named)
  if (absent === 0) return { sizes, upper: 0 }
  // Which of the groups they are in is not looked at: each can have them all, and one can have nobody else.
  const upper = absent * most
  const loosened = sizes.map((size) => ({ lower: size.lower, upper: size.upper + upper }))
  return { sizes: [...loosened, { lower: 0, upper: most }], upper }
}

function absentCount({ absent, suppressed, people = Number.POSITIVE_INFINITY }: PopulationTable) {
  return { zero: 0, suppressed: suppressed?.upper ?? 0, unknown: people }[absent]
}
