import { InvalidArgumentError } from 'commander'

/** The first moment of a day in UTC, from an option as `YYYY-MM-DD`. */
export function parseDay(text: string): Date {
  const day = new Date(`${text}T00:00:00Z`)
  // The 30th of February is taken for the 2nd of March.
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || !isIso(day, text)) {
    throw new InvalidArgumentError('It is no day as YYYY-MM-DD.')
  }
  return day
}

function isIso(day: Date, text: string): boolean {
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
