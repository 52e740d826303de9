import { isJsonObject, type JsonObject, ToolkitError } from '@unscored/core'
import type { Resolvable } from '@unscored/did'
import {
  createMemoryStore,
  type Presentation,
  presentCredential,
  receiveCredential,
  type WalletStore,
} from '@unscored/holder'
import { issueCredential } from '@unscored/issuer'
import {
  type Dose,
  type PresentationRequest,
  type SuiteId,
  vaccinationPointers,
} from '@unscored/vc'
import {
  createNonceStore,
  createRequest,
  type NonceStore,
  type VerifiedCredential,
  verifyPresentation,
} from '@unscored/verifier'
import { type Exhibit, exhibitOf } from './exhibit.ts'
import type { LocalIssuer } from './local-issuer.ts'
import { others, somebodyElse } from './other-holders.ts'
import type { Terminal } from './terminal.ts'
import { tellTogether } from './together.ts'

/** Those who need the issuer's key, each with a copy of its DID document. */
export interface Resolvers {
  readonly holder: Resolvable
  readonly theatre: Resolvable
  readonly ferry: Resolvable
}

/** What {@link tellVisits} takes. */
export interface TellVisitsOptions {
  terminal: Terminal
  issuer: LocalIssuer
  resolvers: Resolvers
  dose: Dose
  suite: SuiteId
  now: Date
}

interface Verifier {
  readonly domain: string
  readonly did: string
  readonly resolver: Resolvable
  /** Which of its requests were answered. */
  readonly nonces: NonceStore
}

/** One holder's answer to one verifier. */
interface Visit {
  readonly verifier: Verifier
  readonly request: PresentationRequest
  readonly presentation: Presentation
}

const PRODUCT = '/credentialSubject/product'
const DOSE_NUMBER = '/credentialSubject/doseNumber'

/** Issues the credential with a suite, shows it twice, tries to cheat, and compares what was shown. */
export async function tellVisits(options: TellVisitsOptions): Promise<void> {
  const { terminal, issuer, resolvers, dose, suite, now } = options
  const verifier = (domain: string, resolver: Resolvable): Verifier => ({
    domain,
    did: issuer.did,
    resolver,
    nonces: createNonceStore(),
  })
  const theatre = verifier('https://theatre.example', resolvers.theatre)
  const ferry = verifier('https://ferry.example', resolvers.ferry)
  /** A wallet with the credential of one dose, issued at a moment. */
  const walletWith = async (held: Dose, moment: Date): Promise<WalletStore> => {
    const store = createMemoryStore()
    const clock = () => moment
    const credential = await issueCredential({ key: issuer.key, dose: held, suite, now: clock })
    await receiveCredential(credential, { store, resolver: resolvers.holder })
    return store
  }
  const visit = (store: WalletStore, to: Verifier) => present(store, to, resolvers.holder)

  terminal.chapter(`Two visits, with ${suite}`)
  terminal.progress('signing, checking, presenting')
  const wallet = await walletWith(dose, now)
  const requestsBefore = issuer.requests()
  const visits = [await visit(wallet, theatre), await visit(wallet, ferry)] as const
  await tellReceived({ terminal, visits, dose, now })
  terminal.claim(
    'The issuer was asked nothing during these visits.',
    issuer.requests() === requestsBefore,
  )

  terminal.chapter(`What is refused, with ${suite}`)
  await tellRefusals({
    terminal,
    atTheatre: await visit(wallet, theatre),
    ferry,
    used: visits[0],
    wallet,
  })

  terminal.chapter(`What both find out together, with ${suite}`)
  terminal.progress('other holders come to the theatre too')
  const exhibit = async (held: Dose, moment: Date): Promise<Exhibit> =>
    exhibitAt(await visit(await walletWith(held, moment), theatre))
  const hers = [await exhibitAt(visits[0]), await exhibitAt(visits[1])] as const
  const like = await Promise.all(others(dose).map((held) => exhibit(held, now)))
  const unlike = await exhibit(somebodyElse(dose), twoMonthsBefore(now))
  tellTogether({ terminal, hers, like, unlike })
}

function exhibitAt({ presentation, request }: Visit): Promise<Exhibit> {
  return exhibitOf(presentation, request)
}

function twoMonthsBefore(date: Date): Date {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 2, 15))
}

async function present(
  store: WalletStore,
  verifier: Verifier,
  resolver: Resolvable,
): Promise<Visit> {
  const { domain } = verifier
  const credentials = [{ id: 'dose', claims: [PRODUCT, DOSE_NUMBER] }]
  const request = createRequest({ domain, credentials })
  const presentation = await presentCredential(request, { store, domain, resolver })
  return { verifier, request, presentation }
}

/** What a verifier is sure of after a visit. */
async function verify(
  { verifier, request }: Visit,
  presentation: unknown,
): Promise<VerifiedCredential> {
  const { did, resolver, nonces } = verifier
  const options = { request, trustedIssuers: [did], resolver, nonces }
  const { dose } = await verifyPresentation(presentation, options)
  if (dose === undefined) throw new Error('nothing was verified')
  return dose
}

interface TellReceivedOptions {
  terminal: Terminal
  visits: readonly [theatre: Visit, ferry: Visit]
  dose: Dose
  now: Date
}

async function tellReceived({ terminal, visits, dose, now }: TellReceivedOptions): Promise<void> {
  const [theatre, ferry] = visits
  const atTheatre = await verify(theatre, theatre.presentation)
  const atFerry = await verify(ferry, ferry.presentation)
  terminal.say(
    'The issuer signs every statement by itself. Her wallet checks that and keeps it. ' +
      'The theatre and the ferry ask for the product and the number of the dose. The theatre gets:',
  )
  terminal.list(whatItShows(atTheatre.credential))
  const shown = shownPointers(atTheatre.credential)
  terminal.claim(
    'The theatre has verified this: signed by an issuer it trusts, and in force today.',
    String(shown) === String([PRODUCT, DOSE_NUMBER]) && isInForce(atTheatre.credential, now),
  )
  terminal.claim(
    'The ferry has verified the same, and no more.',
    JSON.stringify(atFerry) === JSON.stringify(atTheatre),
  )
  const hidden = vaccinationPointers.filter(({ pointer }) => !shown.includes(pointer))
  terminal.say(
    `Hidden from both: ${hidden.map(({ label }) => label.toLowerCase()).join(', ')}. ` +
      'Some of it follows from what is shown: the manufacturer from the product.',
  )
  terminal.claim(
    'Nothing of that stands in what was sent.',
    hiddenValues(dose).every((value) => !visits.some((visit) => contains(visit, value))),
  )
}

/** What is shown besides types, the names of nodes, and what {@link whatItShows} lists in any case. */
function shownPointers({ credentialSubject, ...members }: JsonObject): string[] {
  const form = ['@context', 'id', 'type', 'issuer', ...VALID_FROM, ...VALID_UNTIL]
  const ofSubject = isJsonObject(credentialSubject) ? Object.keys(credentialSubject) : []
  return [
    ...Object.keys(members).map((name) => [name, `/${name}`] as const),
    ...ofSubject.map((name) => [name, `/credentialSubject/${name}`] as const),
  ].flatMap(([name, pointer]) => (form.includes(name) ? [] : [pointer]))
}

const VALID_FROM = ['validFrom', 'issuanceDate']
const VALID_UNTIL = ['validUntil', 'expirationDate']

function isInForce(credential: JsonObject, now: Date): boolean {
  const [from, until] = validityOf(credential).map((date) => new Date(date))
  return from !== undefined && until !== undefined && from <= now && now <= until
}

/** Start and end, by their names in either data model. */
function validityOf(credential: JsonObject): [string, string] {
  const dateOf = (names: readonly string[]) =>
    String(names.map((name) => credential[name]).find((value) => value !== undefined))
  return [dateOf(VALID_FROM), dateOf(VALID_UNTIL)]
}

function whatItShows(credential: JsonObject): (readonly [string, string])[] {
  const { issuer, credentialSubject } = credential
  const { product, doseNumber } = isJsonObject(credentialSubject) ? credentialSubject : {}
  const [from, until] = validityOf(credential)
  return [
    ['Vaccine product', String(product)],
    ['Number of this dose', String(doseNumber)],
    ['Valid from', from],
    ['Valid until', until],
    ['Issuer', String(issuer)],
  ]
}

/** The hidden values that are long enough not to stand somewhere by chance. */
function hiddenValues({ product: _, doseNumber: __, ...hidden }: Dose): string[] {
  return Object.values(hidden)
    .map(String)
    .filter((value) => value.length >= 6)
}

function contains({ presentation }: Visit, value: string): boolean {
  return JSON.stringify(presentation).includes(value)
}

interface TellRefusalsOptions {
  terminal: Terminal
  /** Not yet verified. */
  atTheatre: Visit
  /** Verified before. */
  used: Visit
  ferry: Verifier
  wallet: WalletStore
}

async function tellRefusals(options: TellRefusalsOptions): Promise<void> {
  const { terminal, atTheatre, used, ferry, wallet } = options
  const refused = async (attempt: string, code: string, step: () => Promise<unknown>) => {
    const found = await codeOf(step)
    terminal.claim(`${attempt}: refused (${found}).`, found === code)
  }
  const { request, presentation } = atTheatre
  const text = JSON.stringify(presentation)
  await refused('A third dose made of the second', 'proofInvalid', () =>
    verify(atTheatre, JSON.parse(text.replace('"doseNumber":2', '"doseNumber":3'))),
  )
  await refused('A year of validity added', 'proofInvalid', () =>
    verify(atTheatre, JSON.parse(withLaterEnd(text))),
  )
  await refused('The same answer sent to the theatre again', 'replayed', () =>
    verify(used, used.presentation),
  )
  const { request: asked } = await present(wallet, ferry, ferry.resolver)
  await refused('An answer to the theatre passed on to the ferry', 'nonceMismatch', () =>
    verify({ verifier: ferry, request: asked, presentation }, presentation),
  )
  const copied = { ...request, domain: ferry.domain }
  await refused('The same, where the ferry has copied the question', 'domainMismatch', () =>
    verify({ verifier: ferry, request: copied, presentation }, presentation),
  )
  await refused('A wallet asked by the ferry in the name of the theatre', 'domainMismatch', () =>
    presentCredential(request, { store: wallet, domain: ferry.domain, resolver: ferry.resolver }),
  )
  terminal.claim(
    'The answer as it was sent is accepted.',
    (await codeOf(() => verify(atTheatre, presentation))) === 'accepted',
  )
}

/** With the year of the end of validity one higher. */
function withLaterEnd(presentation: string): string {
  return presentation.replace(
    /"(validUntil|expirationDate)":"(\d{4})/,
    (_, member: string, year: string) => `"${member}":"${Number(year) + 1}`,
  )
}

async function codeOf(step: () => Promise<unknown>): Promise<string> {
  try {
    await step()
    return 'accepted'
  } catch (error) {
    if (error instanceof ToolkitError) return error.code
    throw error
  }
}
