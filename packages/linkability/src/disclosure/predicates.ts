import { isJsonObject, type JsonObject, type JsonValue, listOf } from '@unscored/core'
import {
  BBS_PREDICATES_2026,
  decodeCompactPresentation,
  type PredicateProfile,
  type PredicateRequest,
} from '@unscored/vc'
import { LinkabilityError } from '../error.ts'
import type { Claim, DisclosedCredential, Disclosure } from './disclosure.ts'
import { readDocument, unknownFormsOf } from './document.ts'
import { askedIdentifiers, type CodesOfLists, provenClaims } from './request.ts'

/** What is needed beside a presentation of predicates. */
export interface PredicateContext {
  /** What it answers: what is proven stands in it, and not in the answer. */
  readonly request?: PredicateRequest
  /** Of the keys of issuers; for compact presentations alone. */
  readonly profiles?: Iterable<PredicateProfile>
  readonly lists?: CodesOfLists
}

/** Whether a value is a presentation of predicates. */
export function isPredicatePresentation({ proof }: JsonObject): boolean {
  const [first] = listOf(proof)
  return isJsonObject(first) && first.cryptosuite === BBS_PREDICATES_2026
}

/**
 * Reads a presentation of predicates together with what it answers.
 *
 * @throws {LinkabilityError} `requestNeeded`.
 */
export function readPredicatePresentation(
  presentation: JsonObject,
  { request, lists = new Map() }: PredicateContext,
): Disclosure {
  if (request === undefined) throw requestNeeded()
  const documents = listOf(presentation.verifiableCredential)
  const { '@context': context, type, verifiableCredential: _, proof, ...others } = presentation
  const { domain, credentials } = request
  const unasked = documents.slice(credentials.length).map((_, i) => ({
    pointer: `/verifiableCredential/${credentials.length + i}`,
  }))
  const [first, ...more] = listOf(proof)
  const members = isJsonObject(first) ? Object.keys(first) : []
  return {
    ...{ side: 'presentation', domain },
    credentials: credentials.map(({ predicates }, i) => {
      const document = documents[i]
      const at = `/verifiableCredential/${i}`
      const read = readDocument(isJsonObject(document) ? document : {}, at)
      const hidden = provenClaims(predicates, lists)
      return withHidden(read, { hidden, ...keyOf(document, `${at}/proof`) })
    }),
    identifiers: askedIdentifiers(request),
    unknown: [
      ...Object.keys(others).map((name) => ({ pointer: `/${name}` })),
      ...members
        .filter((name) => !MEMBERS.has(name) || isOdd(first, name, 'authentication'))
        .map((name) => ({ pointer: `/proof/${name}` })),
      ...more.map((_, i) => ({ pointer: `/proof/${i + 1}` })),
      ...unasked,
      ...unknownFormsOf({ context, type }, ''),
      ...documents
        .flatMap((one, i) => (isJsonObject(one) ? [] : i))
        .map((i) => ({ pointer: `/verifiableCredential/${i}` })),
    ],
  }
}

const MEMBERS: ReadonlySet<string> = new Set(['type', 'cryptosuite', 'proofPurpose', 'proofValue'])

/** Whether a member that everybody has says what nobody else does. */
function isOdd(proof: JsonValue | undefined, name: string, proofPurpose: string): boolean {
  const said = isJsonObject(proof) ? proof[name] : undefined
  const usual: Readonly<Record<string, string>> = {
    ...{ type: 'DataIntegrityProof', cryptosuite: BBS_PREDICATES_2026, proofPurpose },
  }
  return Object.hasOwn(usual, name) && said !== usual[name]
}

/**
 * Reads a presentation of predicates in its compact form.
 *
 * @throws {LinkabilityError} `requestNeeded`.
 * @throws {CredentialError} and `FormatError` as `decodeCompactPresentation`.
 */
export function readCompactPresentation(octets: Uint8Array, context: PredicateContext): Disclosure {
  const { request, profiles } = context
  if (request === undefined || profiles === undefined) throw requestNeeded()
  return readPredicatePresentation(
    decodeCompactPresentation(octets, { request, profiles }),
    context,
  )
}

interface Hidden {
  readonly hidden: readonly Claim[]
  readonly key?: string
  readonly others: readonly string[]
}

/** Which key signed, of all that there is to say of a hidden proof. */
function keyOf(document: JsonValue | undefined, at: string): Omit<Hidden, 'hidden'> {
  const shown = isJsonObject(document) ? document.proof : undefined
  const proof = isJsonObject(shown) ? shown : {}
  const { verificationMethod: key } = proof
  return {
    ...(typeof key === 'string' && { key }),
    others: [
      ...(shown === undefined || isJsonObject(shown) ? [] : [at]),
      ...Object.keys(proof)
        .filter((name) =>
          name === 'verificationMethod'
            ? typeof key !== 'string'
            : !MEMBERS.has(name) || name === 'proofValue' || isOdd(proof, name, 'assertionMethod'),
        )
        .map((name) => `${at}/${name}`),
    ],
  }
}

function withHidden(
  read: Omit<DisclosedCredential, 'format' | 'proofs'>,
  { hidden, others, ...key }: Hidden,
): DisclosedCredential {
  return {
    ...{ ...read, ...key, format: BBS_PREDICATES_2026, proofs: 1 },
    claims: [...read.claims, ...hidden],
    unknown: [...read.unknown, ...others.map((pointer) => ({ pointer }))],
  }
}

function requestNeeded(): LinkabilityError {
  return new LinkabilityError(
    'requestNeeded',
    'what a presentation of predicates proves stands in its request, which is missing',
  )
}
