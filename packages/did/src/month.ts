/** The first instant of a month in UTC, as manifests and credentials write it. */
export const MONTH = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-01T00:00:00Z$/

/** The month that a date is in. */
export function monthOf(date: Date): string {
  return `${date.toISOString().slice(0, 7)}-01T00:00:00Z`
}

/** The month so many months after another; before it, where the number is negative. */
export function monthsAfter(month: string, months: number): string {
  const date = new Date(month)
  return monthOf(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)))
}
