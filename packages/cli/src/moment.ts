import { instantOf, isDateTime, namesZone } from '@unscored/core'
import { InvalidArgumentError } from 'commander'

/** A moment, from an option as an XSD dateTimeStamp. */
export function parseMoment(text: string): Date {
  if (isDateTime(text) && namesZone(text)) return instantOf(text)
  throw new InvalidArgumentError('It is no date and time with a zone, as 2021-07-01T12:00:00Z.')
}
