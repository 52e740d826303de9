/**
 * Whether a value is an XSD dateTime of the years 0001 to 9999, and a day that exists.
 *
 * @see XML Schema 1.1 Part 2 §3.3.7
 */
export function isDateTime(value: unknown): value is string {
  const { date, day } = (typeof value === 'string' && DATE_TIME.exec(value)?.groups) || {}
  // A date that does not exist rolls over into the next month.
  return date !== undefined && new Date(`${date}T00:00:00Z`).getUTCDate() === Number(day)
}

/** The instant of an XSD dateTime; in UTC where it names no time zone, wherever it is read. */
export function instantOf(dateTime: string): Date {
  return new Date(namesZone(dateTime) ? dateTime : `${dateTime}Z`)
}

/** Whether an XSD dateTime says which instant it means, as an XSD dateTimeStamp does. */
export function namesZone(dateTime: string): boolean {
  return /(?:Z|[+-]\d\d:\d\d)$/.test(dateTime)
}

const DATE_TIME = new RegExp(
  '^(?<date>(?!0000)\\d{4}-(?:0[1-9]|1[0-2])-(?<day>0[1-9]|[12]\\d|3[01]))' +
    'T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?|24:00:00(?:\\.0+)?)' +
    '(?:Z|[+-](?:(?:0\\d|1[0-3]):[0-5]\\d|14:00))?$',
)
