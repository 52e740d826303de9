import {
  assertJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  listOf,
  parseJson,
} from '@unscored/core'
import { pointerTo } from '@unscored/vc'
import { LinkabilityError } from '../error.ts'
import { identifier, readSecured } from './data-integrity.ts'
import { isDccText, readDcc } from './dcc.ts'
import type { DisclosedCredential, Disclosure } from './disclosure.ts'
import { unknownFormsOf } from './document.ts'
import {
  COMPACT_JWS,
  payloadOf,
  readHolderToken,
  readJwtCredential,
  readSdJwt,
  SD_JWT,
} from './jwt.ts'
import {
  isPredicatePresentation,
  type PredicateContext,
  readCompactPresentation,
  readPredicatePresentation,
} from './predicates.ts'
import { isRequest, parseRequest, readRequest } from './request.ts'
import { isCardText, isCardToken, readCard, tokenOfCard } from './smart-health-card.ts'
import { leavesOf } from './vocabulary.ts'

/** The longest text that is read, in UTF-16 code units. */
export const MAX_DISCLOSURE_LENGTH = 2 ** 20

/**
 * Reads whatever somebody shows, or is asked for, as what it tells. Nothing is verified: what is false tells as much.
 *
 * The formats are told apart by their form: the QR texts of EU Digital COVID Certificates (`HC1:`) and SMART Health Cards
 * (`shc:/`), JWTs, SD-JWTs, credentials and presentations as JSON or its text, answers of OpenID4VP, requests, and octets of a
 * compact presentation of predicates. What is none of these is read as a leak of which it is not known what it tells.
 *
 * @param input Text, octets or JSON, as it came over the wire.
 * @throws {LinkabilityError} `disclosureTooLarge`, `disclosureMalformed`, or `requestNeeded`.
 * @throws {ToolkitError} where what has a known form is malformed: what reading it throws.
 */
export async function readDisclosure(
  input: unknown,
  context: PredicateContext = {},
): Promise<Disclosure> {
  if (input instanceof Uint8Array) {
    if (input.length > MAX_DISCLOSURE_LENGTH) throw tooLarge()
    return readCompactPresentation(input, context)
  }
  if (typeof input === 'string') return readText(input, context)
  assertJson(input)
  return isJsonObject(input) ? readObject(input, context) : unknownDisclosure(input)
}

async function readText(input: string, context: PredicateContext): Promise<Disclosure> {
  if (input.length > MAX_DISCLOSURE_LENGTH) throw tooLarge()
  const text = input.trimStart().replace(/[\r\n\t]+$/, '')
  if (text === '') throw new LinkabilityError('disclosureMalformed', 'there is nothing to read')
  if (isDccText(text)) return presentation(await readDcc(text))
  if (isCardText(text)) return presentation(await readCard(tokenOfCard(text)))
  if (/^[[{]/.test(text)) return readDisclosure(parseJson(text), context)
  return readToken(text.trimEnd(), '')
}

async function readToken(text: string, at: string): Promise<Disclosure> {
  if (SD_JWT.test(text)) return presentation([readSdJwt(text, at)])
  if (!COMPACT_JWS.test(text)) return unknownDisclosure(text, at)
  if (isCardToken(text)) return presentation(await readCard(text))
  const { vp } = payloadOf(text)
  if (!isJsonObject(vp)) return presentation([readJwtCredential(text, at)])
  const shown = await readPresentation(vp, `${at}/vp`)
  const { identifiers, unknown } = readHolderToken(text, at)
  return {
    ...shown,
    identifiers: [...shown.identifiers, ...identifiers],
    unknown: [...shown.unknown, ...unknown],
  }
}

async function readObject(value: JsonObject, context: PredicateContext): Promise<Disclosure> {
  if (isRequest(value)) return readRequest(parseRequest(value), context.lists)
  if (isPredicatePresentation(value) && 'verifiableCredential' in value) {
    return readPredicatePresentation(value, context)
  }
  if ('vp_token' in value) return readAnswer(value, context)
  if (Array.isArray(value.verifiableCredential) && value.issuer === undefined) {
    const isCardFile = Object.keys(value).length === 1
    return isCardFile &&
      value.verifiableCredential.every((one: JsonValue) => typeof one === 'string')
      ? merged(
          await Promise.all(
            value.verifiableCredential.map((one: JsonValue, i) =>
              readToken(String(one), `/verifiableCredential/${i}`),
            ),
          ),
        )
      : readPresentation(value, '')
  }
  if (value.proof !== undefined || value.credentialSubject !== undefined) {
    return presentation([await readSecured(value, '')])
  }
  return unknownDisclosure(value)
}

/** What a wallet sends in OpenID4VP: presentations by the ids of queries. */
async function readAnswer({ vp_token, ...others }: JsonObject, context: PredicateContext) {
  const queries = isJsonObject(vp_token) ? Object.entries(vp_token) : []
  const presentations = queries.flatMap(([id, list]) =>
    listOf(list).map((one, i) => ({ one, at: `/vp_token${pointerTo(id)}/${i}` })),
  )
  if (presentations.length === 0)
    return unknownDisclosure({ ...others, vp_token: vp_token ?? null })
  const read = await Promise.all(
    presentations.map(({ one, at }) => {
      if (typeof one === 'string') return readToken(one, at)
      if (!isJsonObject(one)) return unknownDisclosure(one, at)
      return isPredicatePresentation(one) ? readObject(one, context) : readItem(one, at)
    }),
  )
  const beside = Object.keys(others).map((name) => ({ pointer: pointerTo(name) }))
  return { ...merged(read), unknown: [...merged(read).unknown, ...beside] }
}

/** A presentation, or a credential that is sent without one around it. */
async function readItem(value: JsonObject, at: string): Promise<Disclosure> {
  if ('verifiableCredential' in value) return readPresentation(value, at)
  return presentation([await readSecured(value, at)])
}

async function readPresentation(value: JsonObject, at: string): Promise<Disclosure> {
  const { '@context': context, type, verifiableCredential, proof, holder, id, ...others } = value
  const read = await Promise.all(
    listOf(verifiableCredential).map((one, i): Promise<Disclosure> | Disclosure => {
      const pointer = `${at}/verifiableCredential/${i}`
      if (typeof one === 'string') return readToken(one, pointer)
      if (!isJsonObject(one)) return unknownDisclosure(one, pointer)
      return readSecured(one, pointer).then((credential) => presentation([credential]))
    }),
  )
  const whole = merged(read)
  const holderId = isJsonObject(holder) ? holder.id : holder
  return {
    ...whole,
    identifiers: [
      ...whole.identifiers,
      ...(holderId === undefined ? [] : [identifier('holder', `${at}/holder`, holderId)]),
      ...(id === undefined ? [] : [identifier('id', `${at}/id`, id)]),
      ...listOf(proof).flatMap((one, i) => holderKeyOf(one, `${at}/proof/${i}`)),
    ],
    unknown: [
      ...whole.unknown,
      ...Object.keys(others).map((name) => ({ pointer: at + pointerTo(name) })),
      ...unknownFormsOf({ context, type }, at),
      ...(isJsonObject(holder) ? leavesOf(holder, `${at}/holder`) : [])
        .filter(({ pointer }) => pointer !== `${at}/holder/id`)
        .map(({ pointer }) => ({ pointer })),
      ...listOf(proof).flatMap((one, i) => unknownOfHolderProof(one, `${at}/proof/${i}`)),
    ],
  }
}

function unknownOfHolderProof(proof: JsonValue, at: string): { pointer: string }[] {
  // With a key, it is told whose it is; without one, whatever it says may be a mark.
  if (!isJsonObject(proof) || proof.verificationMethod === undefined) return [{ pointer: at }]
  return Object.keys(proof)
    .filter((name) => !HOLDER_PROOF.has(name))
    .map((name) => ({ pointer: at + pointerTo(name) }))
}

const HOLDER_PROOF: ReadonlySet<string> = new Set([
  ...['type', 'cryptosuite', 'created', 'proofPurpose', 'proofValue', 'jws'],
  ...['verificationMethod', 'challenge', 'domain'],
])

/** The key with which a presentation is signed is its holder's, each time. */
function holderKeyOf(proof: JsonValue, at: string) {
  const { verificationMethod, challenge } = isJsonObject(proof) ? proof : {}
  return [
    ...(verificationMethod === undefined
      ? []
      : [identifier('confirmationKey', `${at}/verificationMethod`, verificationMethod)]),
    ...(challenge === undefined ? [] : [identifier('nonce', `${at}/challenge`, challenge)]),
  ]
}

function presentation(credentials: readonly DisclosedCredential[]): Disclosure {
  return { side: 'presentation', credentials, identifiers: [], unknown: [] }
}

function merged(disclosures: readonly Disclosure[]): Disclosure {
  return {
    side: 'presentation',
    credentials: disclosures.flatMap(({ credentials }) => credentials),
    identifiers: disclosures.flatMap(({ identifiers }) => identifiers),
    unknown: disclosures.flatMap(({ unknown }) => unknown),
  }
}

/** What has no known form: each of its values may tell anything. */
function unknownDisclosure(value: JsonValue, at = ''): Disclosure {
  const leaves = leavesOf(value, at)
  const unknown =
    leaves.length === 0 ? [{ pointer: at }] : leaves.map(({ pointer }) => ({ pointer }))
  return { ...presentation([]), unknown }
}

function tooLarge(): LinkabilityError {
  return new LinkabilityError('disclosureTooLarge', 'it is longer than is read')
}
