import { assertJson, isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { CREDENTIALS_V1 } from '../contexts/bundled.ts'
import { freezeJson } from '../contexts/freeze.ts'
import { CredentialError } from '../error.ts'
import { vaccinationNodeIds } from './context.ts'
import { type Schema, violations } from './json-schema.ts'
import {
  type DataModel,
  type VaccinationCredential,
  vaccinationContexts,
  vaccinationCredentialTypes,
} from './profile.ts'

/** Half a surrogate pair has no UTF-8, so that two such texts would be signed alike. */
const text: Schema = { type: 'string', pattern: '^\\P{Surrogate}*$' }
const count: Schema = { type: 'integer', minimum: 1, maximum: 99 }
const date: Schema = { type: 'string', format: 'date' }
/** Anything finer than a month tells one credential from another. */
const month: Schema = { type: 'string', pattern: '^(?!0000)\\d{4}-(0[1-9]|1[0-2])-01T00:00:00Z$' }

type Members = Readonly<Record<string, Schema>>

const subject: Members = {
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

const wholeSchemas: Readonly<Record<DataModel, Schema>> = {
  '2.0': credentialSchema('2.0', { optional: { validFrom: month, validUntil: month } }),
  // Data model 1.1 asks for issuanceDate, and @digitalbazaar/vc fills it with the very second where it is missing.
  '1.1': credentialSchema('1.1', {
    required: { id: { const: vaccinationNodeIds.credential }, issuanceDate: month },
    optional: { expirationDate: month },
    ofSubject: { id: { const: vaccinationNodeIds.subject } },
  }),
}

/**
 * The JSON Schema (draft 2020-12) of a vaccination credential in each data model. The format `partial-date` is a
 * date, a month `YYYY-MM`, a year `YYYY` or nothing. What a proof holds is for its cryptosuite to say.
 */
export const vaccinationSchemas: Readonly<Record<DataModel, JsonObject>> = wholeSchemas

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
  assertFulfils(value, wholeSchemas[dataModelOf(value)])
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
  assertFulfils(value, shownSchemas[dataModelOf(value)])
}

/** The schema that a vaccination credential is checked against, whole or shown in part. */
export function vaccinationSchemaOf(value: JsonValue): JsonObject {
  return vaccinationSchemas[dataModelOf(value)]
}

/** What a data model adds: members of the credential, and of its subject. */
interface SchemaParts {
  required?: Members
  optional?: Members
  ofSubject?: Members
}

function credentialSchema(
  model: DataModel,
  { required = {}, optional = {}, ofSubject = {} }: SchemaParts,
): Schema {
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
    properties: { ...properties, ...optional, proof: {} },
  })
}

/** The schema of an object with these members, all of them and no others. */
function objectOf(properties: Members) {
  const required = Object.keys(properties)
  return { type: 'object', properties, required, additionalProperties: false } as const
}

/** By the first context; what names another is measured against 2.0 and fails there. */
function dataModelOf(value: JsonValue): DataModel {
  const [first] = [isJsonObject(value) ? value['@context'] : undefined].flat()
  return first === CREDENTIALS_V1 ? '1.1' : '2.0'
}

const shownSchemas: Readonly<Record<DataModel, Schema>> = {
  '2.0': shown(wholeSchemas['2.0']),
  '1.1': shown(wholeSchemas['1.1']),
}

/** A schema of which all members but those that are always shown may be missing. */
function shown({ $id: _, properties = {}, ...schema }: Schema): Schema {
  const credentialSubject = { ...properties.credentialSubject, required: ['type'] }
  return {
    ...schema,
    properties: { ...properties, credentialSubject },
    required: ['@context', 'type', 'issuer'],
  }
}

/** The most members that a refusal names. */
const MAX_MEMBERS = 20

function assertFulfils(value: JsonValue, schema: Schema): void {
  const broken = [...violations(value, schema)]
  if (broken.length === 0) return
  throw new CredentialError('schemaViolation', broken.slice(0, MAX_MEMBERS).join('; '))
}
