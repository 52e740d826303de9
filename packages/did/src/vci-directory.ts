import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { ANY, type RegistryEntry } from './registry-entry.ts'
import { RegistryError } from './registry-error.ts'

/** The type by which SMART Health Cards name themselves. */
export const SMART_HEALTH_CARD = 'https://smarthealth.cards#health-card'

/**
 * The entries of a directory of issuers of SMART Health Cards, such as that of the VCI. It says of nobody where, so that each
 * may issue health cards anywhere; these issuers go by addresses, under which their keys are, and have no DID.
 *
 * @param directory Parsed as JSON and nothing more.
 * @throws {RegistryError} `directoryMalformed`.
 * @see https://github.com/the-commons-project/vci-directory
 */
export function importVciDirectory(directory: unknown): RegistryEntry[] {
  const issuers = isJsonObject(directory) ? directory.participating_issuers : undefined
  if (!Array.isArray(issuers)) throw malformed('it lists no issuers')
  const entries = issuers.map((issuer: JsonValue) => entryOf(isJsonObject(issuer) ? issuer : {}))
  if (new Set(entries.map(({ id }) => id)).size < entries.length) {
    throw malformed('it lists an issuer twice')
  }
  return entries
}

function entryOf({ iss, name, website, canonical_iss: canonical }: JsonObject): RegistryEntry {
  if (!isAddress(iss)) throw malformed('an iss is no https address')
  if (typeof name !== 'string') throw malformed('an issuer has no name')
  if (canonical !== undefined && !isAddress(canonical)) {
    throw malformed('a canonical_iss is no https address')
  }
  if (website !== undefined && typeof website !== 'string') throw malformed('a website is no text')
  return {
    id: iss,
    name,
    ...(canonical !== undefined && { canonical }),
    ...(website !== undefined && { website }),
    grants: [{ type: SMART_HEALTH_CARD, jurisdiction: ANY }],
  }
}

/** As it stands: two spellings of one address are two issuers, since cards are compared with it as text. */
function isAddress(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value.startsWith('https://') && URL.canParse(value)
}

function malformed(why: string): RegistryError {
  return new RegistryError('directoryMalformed', `no directory of issuers: ${why}`)
}
