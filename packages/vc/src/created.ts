import { isDateTime } from '@unscored/core'
import { CredentialError } from './error.ts'

/**
 * The beginning of a month, in UTC, as an XSD dateTime: all that `created` need tell, since a moment to the second
 * is enough to tell one credential from all others.
 */
export function beginningOfMonth(now: Date): string {
  return `${now.toISOString().slice(0, 7)}-01T00:00:00Z`
}

/**
 * The `created` of a proof.
 *
 * @throws {CredentialError} `invalidCreated` where it is no XSD dateTime.
 */
export function parseCreated(value: unknown): string {
  if (isDateTime(value)) return value
  throw new CredentialError('invalidCreated', 'created is no date with a time of day')
}
