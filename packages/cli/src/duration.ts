import { InvalidArgumentError } from 'commander'

const MINUTE = 60 * 1000

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: MINUTE,
  h: 60 * MINUTE,
  d: 24 * 60 * MINUTE,
}

/** Milliseconds, from an option such as `90s`, `5m`, `1h` or `7d`. */
export function parseDuration(text: string): number {
  const [, count, unit = ''] = /^([1-9]\d{0,3})([smhd])$/.exec(text) ?? []
  const milliseconds = UNITS[unit]
  if (count === undefined || milliseconds === undefined) {
    throw new InvalidArgumentError('It is no time such as 90s, 5m, 1h or 7d.')
  }
  return Number(count) * milliseconds
}
