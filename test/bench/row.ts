/** What was measured of one operation, ours beside one other. */
export interface Row {
  /** The part of the benchmark that it belongs to. */
  group: string
  operation: string
  /** Whom or what ours is compared to: a library, or another way to do the same. */
  peer: string
  /** How many messages are signed, or claims; 0 where none are counted. */
  messages: number
  ours: number
  theirs: number
  /** `theirs / ours`: how many times less ours costs. */
  ratio: number
  unit: Unit
}

/** Milliseconds, octets, or 2²⁰ octets. */
export type Unit = 'ms' | 'octets' | 'MiB'

/** What a row is about. */
export type Subject = Pick<Row, 'group' | 'operation' | 'messages' | 'unit'>

/** The name of our side among the figures of {@link createRows}. */
export const OURS = 'unscored'

/**
 * A row for each peer, from figures by who they are of.
 *
 * @throws {Error} where there is no figure of ours, or one is no positive number.
 */
export function createRows(subject: Subject, figures: ReadonlyMap<string, number>): Row[] {
  const { group, operation, messages, unit } = subject
  const figureOf = (name: string) => {
    const figure = figures.get(name) ?? Number.NaN
    if (Number.isFinite(figure) && figure > 0) return figure
    throw new Error(`${group}, ${operation}: ${name} has no positive figure`)
  }
  const ours = figureOf(OURS)
  return [...figures.keys()]
    .filter((name) => name !== OURS)
    .map((peer) => {
      const theirs = figureOf(peer)
      return { group, operation, peer, messages, ours, theirs, ratio: theirs / ours, unit }
    })
}
