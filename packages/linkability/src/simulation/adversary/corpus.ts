import type { AuditCount } from '../../audit/audit.ts'
import { type ShardResult, type ShardRow, tokensOf } from '../shard.ts'

/** What the adversary has, column by column: what stands at one path in each row. */
export interface Rows {
  readonly length: number
  /** Whose row it is: what the adversary wants to know, and knows of those that it made up. */
  readonly holders: Int32Array
  /** By path, in the order of the paths; {@link ABSENT} where a row has nothing there. */
  readonly columns: ReadonlyMap<string, Float64Array>
}

/** In place of a hash; that something is missing is as good a mark as any. */
export const ABSENT = -1

/** Everything that all parties hold together. */
export interface Corpus {
  readonly records: Rows
  readonly visits: Rows
  /** How many people get in, by the auditor; the adversary has no use for it. */
  readonly entitled: AuditCount
  /** Of how many of them a visit could be, by its row among all visits; of those that were audited. */
  readonly audited: ReadonlyMap<number, AuditCount>
}

/** Puts the results of shards together, in the order of the holders, however they come. */
export function createCorpus(shards: readonly ShardResult[]): Corpus {
  const sorted = [...shards].sort((a, b) => a.from - b.from)
  return {
    records: rowsOf(sorted, ({ records }) => records),
    visits: rowsOf(sorted, ({ visits }) => visits),
    entitled: sorted[0]?.entitled ?? { least: 1, most: null },
    audited: auditedRows(sorted),
  }
}

function auditedRows(shards: readonly ShardResult[]): Map<number, AuditCount> {
  let before = 0
  return new Map(
    shards.flatMap(({ audited, visits }) => {
      const first = before
      before += visits.length
      return audited.map(({ row, people }) => [first + row, people] as const)
    }),
  )
}

/** Some of the rows, in the order in which they are named. */
export function selectRows({ holders, columns }: Rows, indices: Int32Array): Rows {
  return {
    length: indices.length,
    holders: indices.map((i) => holders[i] as number),
    columns: new Map(Array.from(columns, ([path, column]) => [path, selected(column, indices)])),
  }
}

/** In a loop, since there are hundreds of columns of thousands of rows each. */
function selected(column: Float64Array, indices: Int32Array): Float64Array {
  const some = new Float64Array(indices.length)
  for (let i = 0; i < some.length; i++) some[i] = column[indices[i] as number] as number
  return some
}

/** The rows of holders from one index up to another, which is not among them, of rows in the order of the holders: not copied. */
export function rowsOfHolders({ holders, columns }: Rows, from: number, until: number): Rows {
  const before = (index: number) => holders.filter((holder) => holder < index).length
  const [first, end] = [before(from), before(until)]
  return {
    length: end - first,
    holders: holders.subarray(first, end),
    columns: new Map(Array.from(columns, ([path, column]) => [path, column.subarray(first, end)])),
  }
}

function rowsOf(
  shards: readonly ShardResult[],
  of: (shard: ShardResult) => readonly ShardRow[],
): Rows {
  const length = shards.reduce((sum, shard) => sum + of(shard).length, 0)
  const columns = new Map<string, Float64Array>()
  const holders = new Int32Array(length)
  let row = 0
  for (const shard of shards) {
    const own = shard.paths.map((path) => {
      const column = columns.get(path) ?? new Float64Array(length).fill(ABSENT)
      columns.set(path, column)
      return column
    })
    for (const one of of(shard)) {
      holders[row] = one.holder
      for (const [path, hash] of tokensOf(one)) (own[path] as Float64Array)[row] = hash
      row++
    }
  }
  // The order in which paths were met depends on the shards; a sum of floats on the order.
  return { length, holders, columns: new Map([...columns].sort(([a], [b]) => (a < b ? -1 : 1))) }
}
