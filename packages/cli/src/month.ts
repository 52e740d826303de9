import { InvalidArgumentError } from 'commander'

/** The first instant of a month, from an option as `YYYY-MM`. */
export function parseMonth(text: string): string {
  if (!/^(?!0000)\d{4}-(?:0[1-9]|1[0-2])$/.test(text)) {
    throw new InvalidArgumentError('It is no month as YYYY-MM.')
  }
  return `${text}-01T00:00:00Z`
}

/** The first instant of the month so many months after a date. */
export function monthsAfter(date: Date, months: number): string {
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1))
  return `${first.toISOString().slice(0, 7)}-01T00:00:00Z`
}
