import { isDateTime } from '@unscored/core'

const MILLISECONDS = 86_400_000
const FIRST = Date.UTC(1900, 0, 1)

/** The last day that a proof can be about, in days since 1900-01-01: 2079-06-06, the 65,536th. */
export const LAST_DAY = 65_535

/**
 * The day of a date in days since 1900-01-01, in UTC. A month or a year counts as its last day, which is how CertLogic
 * takes a partial date of birth. `undefined` where it is no date, or a day before 1900-01-01 or after 2079-06-06.
 *
 * @param date `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
 * @see CertLogic 1.3 §dccDateOfBirth
 */
export function dayOf(date: string): number | undefined {
  if (date.length === 10) return isDateTime(`${date}T00:00:00Z`) ? numberOf(date) : undefined
  const [, year, month = '12'] = PARTIAL_DATE.exec(date) ?? []
  return year === undefined ? undefined : lastDayOf(Number(year), Number(month))
}

const PARTIAL_DATE = /^(\d{4})(?:-(0[1-9]|1[0-2]))?$/

function numberOf(date: string): number | undefined {
  return withinRange((Date.parse(date) - FIRST) / MILLISECONDS)
}

function lastDayOf(year: number, month: number): number | undefined {
  return year < 1900 ? undefined : withinRange((Date.UTC(year, month, 0) - FIRST) / MILLISECONDS)
}

function withinRange(day: number): number | undefined {
  return day >= 0 && day <= LAST_DAY ? day : undefined
}

/** The date of a day, `YYYY-MM-DD`. */
export function dateOf(day: number): string {
  return midnightOf(day).toISOString().slice(0, 'YYYY-MM-DD'.length)
}

/** The instant at which a day begins, in UTC. */
export function midnightOf(day: number): Date {
  return new Date(FIRST + day * MILLISECONDS)
}
