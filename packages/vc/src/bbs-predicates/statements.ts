import {
  between,
  CompositionError,
  notRevoked,
  type PseudonymStatement,
  type RangeStatement,
  type SignatureStatement,
  type SignedSetKey,
  type Statement,
} from '@unscored/bbs'
import type { JsonObject, JsonValue } from '@unscored/core'
import { CredentialError } from '../error.ts'
import {
  type AttributeEncoding,
  type AttributeTable,
  attributeScalar,
  dayNumber,
  hiddenPlaces,
  rangeOctets,
  shownPlace,
} from './attribute-table.ts'
import { createHeader } from './header.ts'
import type { HiddenPredicate, PredicateQuery, PredicateRequest } from './request.ts'

/** What everybody knows of an issuer's credentials of one kind, as its manifest has it: wallet and verifier pin the same. */
export interface PredicateProfile {
  /** A DID. */
  readonly issuer: string
  /** The DID URL of the key that signs them. */
  readonly verificationMethod: string
  /** 96 octets, of a key that signs nothing else. */
  readonly publicKey: Uint8Array
  /** All that a credential says besides its attributes. */
  readonly mandatory: JsonObject
  readonly table: AttributeTable
  /** The signed set of all digits that the issuer publishes. */
  readonly digits: SignedSetKey
  /** 96 octets: the key by which it signs what was not revoked; left out where nothing can be. */
  readonly revocationKey?: Uint8Array
}

/** What {@link compilePredicates} takes. */
export interface CompilePredicatesOptions {
  /** The verifier's own, or what a holder was asked. */
  request: PredicateRequest
  /** Of the issuer of each credential, in the order of the request. */
  profiles: readonly PredicateProfile[]
  /** Signed lists by the ids that predicates name. */
  lists: ReadonlyMap<string, SignedSetKey>
  /** What is shown of each credential, by JSON pointer. */
  shown: readonly ReadonlyMap<string, JsonValue>[]
  /** What the pseudonym is for, and the pseudonym itself, where the request asks for one. */
  pseudonym?: Pick<PseudonymStatement, 'context' | 'pseudonym'>
}

/**
 * The statements that an answer to a request proves. Holder and verifier compile it by themselves: nothing of it but what is
 * shown, and the pseudonym, is read from a presentation.
 *
 * @throws {CredentialError} `requestMalformed` where the profile has no attribute of the kind that is asked for, a list is not
 *   known, or what is asked cannot be proven; `attributeInvalid` where what is shown has no scalar.
 */
export async function compilePredicates(options: CompilePredicatesOptions): Promise<Statement[]> {
  return coded(compile(options))
}

/**
 * Statements that make no proof come of a request; whether they are true is another matter.
 *
 * @throws {CredentialError} `requestMalformed`, or `cannotProve`, which does not tell why.
 */
export async function coded<Result>(step: Promise<Result>): Promise<Result> {
  return step.catch((error: unknown) => {
    if (!(error instanceof CompositionError)) throw error
    if (error.code === 'cannotProve') throw cannotProve()
    throw unasked(`what is asked makes no proof: ${error.code}`)
  })
}

/** The refusal of a holder whose credential does not do, for whatever reason. */
export function cannotProve(): CredentialError {
  return new CredentialError('cannotProve', 'what is asked is not true of what is held')
}

async function compile({
  request,
  profiles,
  lists,
  shown,
  pseudonym,
}: CompilePredicatesOptions): Promise<Statement[]> {
  const names = new Names(request, profiles)
  const statements: Statement[] = []
  for (const [i, query] of request.credentials.entries()) {
    const profile = profiles[i] as PredicateProfile
    const present = new Set(query.predicates.flatMap(rangedPointers))
    const proven = query.predicates.flatMap((predicate) =>
      statementsOf(predicate, { names, at: i, profile, lists, present }),
    )
    statements.push(
      await signatureStatement({ names, at: i, query, profile, shown: shown[i] ?? new Map() }),
      ...proven,
      ...(query.notRevoked
        ? notRevokedStatements({ at: i, profile, epoch: request.epoch ?? 0 })
        : []),
    )
  }
  names.assertEqualsAreProven()
  if (pseudonym) statements.push({ kind: 'pseudonym', secret: SECRET, ...pseudonym })
  return statements
}

/** One name for the secret in all credentials: they are of one holder. */
const SECRET = 'secret'

/** The names of hidden values: those that are to be equal have one. */
class Names {
  readonly #aliases = new Map<string, string>()
  readonly #used: Map<string, [number, number]>[]
  readonly #proven = new Set<string>()
  readonly #equal: string[] = []

  constructor(
    { credentials, equal = [] }: PredicateRequest,
    profiles: readonly PredicateProfile[],
  ) {
    this.#used = credentials.map(() => new Map())
    for (const group of equal) {
      const members = group.map(({ credential, pointer }) => {
        const at = credentials.findIndex(({ id }) => id === credential)
        const { table } = profiles[at] as PredicateProfile
        const place = shownPlace(table, pointer)
        if (place === undefined) throw unasked(`${pointer} is no attribute`)
        const { disclosures } = credentials[at] as PredicateQuery
        if (disclosures.includes(pointer)) throw unasked(`${pointer} is shown`)
        return { at, place, encoding: table[place]?.encoding }
      })
      const [first, ...others] = members as [(typeof members)[0], ...typeof members]
      if (others.some(({ encoding }) => encoding !== first.encoding)) {
        throw unasked('members that are to be equal are encoded alike')
      }
      const name = ownName(first.at, first.place)
      this.#equal.push(name)
      for (const { at, place } of members) {
        if (this.#aliases.has(ownName(at, place))) throw unasked('a member is equal to two others')
        this.#aliases.set(ownName(at, place), name)
        this.#use(at, place, name)
      }
    }
  }

  /** The name of an attribute's value, from now on one that something is proven of. */
  proven(at: number, place: number): string {
    const own = ownName(at, place)
    const name = this.#aliases.get(own) ?? own
    this.#use(at, place, name)
    this.#proven.add(name)
    return name
  }

  /** Names by place of one credential. */
  of(at: number): Map<number, string> {
    return new Map([...(this.#used[at] ?? [])].map(([name, [, place]]) => [place, name]))
  }

  /** Two values that are missing are equal, and so the same as any other: one must be proven to be there. */
  assertEqualsAreProven(): void {
    if (!this.#equal.every((name) => this.#proven.has(name))) {
      throw unasked('of members that are to be equal nothing else is asked')
    }
  }

  #use(at: number, place: number, name: string): void {
    const used = this.#used[at] as Map<string, [number, number]>
    const known = used.get(name)
    if (known !== undefined && known[1] !== place) {
      throw unasked('members of one credential cannot be asked to be equal')
    }
    used.set(name, [at, place])
  }
}

const ownName = (at: number, place: number) => `${at} ${place}`

interface SignatureInputs {
  names: Names
  at: number
  query: PredicateQuery
  profile: PredicateProfile
  shown: ReadonlyMap<string, JsonValue>
}

async function signatureStatement({
  names,
  at,
  query,
  profile,
  shown,
}: SignatureInputs): Promise<SignatureStatement> {
  const { table, publicKey } = profile
  const places = hiddenPlaces(table)
  const disclosed = query.disclosures.map((pointer) => {
    const place = shownPlace(table, pointer)
    const attribute = place === undefined ? undefined : table[place]
    if (place === undefined || attribute === undefined) throw unasked(`${pointer} is no attribute`)
    return [place, attributeScalar(shown.get(pointer), attribute)] as const
  })
  const values = names.of(at)
  values.set(places.secret, SECRET)
  if (query.notRevoked) values.set(places.list, `${at} list`).set(places.id, `${at} id`)
  return {
    kind: 'signature',
    role: 'credential',
    publicKey,
    header: await createHeader(profile),
    count: places.count,
    disclosed: new Map(disclosed),
    values,
  }
}

/** The member that a predicate by itself shows to be there and to be a number. */
function rangedPointers({ kind, pointer }: HiddenPredicate): string[] {
  return kind === 'date' || kind === 'integer' ? [pointer] : []
}

interface PredicateInputs extends Pick<CompilePredicatesOptions, 'lists'> {
  names: Names
  at: number
  profile: PredicateProfile
  /** Pointers to members of which it is proven that they are there; what is proven here is added. */
  present: Set<string>
}

function statementsOf(
  predicate: HiddenPredicate,
  { names, at, profile, lists, present }: PredicateInputs,
): Statement[] {
  const digits = keyOf(profile.digits)
  const named = (pointer: string, encodings: readonly AttributeEncoding[]) => {
    const place = profile.table.findIndex(
      (one) => one.pointer === pointer && encodings.includes(one.encoding),
    )
    const encoding = profile.table[place]?.encoding
    if (encoding === undefined) throw unasked(`${pointer} is no ${encodings.join(' or ')}`)
    return { name: names.proven(at, place), encoding, octets: rangeOctets(encoding) ?? 0 }
  }
  switch (predicate.kind) {
    case 'date': {
      const { name: value, octets } = named(predicate.pointer, ['date', 'midnight', 'lastDay'])
      const [from, until] = [predicate.from, predicate.until].map((date) =>
        BigInt(dayNumber(date) ?? -1),
      ) as [bigint, bigint]
      return between({ value, from, until, octets, digits })
    }
    case 'integer': {
      const { name: value, octets } = named(predicate.pointer, ['integer', 'octet'])
      const [from, until] = [BigInt(predicate.from), BigInt(predicate.until)]
      return between({ value, from, until, octets, digits })
    }
    case 'code': {
      const { name: value } = named(predicate.pointer, ['code'])
      const set = lists.get(predicate.list)
      if (set === undefined) throw unasked(`the list ${predicate.list} is not known`)
      return [{ kind: 'member', value, set: keyOf(set) }]
    }
    case 'difference': {
      const subject = named(predicate.pointer, ['integer', 'octet', 'date'])
      const other = named(predicate.minus, ['integer', 'octet', 'date'])
      if (subject.encoding !== other.encoding) {
        throw unasked('members that are subtracted are encoded alike')
      }
      const { name: value, octets } = subject
      const [from, until] = [BigInt(predicate.from), BigInt(predicate.until)]
      // Of two that are missing the difference is 0: one is proven to be there, and with it the other.
      const isPresent = present.has(predicate.pointer) || present.has(predicate.minus)
      present.add(predicate.pointer).add(predicate.minus)
      const presence: RangeStatement[] = isPresent
        ? []
        : between({ value, from: 0n, until: 256n ** BigInt(octets) - 1n, octets, digits })
      return [...presence, ...between({ value, minus: other.name, from, until, octets, digits })]
    }
  }
}

interface NotRevokedInputs {
  at: number
  profile: PredicateProfile
  epoch: number
}

function notRevokedStatements({ at, profile, epoch }: NotRevokedInputs): Statement[] {
  const { revocationKey: publicKey } = profile
  const digits = keyOf(profile.digits)
  if (publicKey === undefined) throw unasked('the issuer revokes nothing')
  return notRevoked({
    ...{ publicKey, epoch, digits, list: `${at} list`, id: `${at} id` },
    ...{ after: `${at} after`, before: `${at} before` },
  })
}

/** Of a set that may be given with all its elements, what a proof is about. */
function keyOf({ publicKey, elementsHash }: SignedSetKey): SignedSetKey {
  return { publicKey, elementsHash }
}

function unasked(why: string): CredentialError {
  return new CredentialError('requestMalformed', why)
}
