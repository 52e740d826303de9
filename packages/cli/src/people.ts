import { InvalidArgumentError } from 'commander'

/** A number of people, from an option. */
export function parsePeople(text: string): number {
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new InvalidArgumentError('It is no number of people.')
  return Number(text)
}
