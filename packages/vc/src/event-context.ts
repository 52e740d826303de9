/** One day of an event, at which everybody enters once. */
export interface EventDay {
  /** The verifier's name for the event: 1 to 40 letters, digits, `_`, `.` and `-`. */
  readonly event: string
  /** `YYYY-MM-DD`, as the event's calendar has it. */
  readonly day: string
}

/**
 * What a pseudonym is asked for that is to let everybody enter once: a context of its own for each event and day, so that no
 * two days' pseudonyms can be told to be of one person.
 *
 * @throws {RangeError} where the event has no such name, or the day is none.
 */
export function eventContextOf({ event, day }: EventDay): string {
  const context = `entry:${event}/${day}`
  if (eventDayOf(context) === undefined) throw new RangeError('the event or its day is malformed')
  return context
}

/** The event that a context is of; `undefined` where it is for something else. */
export function eventDayOf(context: string): EventDay | undefined {
  const { event, day } = CONTEXT.exec(context)?.groups ?? {}
  if (event === undefined || day === undefined || !isDay(day)) return undefined
  return { event, day }
}

const CONTEXT = /^entry:(?<event>[\w.-]{1,40})\/(?<day>\d{4}-\d{2}-\d{2})$/

function isDay(day: string): boolean {
  const instant = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day)
}
