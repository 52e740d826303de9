/** What `plusTime` counts in. */
export const timeUnits = ['year', 'month', 'day', 'hour'] as const

/** A unit of time. */
export type TimeUnit = (typeof timeUnits)[number]

/** An instant with a number of units of time added to it, in UTC. A day that a month lacks runs into the next. */
export function plusTime(instant: Date, amount: number, unit: TimeUnit): Date {
  const later = new Date(instant)
  if (unit === 'hour') later.setUTCHours(later.getUTCHours() + amount)
  if (unit === 'day') later.setUTCDate(later.getUTCDate() + amount)
  if (unit === 'month') later.setUTCMonth(later.getUTCMonth() + amount)
  if (unit === 'year') later.setUTCFullYear(later.getUTCFullYear() + amount)
  return later
}

/**
 * The instant of a text as `plusTime` takes it: a date and time, which is in UTC where it names no zone; a date, which
 * is its midnight in UTC; a month or a year, which is that of its last day. `undefined` where it is none of them.
 *
 * @see CertLogic 1.3 §plusTime
 */
export function instantOfText(text: string): Date | undefined {
  const [, dateTime, fraction = '.', sign, hours = '', minutes = '00'] = DATE_TIME.exec(text) ?? []
  if (dateTime === undefined) return instantOfDate(text)
  const zone = sign === undefined ? 'Z' : `${sign}${hours.padStart(2, '0')}:${minutes}`
  return new Date(`${dateTime}${fraction.slice(0, 4).padEnd(4, '0')}${zone}`)
}

/**
 * The instant of a date of birth: midnight in UTC, of the last day of a month or a year. `undefined` where it is none.
 *
 * @see CertLogic 1.3 §dccDateOfBirth
 */
export function instantOfDate(text: string): Date | undefined {
  if (DATE.test(text)) return new Date(`${text}T00:00:00.000Z`)
  if (!PARTIAL_DATE.test(text)) return undefined
  const [year = '', month = '12'] = text.split('-')
  const first = new Date(`${year}-${month}-01T00:00:00.000Z`)
  return plusTime(plusTime(first, 1, 'month'), -1, 'day')
}

const DATE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(?:Z|([+-])(\d{1,2}):?(\d\d)?)?$/
const DATE = /^\d{4}-\d\d-\d\d$/
const PARTIAL_DATE = /^\d{4}(?:-\d\d)?$/
