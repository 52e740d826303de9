import { decodeCbor, inflateOctets, readBase45, untagged } from '@unscored/core'
import { LinkabilityError } from '../error.ts'
import { hexOf, identifier } from './data-integrity.ts'
import type { Claim, DisclosedCredential, Identifier } from './disclosure.ts'
import { leavesOf, timeOf } from './vocabulary.ts'

/** What the largest QR code holds: no certificate is longer. */
const MAX_CHARACTERS = 4296

/** The largest certificate that is inflated, in octets. */
const MAX_OCTETS = 2 ** 14

const PREFIX = 'HC1:'

/** Whether a text is the QR code of a certificate. */
export function isDccText(text: string): boolean {
  return text.startsWith(PREFIX)
}

/**
 * Reads what an EU Digital COVID Certificate shows, each of its entries by itself; its signature is not checked.
 *
 * @throws {LinkabilityError} `disclosureTooLarge` or `disclosureMalformed`.
 * @throws {FormatError} `invalidDeflate`, `tooLarge` or `invalidCbor`.
 * @see Electronic Health Certificate Specification 1.3
 */
export async function readDcc(text: string): Promise<DisclosedCredential[]> {
  if (text.length > MAX_CHARACTERS) {
    throw new LinkabilityError('disclosureTooLarge', `more than ${MAX_CHARACTERS} characters`)
  }
  const compressed = readBase45(text.slice(PREFIX.length))
  if (compressed === undefined) throw malformed('the text is no base45')
  const message = decode(await inflateOctets(compressed, { format: 'deflate', limit: MAX_OCTETS }))
  if (!Array.isArray(message)) throw malformed('it is no COSE_Sign1 message')
  const [header, unprotected, payload, signature, ...more]: readonly unknown[] = message
  if (!(payload instanceof Uint8Array) || !(signature instanceof Uint8Array)) {
    throw malformed('it is no COSE_Sign1 message')
  }
  const claims = decode(payload)
  const hcert: unknown = claims instanceof Map ? claims.get(HCERT) : undefined
  const content: unknown = hcert instanceof Map ? hcert.get(1) : undefined
  if (!(claims instanceof Map) || !(hcert instanceof Map) || !(content instanceof Map)) {
    throw malformed('it has no eu_dcc_v1')
  }
  const key = keyOf(header) ?? keyOf(unprotected)
  const issuer: unknown = claims.get(ISS)
  const { person, entries } = partsOf(content)
  return entries.map((entry, i) => ({
    format: 'dcc',
    ...(typeof issuer === 'string' && { issuer }),
    ...(key !== undefined && { key }),
    claims: i === 0 ? [...person.claims, ...entry.claims] : entry.claims,
    identifiers: [
      ...entry.identifiers,
      ...(i === 0 ? [identifier('signature', '/signature', hexOf(signature))] : []),
    ],
    times: i === 0 ? timesOf(claims) : [],
    ...{ status: [], proofs: 1 },
    unknown:
      i === 0
        ? [
            ...person.unknown,
            ...entry.unknown,
            ...unknownClaims(claims, hcert),
            ...unknownParameters(header, 'protected'),
            ...unknownParameters(unprotected, 'unprotected', keyOf(header)),
            ...more.map((_, k) => ({ pointer: `/${k + MESSAGE_PARTS}` })),
          ]
        : entry.unknown,
  }))
}

const MESSAGE_PARTS = 4

/** Parameters of a header that say something else than the algorithm and the key, or name another key. */
function unknownParameters(header: unknown, at: string, first?: string): { pointer: string }[] {
  const decoded = headerOf(header)
  if (!(decoded instanceof Map)) return [{ pointer: `/${at}` }]
  const key = keyOf(header)
  return [...decoded]
    .filter(([name, value]) =>
      name === ALG
        ? !ALGORITHMS.has(value)
        : name !== KID || key === undefined || (first ?? key) !== key,
    )
    .map(([name]) => ({ pointer: `/${at}/${String(name)}` }))
}

const ALG = 1
const KID = 4
/** ES256, PS256 and RS256: those of the specification, and one that occurs. */
const ALGORITHMS: ReadonlySet<unknown> = new Set([-7, -37, -257])

const ISS = 1
const HCERT = -260

/** COSE_Sign1 and CWT, and dates as text or as seconds, by which some encoders mark them. */
const TAGS = untagged(0, 1, 18, 61, 1004)

function decode(octets: Uint8Array): unknown {
  return decodeCbor(octets, { tags: TAGS, lenient: true })
}

/** The parameters of a header, of octets or as it is; of none, an empty map. */
function headerOf(header: unknown): unknown {
  if (!(header instanceof Uint8Array)) return header
  return header.length > 0 ? decode(header) : new Map()
}

function keyOf(header: unknown): string | undefined {
  const decoded = headerOf(header)
  const kid: unknown = decoded instanceof Map ? decoded.get(KID) : undefined
  return kid instanceof Uint8Array ? hexOf(kid) : undefined
}

const times = { 4: 'validity', 5: 'validity', 6: 'created' } as const

function timesOf(claims: ReadonlyMap<unknown, unknown>) {
  return Object.entries(times).flatMap(([name, kind]) => {
    const value = claims.get(Number(name))
    return typeof value === 'number' ? [timeOf(kind, { pointer: `/${name}`, value })] : []
  })
}

function unknownClaims(
  claims: ReadonlyMap<unknown, unknown>,
  hcert: ReadonlyMap<unknown, unknown>,
): { pointer: string }[] {
  const isKnown = (name: unknown, value: unknown) => {
    if (name === HCERT) return true
    if (name === ISS) return typeof value === 'string'
    return Object.keys(times).some((one) => Number(one) === name) && typeof value === 'number'
  }
  return [
    ...[...claims].filter(([name, value]) => !isKnown(name, value)).map(([name]) => `/${name}`),
    ...[...hcert.keys()].filter((name) => name !== 1).map((name) => `/${HCERT}/${name}`),
  ].map((pointer) => ({ pointer }))
}

type Part = Pick<DisclosedCredential, 'claims' | 'identifiers' | 'unknown'>

/** Members of a certificate by what the profile calls them. */
const NAMES: Readonly<Record<string, string>> = {
  ...{ fn: 'familyName', fnt: 'familyName', gn: 'givenName', gnt: 'givenName', dob: 'birthDate' },
  ...{ tg: 'disease', vp: 'prophylaxis', mp: 'product', ma: 'manufacturer' },
  ...{ dn: 'doseNumber', sd: 'totalDoses', dt: 'doseDate', co: 'country', is: 'certifier' },
}

function partsOf(content: ReadonlyMap<unknown, unknown>): {
  person: Part
  entries: readonly Part[]
} {
  const json = jsonOf(content)
  const rest = Object.entries(json).filter(
    ([name, value]) =>
      !(['v', 't', 'r'].includes(name) && Array.isArray(value)) &&
      !(name === 'ver' && VERSION.test(String(value))),
  )
  const person = partOf(
    rest.flatMap(([name, value]) => leavesOf(value, `/${name}`, name)),
    /^\/(nam\/(fnt?|gnt?)|dob)$/,
  )
  const entries = ['v', 't', 'r'].flatMap((kind) => {
    const list = json[kind]
    if (!Array.isArray(list)) return []
    return list.map((one, i) => partOf(leavesOf(one, `/${kind}/${i}`), /^\/[vtr]\/\d+\/\w+$/))
  })
  return { person, entries: entries.length === 0 ? [EMPTY] : entries }
}

/** @see EU DCC Schema, `ver` */
const VERSION = /^1\.[0-3]\.\d$/

const EMPTY: Part = { claims: [], identifiers: [], unknown: [] }

/** What stands where the schema has it, by its name there; elsewhere a name tells nothing of what it is. */
function partOf(leaves: ReturnType<typeof leavesOf>, places: RegExp): Part {
  const numbers = leaves.filter(({ name }) => name === 'ci')
  const named = leaves.filter(
    ({ name, pointer }) => Object.hasOwn(NAMES, name) && places.test(pointer),
  )
  return {
    claims: named.map(({ name, pointer, value }): Claim => {
      const known = { value: typeof value === 'number' ? value : String(value) }
      return { pointer, member: NAMES[name] as string, known }
    }),
    identifiers: numbers.map(
      ({ pointer, value }): Identifier => identifier('certificateNumber', pointer, value),
    ),
    unknown: leaves
      .filter((leaf) => !numbers.includes(leaf) && !named.includes(leaf))
      .map(({ pointer }) => ({ pointer })),
  }
}

/** Of maps by text, objects; whatever else CBOR has is told as text. */
function jsonOf(value: ReadonlyMap<unknown, unknown>): Record<string, ReturnType<typeof itemOf>> {
  return Object.fromEntries([...value].map(([name, item]) => [String(name), itemOf(item)]))
}

type Item = string | number | boolean | null | readonly Item[] | { readonly [name: string]: Item }

function itemOf(item: unknown): Item {
  if (item instanceof Map) return jsonOf(item)
  if (Array.isArray(item)) return item.map(itemOf)
  const isPlain = ['string', 'number', 'boolean'].includes(typeof item) || item === null
  return isPlain ? (item as Item) : item instanceof Uint8Array ? hexOf(item) : String(item)
}

function malformed(why: string): LinkabilityError {
  return new LinkabilityError('disclosureMalformed', `the certificate is malformed: ${why}`)
}
