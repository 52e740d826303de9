import { encodeMultikey, withCodec } from '@unscored/core'
import {
  createMemoryStore,
  type PresentPredicateCredentialsOptions,
  presentPredicateCredentials,
  receivePredicateCredential,
  requestPredicateCredential,
  type WalletStore,
} from '@unscored/holder'
import {
  createOfferStore,
  type IssuePredicateCredentialOptions,
  issuePredicateCredential,
  type OfferStore,
  offerPredicateCredential,
} from '@unscored/issuer'
import {
  createGapsFile,
  type Dose,
  epochOf,
  type OpenedGapsFile,
  type OpenedParameters,
  openGapsFile,
  ParameterError,
  type Predicate,
  type SecuredCredential,
} from '@unscored/vc'
import {
  type AskedPredicates,
  type CreatePredicateRequestOptions,
  createEntryStore,
  createNonceStore,
  createPredicateRequest,
  type VerifyPredicatePresentationOptions,
  verifyPredicatePresentation,
} from '@unscored/verifier'
import { fictitiousDose } from '../../examples/src/fictitious-dose.ts'
import { APPROVED, approved, type Issuer, LIST } from '../vc/bbs-predicates/issuing.ts'

export const now = new Date('2026-11-26T10:00:00Z')

export const clock = () => now

/** Who is issued something, with what the issuer keeps of her. */
export interface Person {
  readonly name: string
  readonly store: WalletStore
}

let persons = 0

/** Somebody new, unless she is named. */
export function createPerson(name = `person-${++persons}`): Person {
  return { name, store: createMemoryStore() }
}

/** An issuer's desk: what is open, who is registered, and which number comes next. */
export function createDesk(issuer: Issuer, first = 200) {
  let number = first
  const registered = new Map<string, string>()
  return {
    issuer,
    offers: createOfferStore({ now: clock }),
    registered,
    admit: async ({ person, registration }: { person: string; registration: string }) => {
      const known = registered.get(person) ?? registration
      if (known !== registration) throw new Error('another registration value')
      registered.set(person, registration)
      return { list: LIST, id: number++ }
    },
  }
}

export type Desk = ReturnType<typeof createDesk>

/** A message as it comes over the wire. */
export function wired<Message>(message: Message): Message {
  return JSON.parse(JSON.stringify(message)) as Message
}

export async function offerTo(
  { name }: Person,
  offers: OfferStore,
  options: { lifetime?: number } = {},
) {
  return wired(await offerPredicateCredential({ person: name, offers, now: clock, ...options }))
}

export async function requestFrom(
  { store }: Person,
  offer: unknown,
  { profile, manifest }: Issuer,
) {
  const terms = { profile, manifest, channel: profile.issuer }
  const asked = await requestPredicateCredential(offer, { store, ...terms, now: clock })
  return { ...asked, request: wired(asked.request) }
}

export async function issueTo(
  { name }: Person,
  request: unknown,
  { issuer, ...desk }: Desk,
  options: Partial<IssuePredicateCredentialOptions> = {},
): Promise<SecuredCredential> {
  const { profile, manifest, key } = issuer
  return wired(
    await issuePredicateCredential({
      ...{ ...desk, profile, manifest, key, request, person: name, dose: fictitiousDose },
      ...{ now: clock, ...options },
    }),
  )
}

/** All of it: a credential of a dose, in a person's wallet. */
export async function obtain(person: Person, desk: Desk, dose: Partial<Dose> = {}) {
  const { issuer, offers } = desk
  const { id, request } = await requestFrom(person, await offerTo(person, offers), issuer)
  const credential = await issueTo(person, request, desk, { dose: { ...fictitiousDose, ...dose } })
  return receivePredicateCredential(credential, {
    ...{ store: person.store, profile: issuer.profile, requestId: id, now: clock },
  })
}

const DAY_SECONDS = 24 * 60 * 60

/** Epochs of a week, of which the one before is taken for two days. */
export const epochs = { epochSeconds: 7 * DAY_SECONDS, graceSeconds: 2 * DAY_SECONDS } as const

/** The epoch of `now`. */
export const EPOCH = epochOf(now, epochs)

export const DOMAIN = 'https://gate.example'

/** What a wallet has fetched: the gaps of issuers' epochs, by which it looks up its own. */
export interface Fetched {
  readonly issuers: readonly Issuer[]
  readonly gaps: (issuer: Issuer, epoch: number) => Promise<OpenedGapsFile>
}

/** What issuers publish for epochs, in each of which some numbers are revoked. */
export async function publish(
  issuers: readonly Issuer[],
  revokedIn: ReadonlyMap<number, readonly number[]> = new Map([[EPOCH, [100, 300]]]),
): Promise<Fetched> {
  const published = issuers.flatMap(({ profile, revocation }) =>
    [...revokedIn].map(async ([epoch, revoked]) => {
      const lists = [{ list: LIST, revoked }]
      const octets = await createGapsFile({ ...revocation, epoch, lists })
      const publicKey = encodeMultikey(withCodec('Bls12381G2-public', revocation.publicKey))
      const reference = { url: gapsUrl(epoch), epoch, publicKey }
      return [`${profile.issuer} ${epoch}`, await openGapsFile(octets, { reference })] as const
    }),
  )
  const files = new Map(await Promise.all(published))
  return {
    issuers,
    gaps: async ({ profile }, epoch) => {
      const file = files.get(`${profile.issuer} ${epoch}`)
      if (file === undefined) {
        throw new ParameterError('fileUnavailable', gapsUrl(epoch), 'it was not fetched')
      }
      return file
    },
  }
}

/** Where the gaps of an epoch are published. */
export function gapsUrl(epoch: number): string {
  return `https://issuer.example/revoked/${epoch}`
}

/** What everybody pins of issuers, and the first one's lists. */
export function pinned(issuers: readonly Issuer[]) {
  return {
    profiles: issuers.map(({ profile }) => profile),
    lists: issuers[0]?.lists ?? new Map(),
  }
}

/** The reference rule: a later dose of an approved product in a time, not revoked, first entry today. */
export function ask(options: Partial<CreatePredicateRequestOptions> = {}): AskedPredicates {
  return askUnrecognised({ event: { event: 'premiere', day: '2026-11-26' }, ...options })
}

/** The same of whoever comes, as often as she comes. */
export function askUnrecognised(
  options: Partial<CreatePredicateRequestOptions> = {},
): AskedPredicates {
  const asked = createPredicateRequest({
    domain: DOMAIN,
    credentials: [{ id: 'dose', predicates: referenceRule }],
    epochs,
    now: clock,
    ...options,
  })
  return wired(asked)
}

export const referenceRule = [
  {
    kind: 'date',
    pointer: '/credentialSubject/doseDate',
    from: '2021-01-01',
    until: '2021-12-31',
  },
  { kind: 'code', pointer: '/credentialSubject/product', list: APPROVED },
  { kind: 'integer', pointer: '/credentialSubject/doseNumber', from: 2, until: 99 },
] as const satisfies readonly Predicate[]

/** What a wallet matches and presents with. */
export function walletOptions({ store }: Person, fetched: Fetched) {
  return { store, domain: DOMAIN, parameters: parametersOf(fetched), now: clock }
}

export function parametersOf({ issuers, gaps }: Fetched): OpenedParameters {
  const { epochSeconds } = epochs
  const revocations = issuers.map((issuer) => {
    const own = { epochSeconds, gaps: (epoch: number) => gaps(issuer, epoch) }
    return [issuer.profile.verificationMethod, own] as const
  })
  return {
    ...pinned(issuers),
    digits: issuers.map(({ digits }) => digits),
    codeLists: [{ id: APPROVED, elements: approved }],
    revocations: new Map(revocations),
  }
}

export async function present(
  { request }: AskedPredicates,
  person: Person,
  fetched: Fetched,
  options: Partial<PresentPredicateCredentialsOptions> = {},
) {
  const presenting = { ...walletOptions(person, fetched), ...options }
  return wired(await presentPredicateCredentials(request, presenting))
}

/** A verifier with what it remembers. */
export function createGate(issuers: readonly Issuer[]) {
  const [nonces, entries] = [createNonceStore({ now: clock }), createEntryStore({ now: clock })]
  return (
    presentation: unknown,
    asked: AskedPredicates,
    options: Partial<VerifyPredicatePresentationOptions> = {},
  ) =>
    verifyPredicatePresentation(presentation, {
      ...{ asked, nonces, epochs, ...pinned(issuers), now: clock },
      ...(asked.request.pseudonym && { entries }),
      ...options,
    })
}
