import { assertJson, isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { CREDENTIALS_V1 } from '../contexts/bundled.ts'
import { freezeJson } from '../contexts/freeze.ts'
import { isDateTime } from '../created.ts'
import { CredentialError } from '../error.ts'
import { pointerTo } from '../pointer.ts'
import { vaccinationNodeIds } from './context.ts'
import {
  type DataModel,
  type VaccinationCredential,
  vaccinationContexts,
  vaccinationCredentialTypes,
} from './profile.ts'

/** Half a surrogate pair has no UTF-8, so that two such texts would be signed alike. */
const text = { type: 'string', pattern: '^\\P{Surrogate}*$' }
const count = { type: 'integer', minimum: 1, maximum: 99 }
const date = { type: 'string', format: 'date' }
/** Anything finer than a month tells one credential from another. */
const month = { type: 'string', pattern: '^(?!0000)\\d{4}-(0[1-9]|1[0-2])-01T00:00:00Z$' }

const subject = {
  type: { const: 'VaccinationDose' },
  familyName: text,
  givenName: text,
  birthDate: { type: 'string', format: 'partial-date' },
  disease: text,
  prophylaxis: text,
  product: text,
  manufacturer: text,
  doseNumber: count,
  totalDoses: count,
  doseDate: date,
  country: text,
  certifier: text,
}

/**
 * The JSON Schema (draft 2020-12) of a vaccination credential in each data model. The format `partial-date` is a
 * date, a month `YYYY-MM`, a year `YYYY` or nothing. What a proof holds is for its cryptosuite to say.
 */
export const vaccinationSchemas: Readonly<Record<DataModel, JsonObject>> = {
  '2.0': credentialSchema('2.0', { optional: { validFrom: month, validUntil: month } }),
  // Data model 1.1 asks for issuanceDate, and @digitalbazaar/vc fills it with the very second where it is missing.
  '1.1': credentialSchema('1.1', {
    required: { id: { const: vaccinationNodeIds.credential }, issuanceDate: month },
    optional: { expirationDate: month },
    ofSubject: { id: { const: vaccinationNodeIds.subject } },
  }),
}

/**
 * Checks that a value is a vaccination credential, with or without a proof, every member of the subject present.
 *
 * @throws {CredentialError} `schemaViolation`, whose message names the members at fault, as JSON pointers, each with
 *   the rule that it breaks.
 * @throws {FormatError} `tooLarge`, `tooDeep` or `invalidJson`.
 */
export function assertVaccinationCredential(
  value: unknown,
): asserts value is VaccinationCredential {
  assertJson(value)
  const validate = validatorOf(dataModelOf(value))
  if (!validate(value)) throw violation(validate.errors ?? [])
}

/**
 * Checks that what is shown of a vaccination credential has the form that it has in the whole: a proof covers what is
 * said, and `2` and `[2]` say the same.
 *
 * @throws {CredentialError} `schemaViolation`, as {@link assertVaccinationCredential}.
 * @throws {FormatError} `tooLarge`, `tooDeep` or `invalidJson`.
 */
export function assertShownVaccinationCredential(value: unknown): asserts value is JsonObject {
  assertJson(value)
  const validate = validatorOf(`shown ${dataModelOf(value)}`)
  if (!validate(value)) throw violation(validate.errors ?? [])
}

/** What a data model adds: members of the credential, and of its subject. */
interface SchemaParts {
  required?: JsonObject
  optional?: JsonObject
  ofSubject?: JsonObject
}

function credentialSchema(
  model: DataModel,
  { required = {}, optional = {}, ofSubject = {} }: SchemaParts,
): JsonObject {
  const { properties, ...always } = objectOf({
    '@context': { const: vaccinationContexts[model] },
    type: { const: vaccinationCredentialTypes },
    issuer: { type: 'string', pattern: '^did:[a-z\\d]+:[\\w.:%\\-]+$' },
    credentialSubject: objectOf({ ...subject, ...ofSubject }),
    ...required,
  })
  return freezeJson({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://w3id.org/unscored/vaccination/v1/credential-${model}.json`,
    ...always,
    properties: { ...properties, ...optional, proof: true },
  })
}

/** The schema of an object with these members, all of them and no others. */
function objectOf(properties: JsonObject) {
  const required = Object.keys(properties)
  return { type: 'object', properties, required, additionalProperties: false }
}

/** By the first context; what names another is measured against 2.0 and fails there. */
function dataModelOf(value: JsonValue): DataModel {
  const [first] = [isJsonObject(value) ? value['@context'] : undefined].flat()
  return first === CREDENTIALS_V1 ? '1.1' : '2.0'
}

/** Of a whole credential, or of what is shown of one. */
type Form = DataModel | `shown ${DataModel}`

const validators = new Map<Form, ValidateFunction>()

/** Compiles a schema when it is first asked for. */
function validatorOf(form: Form): ValidateFunction {
  const validator = validators.get(form) ?? ajv().compile(schemas[form])
  validators.set(form, validator)
  return validator
}

const schemas: Readonly<Record<Form, JsonObject>> = {
  ...vaccinationSchemas,
  'shown 2.0': shown(vaccinationSchemas['2.0']),
  'shown 1.1': shown(vaccinationSchemas['1.1']),
}

/** A schema of which all members but those that are always shown may be missing. */
function shown({ $id: _, ...schema }: JsonObject): JsonObject {
  // Both are objects: credentialSchema has just made them so.
  const properties = schema.properties as JsonObject
  const node = properties.credentialSubject as JsonObject
  return {
    ...schema,
    properties: { ...properties, credentialSubject: { ...node, required: ['type'] } },
    required: ['@context', 'type', 'issuer'],
  }
}

function ajv(): Ajv2020 {
  const formats = { date: isDate, 'partial-date': isPartialDate }
  return new Ajv2020({ strict: true, allErrors: true, formats })
}

/** Whether a day exists. */
function isDate(day: string): boolean {
  return isDateTime(`${day}T00:00:00Z`)
}

function isPartialDate(text: string): boolean {
  return text === '' || [text, `${text}-01`, `${text}-01-01`].some(isDate)
}

/** The most members that a refusal names. */
const MAX_MEMBERS = 20

function violation(errors: readonly ErrorObject[]): CredentialError {
  const members = errors.slice(0, MAX_MEMBERS).map(ruleBroken)
  return new CredentialError('schemaViolation', members.join('; '))
}

/** Of ajv's error only what the schema says and the names of members, never a value. */
function ruleBroken({ instancePath, keyword, params, message }: ErrorObject): string {
  if (keyword === 'required')
    return `${instancePath}${pointerTo(params.missingProperty)} is missing`
  if (keyword === 'additionalProperties') {
    return `${instancePath}${pointerTo(String(params.additionalProperty).slice(0, 100))} is unknown`
  }
  return `${instancePath || 'the credential'} ${message}`
}
