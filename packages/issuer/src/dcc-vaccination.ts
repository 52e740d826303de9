import type { Dose } from '@unscored/vc'
import { IssuerError } from './error.ts'

type Members = ReadonlyMap<unknown, unknown>

/**
 * Reads the doses from the payload of an EU Digital COVID Certificate, one record for each vaccination entry.
 *
 * The checks are those of the official schema, save where national certificates of its earlier editions differ:
 * there may be several entries, members that say nothing may be null, dates may carry a time of day, which is
 * dropped. Codes may be outside the value sets. Members that the schema does not know are passed over, and the
 * certificate's identifier `ci` is checked and left behind.
 *
 * @param now A birth date after it is refused.
 * @throws {IssuerError} `dccNotAVaccination` for a test or a recovery, `dccSchema` with the member at fault.
 * @see EU DCC schema 1.3.3
 */
export function parseVaccination(certificate: Members, now: Date): readonly Dose[] {
  const entries = vaccinationEntries(certificate)
  readText(certificate, { name: 'ver', pattern: VERSION })
  const holder = {
    ...parseName(asMembers(certificate.get('nam'), 'nam')),
    birthDate: parseBirthDate(certificate, now),
  }
  return entries.map((entry, i) => ({ ...holder, ...parseEntry(entry, `v[${i}]`) }))
}

const VERSION = /^\d+\.\d+\.\d+$/

/** The entries of `v`, which is the only one of the three groups that says anything. */
function vaccinationEntries(certificate: Members): readonly unknown[] {
  const groups = ['v', 't', 'r'].filter((name) => !saysNothing(certificate.get(name)))
  if (groups.length !== 1) throw violation('v', 'not the only one of v, t and r')
  const entries = certificate.get('v')
  if (groups[0] !== 'v') {
    throw new IssuerError('dccNotAVaccination', 'a certificate of a test or of a recovery')
  }
  if (!Array.isArray(entries)) throw violation('v', 'no array')
  return entries
}

function saysNothing(group: unknown): boolean {
  return group === undefined || group === null || (Array.isArray(group) && group.length === 0)
}

function parseName(name: Members): Pick<Dose, 'familyName' | 'givenName'> {
  const standardFamilyName = readOptionalText(name, { name: 'fnt', parent: 'nam', pattern: ICAO })
  const standardGivenName = readOptionalText(name, { name: 'gnt', parent: 'nam', pattern: ICAO })
  if (standardFamilyName === undefined && standardGivenName === undefined) {
    throw violation('nam', 'neither fnt nor gnt')
  }
  return {
    familyName: readOptionalText(name, { name: 'fn', parent: 'nam' }) || standardFamilyName || '',
    givenName: readOptionalText(name, { name: 'gn', parent: 'nam' }) || standardGivenName || '',
  }
}

/** The machine-readable zone of travel documents: letters and the filler. */
const ICAO = /^[A-Z<]*$/

/** A date of birth may be a year, a month (`00` where it is unknown) or empty. */
function parseBirthDate(certificate: Members, now: Date): string {
  const text = readText(certificate, { name: 'dob', pattern: BIRTH_DATE })
  const birthDate = withoutTime(text)
  if (birthDate > now.toISOString().slice(0, birthDate.length)) throw violation('dob', 'to come')
  return birthDate
}

const BIRTH_DATE = /^(?:(?:19|20)\d\d(?:-\d\d(?:-\d\d(?:T.*)?)?)?)?$/

function parseEntry(
  value: unknown,
  parent: string,
): Omit<Dose, 'familyName' | 'givenName' | 'birthDate'> {
  const entry = asMembers(value, parent)
  readText(entry, { name: 'ci', parent })
  return {
    disease: readText(entry, { name: 'tg', parent }),
    prophylaxis: readText(entry, { name: 'vp', parent }),
    product: readText(entry, { name: 'mp', parent }),
    manufacturer: readText(entry, { name: 'ma', parent, pattern: MANUFACTURER }),
    doseNumber: readCount(entry, { name: 'dn', parent }),
    totalDoses: readCount(entry, { name: 'sd', parent }),
    doseDate: parseDoseDate(entry, parent),
    country: readText(entry, { name: 'co', parent }),
    certifier: readText(entry, { name: 'is', parent }),
  }
}

/** Anything, but EMA's organisation register counts from ORG-100000000 on: a shorter number is nobody's. */
const MANUFACTURER = /^(?!ORG-\d{0,8}$)/

function parseDoseDate(entry: Members, parent: string): string {
  const date = withoutTime(readText(entry, { name: 'dt', parent, pattern: DATE }))
  if (!isCalendarDate(date)) throw violation(`${parent}.dt`, 'no day of the calendar')
  return date
}

const DATE = /^(?:19|20)\d\d-\d\d-\d\d(?:T.*)?$/

/** `Date` takes the 30th of February for the 2nd of March: only a date that comes back unchanged is one. */
function isCalendarDate(date: string): boolean {
  const time = Date.parse(date)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
}

function withoutTime(date: string): string {
  return date.slice(0, 'YYYY-MM-DD'.length)
}

interface Member {
  name: string
  /** Where the map with the member stands, for messages; the payload itself by default. */
  parent?: string
}

interface TextMember extends Member {
  pattern?: RegExp
}

/** The longest text of the schema, in characters. */
const MAX_CHARACTERS = 80

function readText(members: Members, member: TextMember): string {
  const text = readOptionalText(members, member)
  if (text === undefined) throw violation(pathOf(member), 'missing')
  return text
}

function readOptionalText(members: Members, member: TextMember): string | undefined {
  const text = members.get(member.name) ?? undefined
  if (text === undefined) return undefined
  if (typeof text !== 'string') throw violation(pathOf(member), 'no text')
  if ([...text].length > MAX_CHARACTERS) {
    throw violation(pathOf(member), `longer than ${MAX_CHARACTERS} characters`)
  }
  if (member.pattern?.test(text) === false) throw violation(pathOf(member), 'not of its form')
  return text
}

function readCount(members: Members, member: Member): number {
  const count = members.get(member.name)
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 1) return count
  throw violation(pathOf(member), 'no positive integer')
}

function asMembers(value: unknown, path: string): Members {
  if (!(value instanceof Map)) throw violation(path, 'no map')
  return value
}

function pathOf({ name, parent }: Member): string {
  return parent === undefined ? name : `${parent}.${name}`
}

function violation(path: string, what: string): IssuerError {
  return new IssuerError('dccSchema', `${path}: ${what}`)
}
