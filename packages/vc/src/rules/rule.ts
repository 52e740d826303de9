import {
  assertJson,
  instantOf,
  isDateTime,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  namesZone,
} from '@unscored/core'
import { CredentialError } from '../error.ts'

/** An acceptance rule of a jurisdiction, as it is published for EU Digital COVID Certificates. */
export interface AcceptanceRule {
  readonly identifier: string
  readonly version: string
  /** What the rule is about: `General` for all certificates, `Vaccination`, `Test`, `Recovery` … */
  readonly certificateType: string
  readonly validFrom: Date
  readonly validTo: Date
  /** What the rule says, by language (BCP 47). */
  readonly descriptions: ReadonlyMap<string, string>
  /** An expression of CertLogic. */
  readonly logic: JsonValue
}

/**
 * Reads rules.
 *
 * @param value One rule or an array of them, as they are published.
 * @throws {CredentialError} `ruleMalformed` with the member at fault, `ruleEngine` for another logic than CertLogic
 *   before 2.0, `ruleType` for a rule that is not one of acceptance.
 * @throws {FormatError} `tooLarge`, `tooDeep` or `invalidJson`.
 * @see EU DCC Validation Rules 1.0 §3
 */
export function parseRules(value: unknown): readonly AcceptanceRule[] {
  assertJson(value)
  return [value].flat().map((rule, i) => parseRule(isJsonObject(rule) ? rule : {}, `rule ${i}`))
}

function parseRule(rule: JsonObject, place: string): AcceptanceRule {
  const identifier = readText(rule, { name: 'Identifier', place, pattern: IDENTIFIER })
  const at = { place: identifier }
  const engine = readText(rule, { name: 'Engine', ...at })
  const version = readText(rule, { name: 'EngineVersion', ...at })
  if (engine !== 'CERTLOGIC' || !/^[01]\.\d+\.\d+$/.test(version)) {
    throw new CredentialError('ruleEngine', `${identifier}: the engine is not CertLogic 0 or 1`)
  }
  if (readText(rule, { name: 'Type', ...at }) !== 'Acceptance') {
    throw new CredentialError('ruleType', `${identifier}: the rule is not one of acceptance`)
  }
  if (rule.Logic === undefined) throw malformed('Logic', identifier)
  return {
    identifier,
    version: readText(rule, { name: 'Version', ...at, pattern: VERSION }),
    certificateType: readText(rule, { name: 'CertificateType', ...at }),
    validFrom: readInstant(rule, { name: 'ValidFrom', ...at }),
    validTo: readInstant(rule, { name: 'ValidTo', ...at }),
    descriptions: parseDescriptions(rule.Description ?? [], identifier),
    logic: rule.Logic,
  }
}

const IDENTIFIER = /^[A-Z]{2}-[A-Z]{2}-\d{4}$/
const VERSION = /^\d{1,6}\.\d{1,6}\.\d{1,6}$/

function parseDescriptions(value: JsonValue, identifier: string): ReadonlyMap<string, string> {
  if (!Array.isArray(value)) throw malformed('Description', identifier)
  return new Map(
    value.map((item: JsonValue) => {
      const { lang, desc }: JsonObject = isJsonObject(item) ? item : {}
      if (typeof lang !== 'string' || typeof desc !== 'string') {
        throw malformed('Description', identifier)
      }
      return [lang, desc]
    }),
  )
}

interface Member {
  name: string
  /** Which rule it is, for messages. */
  place: string
}

function readText(rule: JsonObject, { name, place, pattern }: Member & { pattern?: RegExp }) {
  const text = rule[name]
  if (typeof text !== 'string' || pattern?.test(text) === false) throw malformed(name, place)
  return text
}

function readInstant(rule: JsonObject, { name, place }: Member): Date {
  const text = rule[name]
  if (!isDateTime(text) || !namesZone(text)) throw malformed(name, place)
  return new Date(instantOf(text))
}

function malformed(name: string, place: string): CredentialError {
  return new CredentialError('ruleMalformed', `${place}: ${name} is missing or not of its form`)
}

/** What {@link rulesInForce} takes. */
export interface RulesInForceOptions {
  readonly now: Date
}

/** The rules that are in force: of those with one identifier, the one of the highest version. */
export function rulesInForce(
  rules: readonly AcceptanceRule[],
  { now }: RulesInForceOptions,
): readonly AcceptanceRule[] {
  const highest = new Map<string, AcceptanceRule>()
  for (const rule of rules.filter(({ validFrom, validTo }) => validFrom <= now && now <= validTo)) {
    const other = highest.get(rule.identifier)
    if (other === undefined || isHigher(rule.version, other.version)) {
      highest.set(rule.identifier, rule)
    }
  }
  return [...highest.values()]
}

function isHigher(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) > 0
}

/** The codes of a value set, each with the name that people know it by. */
export type ValueSet = ReadonlyMap<string, string>

/**
 * Reads a value set as it is published for EU Digital COVID Certificates.
 *
 * @returns Its id, by which rules name it, and its codes.
 * @throws {CredentialError} `ruleValueSet`.
 * @throws {FormatError} `tooLarge`, `tooDeep` or `invalidJson`.
 */
export function parseValueSet(value: unknown): readonly [id: string, codes: ValueSet] {
  assertJson(value)
  const { valueSetId: id, valueSetValues: values }: JsonObject = isJsonObject(value) ? value : {}
  if (typeof id !== 'string' || !isJsonObject(values)) {
    throw new CredentialError('ruleValueSet', 'a value set has no valueSetId or no valueSetValues')
  }
  return [id, new Map(Object.entries(values).map(([code, entry]) => [code, nameIn(entry, code)]))]
}

function nameIn(entry: JsonValue, code: string): string {
  return isJsonObject(entry) && typeof entry.display === 'string' ? entry.display : code
}
