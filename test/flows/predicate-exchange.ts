import {
  createMemoryStore,
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
import type { Dose, SecuredCredential } from '@unscored/vc'
import { fictitiousDose } from '../../examples/src/fictitious-dose.ts'
import { type Issuer, LIST } from '../vc/bbs-predicates/issuing.ts'

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
    register: async ({ person, registration }: { person: string; registration: string }) => {
      const known = registered.get(person) ?? registration
      if (known !== registration) throw new Error('another registration value')
      registered.set(person, registration)
    },
    drawRevocationNumber: async () => ({ list: LIST, id: number++ }),
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
