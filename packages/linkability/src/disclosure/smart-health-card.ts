import {
  inflateOctets,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@unscored/core'
import { LinkabilityError } from '../error.ts'
import { identifier } from './data-integrity.ts'
import type { Claim, DisclosedCredential, Identifier } from './disclosure.ts'
import { COMPACT_JWS, keyOf, partOf, signatureOf, unknownHeader } from './jwt.ts'
import { type Leaf, leavesOf, type Names, timeOf } from './vocabulary.ts'

/** The largest card that is inflated, in octets. */
const MAX_CARD_OCTETS = 2 ** 16

const PREFIX = 'shc:/'

/** Whether a text is the QR code of a card, or one of several. */
export function isCardText(text: string): boolean {
  return text.startsWith(PREFIX)
}

/** Whether a JWS is deflated as those of cards are. */
export function isCardToken(token: string): boolean {
  if (!COMPACT_JWS.test(token)) return false
  return new TextDecoder().decode(partOf(token, 0)).includes('"zip":"DEF"')
}

/**
 * The JWS of a card's QR code.
 *
 * @throws {LinkabilityError} `disclosureMalformed`, also for one of several codes of one card.
 * @see SMART Health Cards Framework 1.0, "Encoding Chunks as QR Codes"
 */
export function tokenOfCard(text: string): string {
  const digits = text.slice(PREFIX.length)
  if (!/^(\d\d)+$/.test(digits)) throw malformed('the text of a card is no pairs of digits')
  const token = (digits.match(/\d\d/g) ?? [])
    .map((pair) => String.fromCharCode(Number(pair) + '-'.charCodeAt(0)))
    .join('')
  if (!COMPACT_JWS.test(token)) throw malformed('the text of a card is no JWS')
  return token
}

/**
 * Reads a SMART Health Card.
 *
 * @throws {LinkabilityError} `disclosureMalformed`.
 * @throws {FormatError} `invalidDeflate`, `tooLarge`, or what parsing JSON throws.
 */
export async function readCard(token: string): Promise<DisclosedCredential[]> {
  const octets = await inflateOctets(partOf(token, 1), {
    format: 'deflate-raw',
    limit: MAX_CARD_OCTETS,
  })
  const payload = parseJson(new TextDecoder().decode(octets))
  const vc = isJsonObject(payload) ? payload.vc : undefined
  const subject = isJsonObject(vc) ? vc.credentialSubject : undefined
  const bundle = isJsonObject(subject) ? subject.fhirBundle : undefined
  if (!isJsonObject(payload) || !isJsonObject(bundle)) throw malformed('a card has no FHIR bundle')
  const { iss, nbf, exp, rid, vc: _, ...others } = payload
  const times = Object.entries({ nbf, exp }).flatMap(([name, value]) =>
    typeof value === 'number' ? [timeOf('validity', { pointer: `/${name}`, value })] : [],
  )
  const around = unknownAround(payload.vc ?? null)
  const shared: Omit<DisclosedCredential, 'claims' | 'unknown'> = {
    format: 'smart-health-card',
    ...(typeof iss === 'string' && { issuer: iss }),
    ...keyOf(token),
    ...{ times, status: [], proofs: 1 },
    identifiers: [
      signatureOf(token, ''),
      ...around.filter(isId).map(({ pointer, value }) => identifier('id', pointer, value)),
      ...(rid === undefined ? [] : [identifier('certificateNumber', '/rid', rid)]),
    ],
  }
  const unknown = [
    ...Object.keys(others).map((name) => ({ pointer: `/${name}` })),
    ...['iss', 'nbf', 'exp']
      .filter((name) => isOddClaim(name, payload[name]))
      .map((name) => ({ pointer: `/${name}` })),
    ...unknownHeader(token, ''),
    ...around.filter((leaf) => !isId(leaf)).map(({ pointer }) => ({ pointer })),
  ]
  return dosesOf(bundle).map((dose, i) => ({
    ...shared,
    claims: dose.claims,
    identifiers: [...(i === 0 ? shared.identifiers : []), ...dose.identifiers],
    unknown: [...(i === 0 ? unknown : []), ...dose.unknown],
  }))
}

function isOddClaim(name: string, value: JsonValue | undefined): boolean {
  return value !== undefined && typeof value !== (name === 'iss' ? 'string' : 'number')
}

/** What stands around the resources and is not what stands there for everybody. */
function unknownAround(vc: JsonValue): readonly Leaf[] {
  const isUsual = ({ pointer, value }: Leaf) =>
    AROUND.some(([place, usual]) => place.test(pointer) && usual.test(String(value)))
  return leavesOf(vc, '/vc').filter((leaf) => !isInResource(leaf) && !isUsual(leaf))
}

/** Whether something is in a resource, which is an object, and so is read there. */
function isInResource({ pointer }: Leaf): boolean {
  return (
    pointer.startsWith(BUNDLE) &&
    /^\/entry\/\d+\/resource\/(?!\d)/.test(pointer.slice(BUNDLE.length))
  )
}

function isId({ name }: Leaf): boolean {
  return name === 'id'
}

const BUNDLE = '/vc/credentialSubject/fhirBundle'

const AROUND: readonly (readonly [place: RegExp, usual: RegExp])[] = [
  [
    /^\/vc\/type\/\d$/,
    /^(https:\/\/smarthealth\.cards#(health-card|immunization|covid19|laboratory)|VerifiableCredential)$/,
  ],
  [/^\/vc\/@context(\/0)?$/, /^https:\/\/www\.w3\.org\/2018\/credentials\/v1$/],
  [/^\/vc\/credentialSubject\/fhirVersion$/, /^4\.0\.1$/],
  [/^\/vc\/credentialSubject\/fhirBundle\/resourceType$/, /^Bundle$/],
  [/^\/vc\/credentialSubject\/fhirBundle\/type$/, /^collection$/],
  [/^\/vc\/credentialSubject\/fhirBundle\/entry\/\d+\/fullUrl$/, /^resource:\d$/],
]

type Dose = Pick<DisclosedCredential, 'claims' | 'identifiers' | 'unknown'>

/** One for each immunization, with the person in the first; the person alone where there is none. */
function dosesOf(bundle: JsonObject): readonly Dose[] {
  const entries = Array.isArray(bundle.entry) ? bundle.entry : []
  const resources = entries.map((entry: JsonValue, i) => ({
    resource: isJsonObject(entry) && isJsonObject(entry.resource) ? entry.resource : {},
    pointer: `${BUNDLE}/entry/${i}/resource`,
  }))
  const isDose = ({ resource }: { resource: JsonObject }) =>
    resource.resourceType === 'Immunization'
  const others = resources.filter((one) => !isDose(one)).map(readResource)
  const doses = resources.filter(isDose).map(readResource)
  const [first, ...rest] = doses
  const person: Dose = {
    claims: others.flatMap(({ claims }) => claims),
    identifiers: others.flatMap(({ identifiers }) => identifiers),
    unknown: others.flatMap(({ unknown }) => unknown),
  }
  if (first === undefined) return [person]
  return [
    {
      claims: [...person.claims, ...first.claims],
      identifiers: [...person.identifiers, ...first.identifiers],
      unknown: [...person.unknown, ...first.unknown],
    },
    ...rest,
  ]
}

/** Members of FHIR by what the profile calls them. */
const NAMES: Names = {
  family: 'familyName',
  given: 'givenName',
  occurrenceDateTime: 'doseDate',
  doseNumberPositiveInt: 'doseNumber',
  seriesDosesPositiveInt: 'totalDoses',
  display: 'certifier',
  gender: 'sex',
}

/** What is the same on all cards, or says where in the bundle something is: at the end of its pointer, and with its usual values. */
const FORM: readonly (readonly [place: RegExp, usual: RegExp])[] = [
  [/^\/resourceType$/, /^(Patient|Immunization|Observation)$/],
  [/^\/status$/, /^(completed|final)$/],
  [/^\/(patient|subject)\/reference$/, /^resource:\d$/],
  [
    /^\/(vaccineCode|code|valueCodeableConcept)\/coding\/\d\/system$/,
    /^http:\/\/(hl7\.org\/fhir\/sid\/cvx|loinc\.org|snomed\.info\/sct)$/,
  ],
  [/^\/meta\/security\/0\/system$/, /^https:\/\/smarthealth\.cards\/ial$/],
  [/^\/meta\/security\/0\/code$/, /^IAL[1-3](\.[0-9])?$/],
]

function readResource({ resource, pointer }: { resource: JsonObject; pointer: string }): Dose {
  const leaves = leavesOf(resource, pointer).filter(
    ({ value, pointer: at }) =>
      !FORM.some(
        ([place, usual]) => place.test(at.slice(pointer.length)) && usual.test(String(value)),
      ),
  )
  const identifiers = leaves.flatMap(identifierOf)
  const claims = leaves.flatMap((leaf) => claimsOf(leaf, resource))
  const told = new Set([...identifiers, ...claims].map((one) => one.pointer))
  return {
    claims,
    identifiers,
    unknown: leaves
      .filter((leaf) => !told.has(leaf.pointer))
      .map((leaf) => ({ pointer: leaf.pointer })),
  }
}

function identifierOf({ name, pointer, value }: Leaf): Identifier[] {
  if (name === 'lotNumber') return [identifier('batchNumber', pointer, value)]
  return name === 'id' ? [identifier('id', pointer, value)] : []
}

function claimsOf({ name, pointer, value }: Leaf, resource: JsonObject): Claim[] {
  const known = { value: typeof value === 'number' ? value : String(value) }
  if (pointer.includes('/vaccineCode/coding/') && name === 'code') {
    const product = products[String(value)]
    // A code of which the product is not known tells as much as a product does.
    return [
      { pointer, member: 'product', known: product === undefined ? known : { value: product } },
    ]
  }
  const member = name === 'birthDate' ? name : NAMES[name]
  const isRight = member !== 'certifier' || resource.resourceType === 'Immunization'
  return member !== undefined && isRight ? [{ pointer, member, known }] : []
}

/** EU codes of the products of CVX codes that occur on cards. */
const products: Readonly<Record<string, string>> = {
  '207': 'EU/1/20/1507',
  '208': 'EU/1/20/1528',
  '210': 'EU/1/21/1529',
  '212': 'EU/1/20/1525',
}

function malformed(why: string): LinkabilityError {
  return new LinkabilityError('disclosureMalformed', why)
}
