import { ToolkitError } from '@unscored/core'
import {
  createMemoryStore,
  matchPredicateRequest,
  presentPredicateCredentials,
  receivePredicateCredential,
  requestPredicateCredential,
  type WalletStore,
} from '@unscored/holder'
import {
  createParameterFiles,
  type Dose,
  fetchParameters,
  listNameOf,
  type OpenedParameters,
  openParameters,
  vaccinationPointers,
} from '@unscored/vc'
import {
  type AskedPredicates,
  createEntryStore,
  createNonceStore,
  createPredicateRequest,
  type VerifiedPredicatePresentation,
  verifyPredicatePresentation,
} from '@unscored/verifier'
import { createStoryIssuer, type StoryIssuer } from './predicate-issuer.ts'
import type { Terminal } from './terminal.ts'

/** What {@link tellRule} takes. */
export interface TellRuleOptions {
  terminal: Terminal
  /** The dose of her certificate; she has had another since. */
  dose: Dose
  now: Date
}

const DAY_SECONDS = 24 * 60 * 60
const epochs = { epochSeconds: 7 * DAY_SECONDS, graceSeconds: 2 * DAY_SECONDS }
const DOMAIN = 'https://theatre.example'
const products = {
  ...{ id: 'approved-products', edition: 12 },
  codes: ['EU/1/20/1528', 'EU/1/20/1507'],
}
const SUBJECT = '/credentialSubject/'

/** Proves a rule of what stays hidden, tries what must not work, and lists all that the theatre then knows. */
export async function tellRule({ terminal, dose: first, now }: TellRuleOptions): Promise<void> {
  terminal.chapter('The rule alone, with bbs-predicates-2026')
  terminal.say(
    'The theatre now asks for no claim. It asks for a proof: second dose of an approved product ' +
      'between 14 and 270 days ago, not revoked, first entry today.',
  )
  terminal.progress('the issuer signs what everybody proves by')
  const issuer = await createStoryIssuer({ list: products, now, ...epochs })
  const dose = { ...first, doseNumber: 2, doseDate: dayBefore(now, 100) }
  const wallet = await walletWith(dose, { issuer, now, person: HER })
  await issuer.publish(now)
  const scene = await sceneAt(now, issuer)
  const theatre = createTheatre(scene)
  const asked = ask(now)
  const [answer, second] = [await present(asked, wallet, scene), ask(now)]
  const consent = await matchPredicateRequest(asked.request, walletOptions(wallet, scene))
  terminal.say('Before it answers, her wallet tells her what she would prove:')
  terminal.list(
    consent.answers.flatMap(({ proven }) =>
      proven.map(({ statement }) => {
        const [label = '', ...words] = statement.split(': ')
        return [label, words.join(': ')] as const
      }),
    ),
  )
  const known = await theatre(answer, asked)
  terminal.say('This is all that the theatre knows after it has verified her answer:')
  terminal.list(allOf(known))
  const proven = known.credentials.dose?.proven.length
  terminal.claim(
    'The theatre has verified this, by an issuer it trusts.',
    proven === 3 && known.credentials.dose?.notRevokedIn === asked.request.epoch,
  )
  const text = JSON.stringify(answer)
  const hidden = vaccinationPointers.filter(
    ({ pointer }) => String(memberOf(dose, pointer)).length >= MIN_LENGTH,
  )
  terminal.say(
    `Hidden: ${hidden.map(({ label }) => label.toLowerCase()).join(', ')}, and the rest.`,
  )
  terminal.claim(
    'Nothing of that stands in what was sent.',
    hidden.every(({ pointer }) => !text.includes(String(memberOf(dose, pointer)))),
  )
  await tellRefusals({ terminal, scene, dose, wallet, theatre, second })
}

/** Shorter values may stand somewhere by chance. */
const MIN_LENGTH = 6

/** How the issuer knows her. */
const HER = 'file 4711'

/** A time, and what everybody has fetched by then, alike and before there is anything to show. */
interface Scene {
  readonly issuer: StoryIssuer
  readonly parameters: OpenedParameters
  readonly now: Date
}

async function sceneAt(now: Date, issuer: StoryIssuer): Promise<Scene> {
  const options = { manifests: [issuer.manifest], files: createParameterFiles(issuer), now }
  await fetchParameters(options)
  return { issuer, parameters: await openParameters(options), now }
}

type Theatre = (answer: unknown, asked: AskedPredicates) => Promise<VerifiedPredicatePresentation>

/** A verifier who remembers which requests were answered, and who entered. */
function createTheatre({ parameters: { profiles, lists }, now }: Scene): Theatre {
  const clock = () => now
  const nonces = createNonceStore({ now: clock })
  const entries = createEntryStore({ now: clock })
  return (answer, asked) =>
    verifyPredicatePresentation(JSON.parse(JSON.stringify(answer)), {
      ...{ asked, nonces, entries, epochs, profiles, lists, now: clock },
    })
}

function ask(now: Date): AskedPredicates {
  return createPredicateRequest({
    domain: DOMAIN,
    credentials: [
      {
        id: 'dose',
        predicates: [
          {
            ...{ kind: 'date', pointer: `${SUBJECT}doseDate` },
            ...{ from: dayBefore(now, 270), until: dayBefore(now, 14) },
          },
          { kind: 'code', pointer: `${SUBJECT}product`, list: listNameOf(products) },
          { kind: 'integer', pointer: `${SUBJECT}doseNumber`, from: 2, until: 99 },
        ],
      },
    ],
    event: { event: 'premiere', day: dayBefore(now, 0) },
    ...{ epochs, now: () => now },
  })
}

interface Visitor extends Pick<Scene, 'issuer' | 'now'> {
  /** How the issuer knows her: each has a secret of her own, which is in her wallet. */
  readonly person: string
}

/** A wallet with the credential of a dose, issued in two messages. */
async function walletWith(dose: Dose, { issuer, now, person }: Visitor): Promise<WalletStore> {
  const { terms } = issuer
  const clock = { now: () => now }
  const store = createMemoryStore()
  const { id, request } = await requestPredicateCredential(await issuer.offer(person), {
    ...{ store, ...terms, channel: terms.profile.issuer, ...clock },
  })
  const credential = await issuer.issue({ person, request, dose })
  const { profile } = terms
  await receivePredicateCredential(credential, { store, profile, requestId: id, ...clock })
  return store
}

function walletOptions(store: WalletStore, { parameters, now }: Scene) {
  return { store, domain: DOMAIN, parameters, now: () => now }
}

function present({ request }: AskedPredicates, store: WalletStore, scene: Scene) {
  return presentPredicateCredentials(request, walletOptions(store, scene))
}

interface TellRefusalsOptions {
  terminal: Terminal
  scene: Scene
  dose: Dose
  wallet: WalletStore
  theatre: Theatre
  /** Not yet answered. */
  second: AskedPredicates
}

async function tellRefusals(options: TellRefusalsOptions): Promise<void> {
  const { terminal, scene, dose, wallet, theatre, second } = options
  const refused = async (attempt: string, code: string, step: () => Promise<unknown>) => {
    const found = await codeOf(step)
    terminal.claim(`${attempt}: refused (${found}).`, found === code)
  }
  await refused('She comes again the same day', 'alreadyEntered', async () =>
    theatre(await present(second, wallet, scene), second),
  )
  terminal.say('Where she cannot prove it, her wallet answers as it does where she will not:')
  for (const [attempt, change] of [
    ['A dose that is 13 days old', { doseDate: dayBefore(scene.now, 13) }],
    ['A dose that is 271 days old', { doseDate: dayBefore(scene.now, 271) }],
    ['A product that is not approved', { product: 'EU/1/21/1529' }],
    ['A first dose', { doseNumber: 1 }],
  ] as const) {
    const other = await walletWith({ ...dose, ...change }, { ...scene, person: attempt })
    await refused(attempt, 'declined', () => present(ask(scene.now), other, scene))
  }
  const asked = ask(scene.now)
  const another = { ...scene, person: 'file 4712' }
  const stolen = await present(asked, await walletWith(dose, another), scene)
  await refused('An answer to another request', 'proofInvalid', () =>
    theatre(stolen, ask(scene.now)),
  )
  await tellRevocation({ ...options, refused })
}

interface TellRevocationOptions extends TellRefusalsOptions {
  refused: (attempt: string, code: string, step: () => Promise<unknown>) => Promise<void>
}

/** A week later. What was published since, everybody fetches alike. */
async function tellRevocation(options: TellRevocationOptions): Promise<void> {
  const { terminal, scene, dose, wallet, refused } = options
  const { issuer, now } = scene
  await issuer.revoke(HER)
  const nextWeek = new Date(now.getTime() + epochs.epochSeconds * 1000)
  await issuer.publish(nextWeek)
  terminal.say(
    'The issuer revokes her credential. A week later everybody has the next list of what is revoked:',
  )
  const later = await sceneAt(nextWeek, issuer)
  await refused('She comes with her credential', 'declined', () =>
    present(ask(nextWeek), wallet, later),
  )
  const { revoked } = await matchPredicateRequest(
    ask(nextWeek).request,
    walletOptions(wallet, later),
  )
  terminal.claim('Her wallet has told her why, and nobody else.', revoked.length === 1)
  const asked = ask(nextWeek)
  const { request } = asked
  const curious = { ...asked, request: { ...request, epoch: Number(request.epoch) - 2 } }
  await refused('Somebody who asks of which week that is true', 'epochRefused', () =>
    present(curious, wallet, later),
  )
  const other = await walletWith(dose, { issuer, now, person: 'file 4713' })
  const known = await createTheatre(later)(await present(asked, other, later), asked)
  terminal.claim(
    'Somebody whose credential was not revoked is let in.',
    known.credentials.dose?.notRevokedIn === asked.request.epoch,
  )
}

/** Everything, in words. */
function allOf({ credentials, entered, equal }: VerifiedPredicatePresentation) {
  const proven = Object.values(credentials).flatMap((one) => [
    ['Issuer', one.issuer] as const,
    ...one.proven.map(({ predicate: { pointer }, sentence }) => {
      return [labelOf(pointer), sentence.slice(pointer.length + 1)] as const
    }),
    ['Not revoked in', `the week numbered ${one.notRevokedIn}`] as const,
  ])
  const others = equal.map((sentence) => ['Equal', sentence] as const)
  return [...proven, ...others, ['First entry', `${entered?.event}, ${entered?.day}`] as const]
}

function labelOf(pointer: string): string {
  return vaccinationPointers.find((one) => one.pointer === pointer)?.label ?? pointer
}

function memberOf(dose: Dose, pointer: string): unknown {
  return new Map<string, unknown>(Object.entries(dose)).get(pointer.slice(SUBJECT.length))
}

function dayBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * DAY_SECONDS * 1000).toISOString().slice(0, 10)
}

async function codeOf(step: () => Promise<unknown>): Promise<string> {
  try {
    await step()
  } catch (error) {
    if (error instanceof ToolkitError) return error.code
    throw error
  }
  return 'accepted'
}
