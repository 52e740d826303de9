import { isDateTime, type JsonValue, type Multikey } from '@unscored/core'
import {
  absolute,
  type DidDocument,
  type DidVerificationMethod,
  idsUnder,
  parseDidDocument,
  servicesOf,
  verificationMethodsOf,
  verificationRelationships,
} from './did-document.ts'
import { DidError } from './error.ts'
import { createMultikeyMethod } from './multikey-method.ts'

/** A public key that takes the place of another. */
export interface KeySuccessor {
  /** That is to name it: {@link nextFragment} has one. */
  fragment: string
  key: Multikey
}

/** What {@link rotateDidKey} takes. */
export interface RotateDidKeyOptions extends RetireDidKeyOptions {
  successor: KeySuccessor
}

/**
 * A document in which a key has a successor, as {@link addDidKeySuccessor} has it, and an end, as {@link retireDidKey} has it:
 * until then both are accepted.
 *
 * @throws {DidError} `notFound`, `keyRetired`, `keyRevoked`, `invalidDidDocument`.
 * @throws {RangeError} where `expires` is no time of the years 1 to 9999.
 * @throws {TypeError} where the successor is a secret key.
 */
export function rotateDidKey({ successor, ...retired }: RotateDidKeyOptions): DidDocument {
  const { fragment } = retired
  return addDidKeySuccessor({ document: retireDidKey(retired), fragment, successor })
}

/** What {@link addDidKeySuccessor} takes. */
export interface AddDidKeySuccessorOptions {
  document: DidDocument
  /** That names the key, whether it is still accepted or not. */
  fragment: string
  successor: KeySuccessor
}

/**
 * A document with another key, which may be used for all that a key may be used for that it has. Nothing else is changed,
 * the document's context included.
 *
 * @throws {DidError} `notFound` where the document has no such key, `invalidDidDocument` where the successor's fragment is none
 *   or names something else.
 * @throws {TypeError} where the successor is a secret key.
 */
export function addDidKeySuccessor({
  document,
  fragment,
  successor,
}: AddDidKeySuccessorOptions): DidDocument {
  const { id: did, verificationMethod = [] } = document
  const { id } = methodOf(document, fragment)
  const method = createMultikeyMethod({ did, ...successor })
  const relationships = verificationRelationships
    .filter((relationship) => idsUnder(document, relationship).includes(id))
    .map((relationship) => [relationship, [...(document[relationship] ?? []), method.id]] as const)
  return parseDidDocument(
    {
      ...document,
      verificationMethod: [...verificationMethod, method],
      ...Object.fromEntries(relationships),
    },
    did,
  )
}

/** What {@link retireDidKey} takes. */
export interface RetireDidKeyOptions {
  document: DidDocument
  /** That names the key. */
  fragment: string
  /**
   * The first moment, to the second, at which nothing that the key ever signed is accepted any more. Proofs with BBS tell
   * nothing of when they were made: let it be the end of the last credential that is signed with the key.
   */
  expires: Date
}

/**
 * A document that says of one of its keys until when it is accepted. That is said once: who relies on it need not ask again.
 *
 * @throws {DidError} `notFound`, `keyRetired`, `keyRevoked`.
 * @throws {RangeError} where `expires` is no time of the years 1 to 9999.
 * @see CID 1.0 §2.2 Verification Methods
 */
export function retireDidKey({ document, fragment, expires }: RetireDidKeyOptions): DidDocument {
  const { expires: known } = notRevoked(document, fragment)
  if (known !== undefined) {
    throw new DidError('keyRetired', 'the document says already until when the key is accepted')
  }
  return withMembers(document, { fragment, members: { expires: dateTimeStamp(expires) } })
}

/** What {@link revokeDidKey} takes. */
export interface RevokeDidKeyOptions {
  document: DidDocument
  /** That names the key. */
  fragment: string
  /** Since when, to the second. Nobody here asks: with the key, all that it ever signed is refused. */
  revoked: Date
}

/**
 * A document that says of one of its keys that it is accepted no more, as where others know its secret. The key stays listed,
 * for who has something that it signed to be told why that is refused.
 *
 * @throws {DidError} `notFound` or `keyRevoked`.
 * @throws {RangeError} where `revoked` is no time of the years 1 to 9999.
 * @see CID 1.0 §2.2 Verification Methods
 */
export function revokeDidKey({ document, fragment, revoked }: RevokeDidKeyOptions): DidDocument {
  notRevoked(document, fragment)
  return withMembers(document, { fragment, members: { revoked: dateTimeStamp(revoked) } })
}

/** The fragment after one, which names nothing in a document: `bbs-2` after `bbs-1`, `key-2` after `key`. */
export function nextFragment(document: DidDocument, fragment: string): string {
  const { name = fragment, number = '1' } =
    /^(?<name>.*)-(?<number>\d{1,9})$/s.exec(fragment)?.groups ?? {}
  const taken = new Set(
    [...verificationMethodsOf(document), ...servicesOf(document)].map(({ id }) => id),
  )
  let next = Number(number) + 1
  while (taken.has(idOf(document, `${name}-${next}`))) next++
  return `${name}-${next}`
}

function idOf({ id }: DidDocument, fragment: string): string {
  return `${id}#${fragment}`
}

function methodOf(document: DidDocument, fragment: string): DidVerificationMethod {
  const id = idOf(document, fragment)
  const method = verificationMethodsOf(document).find((candidate) => candidate.id === id)
  if (method === undefined) throw new DidError('notFound', 'the document has no key of this name')
  return method
}

function notRevoked(document: DidDocument, fragment: string): DidVerificationMethod {
  const method = methodOf(document, fragment)
  if (method.revoked !== undefined) throw new DidError('keyRevoked', 'the key was revoked')
  return method
}

interface WithMembersOptions {
  fragment: string
  members: Readonly<Record<string, JsonValue>>
}

/** The key is changed where it stands, in the list of all or in place under a relationship. */
function withMembers(
  document: DidDocument,
  { fragment, members }: WithMembersOptions,
): DidDocument {
  const id = idOf(document, fragment)
  const lists = (['verificationMethod', ...verificationRelationships] as const).flatMap((name) => {
    const list = document[name]?.map((entry) =>
      typeof entry !== 'string' && absolute(entry.id, document.id) === id
        ? { ...entry, ...members }
        : entry,
    )
    return list === undefined ? [] : [[name, list] as const]
  })
  return parseDidDocument({ ...document, ...Object.fromEntries(lists) }, document.id)
}

/** XML Schema 1.1 Part 2 §3.4.28 */
function dateTimeStamp(date: Date): string {
  const text = date.toISOString().replace(/\.\d+Z$/, 'Z')
  if (!isDateTime(text)) throw new RangeError('the time is none of the years 1 to 9999')
  return text
}
