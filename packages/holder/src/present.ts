import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type RandomSource,
  randomOctets,
} from '@unscored/core'
import { dereference, type Manifests, type Resolvable } from '@unscored/did'
import {
  type AcceptanceRule,
  bbsFeatures,
  bundledDocumentLoader,
  deriveCredential,
  mandatoryPointersOf,
  matchCredential,
  type PresentationRequest,
  type PseudonymRequest,
  parsePointer,
  parsePresentationRequest,
  parseSecuredCredential,
  pointerTo,
  presentationHeaderFor,
  pseudonymContextFor,
  queryFor,
  resolvePointer,
  type SecuredCredential,
  suiteOf,
  type ValueSet,
} from '@unscored/vc'
import { type AuditOptions, assertAllowed, type JudgedAnswer } from './auditor.ts'
import { dayIn } from './disclosure-log.ts'
import { HolderError } from './error.ts'
import { leastAlternative } from './least-alternative.ts'
import { secretsIn } from './secret-store.ts'
import type { HeldCredential, WalletStore } from './wallet-store.ts'

/** What would be shown of one credential. */
export interface Disclosure {
  /** Which of the request's queries it answers. */
  readonly queryId: string
  /** The wallet's id of the credential. */
  readonly credentialId: string
  readonly credential: SecuredCredential
  /** JSON pointers to what is shown, besides types: ids and what the issuer made mandatory, asked for or not. */
  readonly shown: readonly string[]
  /**
   * Where a pseudonym goes along: by it whoever asks recognises the holder at every visit that shows this credential for
   * this context, all of which can then be linked. For another domain or context it is another, which nobody can link to it.
   */
  readonly pseudonym?: PseudonymRequest
}

/** An answer to a request, in the form of an OpenID4VP response. */
export interface Presentation {
  /** For each query the presentations that answer it, here always one. */
  readonly vp_token: Readonly<Record<string, readonly JsonObject[]>>
}

/** What {@link matchRequest} takes. */
export interface MatchRequestOptions {
  store: WalletStore
  /** Who asks, as the channel that the request came over says; a request that names another is refused. */
  domain: string
  now?: () => Date
}

/**
 * The least that would answer a request, for a holder to look at before anything is shown.
 *
 * @throws {CredentialError} `requestMalformed`.
 * @throws {HolderError} `domainMismatch`, `requestExpired` or `noCredentialMatches`.
 */
export async function matchRequest(
  value: unknown,
  options: MatchRequestOptions,
): Promise<readonly Disclosure[]> {
  return disclosuresFor(parsePresentationRequest(value), options)
}

async function disclosuresFor(
  request: PresentationRequest,
  { store, domain, now = () => new Date() }: MatchRequestOptions,
): Promise<readonly Disclosure[]> {
  if (request.domain !== domain) {
    throw new HolderError(
      'domainMismatch',
      'the request names another domain than the one it came from',
    )
  }
  if (now() > new Date(request.expires))
    throw new HolderError('requestExpired', 'the request has expired')
  const held = await store.list()
  return Promise.all(
    request.dcql_query.credentials.map(({ id }) => firstMatch({ held, request, queryId: id })),
  )
}

/** What {@link presentCredential} takes. */
export interface PresentCredentialOptions extends MatchRequestOptions, AuditOptions {
  /** Resolves the issuer's DID, from what the wallet has: an issuer that is asked now learns of the presentation. */
  resolver: Resolvable
  /** Asks the holder; everything is shown that answers the request, and is not refused by the auditor, where it is left out. */
  approve?: (
    disclosures: readonly Disclosure[],
    judged?: JudgedAnswer<Presentation>,
  ) => boolean | Promise<boolean>
  random?: RandomSource
  /** For the auditor: what issuers say that all their credentials have in common. */
  manifests?: Manifests
  /** Rules that the wallet has pinned, by which a refusal says what would do; none by default. */
  rules?: readonly AcceptanceRule[]
  /** What rules name. */
  valueSets?: ReadonlyMap<string, ValueSet>
}

/**
 * Answers a request with the least that it asks for.
 *
 * A pseudonym goes along where the request asks for one, and never else; so a credential with pseudonyms answers such
 * requests alone, and one without answers no such request.
 *
 * Of a credential that is bound to the wallet this proves that whoever answers knows the wallet's secret: a copy of the
 * credential does not do. It does not prove who holds the wallet: one that was lent, or taken with its passphrase, shows
 * what its owner can. Which feature a credential is bound by, the proof tells, and nothing of the secret.
 *
 * Where there is an auditor it judges the answer as it would be sent, with the values in it: so the answer is made, and its
 * issuer's DID resolved, before the holder is asked. Whether a value is rare decides what is refused; who asks and gets nothing
 * can guess at that, as at any reason to decline.
 *
 * @throws {HolderError} `belowPolicy`, with what was `refused`; `declined`, and what {@link matchRequest} throws.
 */
export async function presentCredential(
  value: unknown,
  { approve = () => true, ...options }: PresentCredentialOptions,
): Promise<Presentation> {
  // Read once: what is answered is what was approved, whatever becomes of the value meanwhile.
  const request = parsePresentationRequest(value)
  const disclosures = await disclosuresFor(request, options)
  const judged = await audited(request, { ...options, disclosures })
  if (!(await approve(disclosures, judged))) {
    throw new HolderError('declined', 'the holder does not want to show this')
  }
  const presentation =
    judged?.presentation ?? (await answered(request, { ...options, disclosures }))
  if (judged?.audit.linkable && (options.remember ?? true)) {
    await options.store[secretsIn].logShown({
      ...{ day: judged.day, domain: request.domain },
      ...(request.pseudonym && { context: request.pseudonym.context }),
      credentials: disclosures.map(({ credentialId, shown: pointers }) => ({
        ...{ credentialId, pointers },
      })),
    })
  }
  return presentation
}

interface AnsweredOptions extends Omit<PresentCredentialOptions, 'approve'> {
  disclosures: readonly Disclosure[]
}

/** What is judged, where somebody judges: it is not refused. */
async function audited(request: PresentationRequest, options: AnsweredOptions) {
  const { auditor, accepted, manifests, rules = [], valueSets = new Map(), store } = options
  if (auditor === undefined) return undefined
  const { now = () => new Date(), disclosures } = options
  const time = now()
  const day = dayIn(time)
  const presentation = await answered(request, options)
  const audit = await auditor({
    ...{ request, presentation: { vp_token: presentation.vp_token }, codeLists: [], day },
    ...(manifests && { manifests }),
    history: await store[secretsIn].past(),
  })
  const asked = disclosures.flatMap(({ shown }) => shown.filter(isOfSubject))
  assertAllowed(audit, {
    accepted,
    alternative: () => leastAlternative(asked, { rules, valueSets, codeLists: [], now: time }),
  })
  return { audit, presentation, day }
}

/** Whether a pointer is to something that is said of the person or the dose. */
export function isOfSubject(pointer: string): boolean {
  return pointer.startsWith('/credentialSubject/') && !pointer.endsWith('/id')
}

async function answered(
  request: PresentationRequest,
  { store, resolver, random = randomOctets, disclosures }: AnsweredOptions,
): Promise<Presentation> {
  const presentationHeader = presentationHeaderFor(request)
  const pseudonymContext = pseudonymContextFor(request)
  const answers = disclosures.map(async ({ queryId, credentialId, credential, shown }) => {
    const secrets = await store[secretsIn].secretsOf(credentialId)
    const derived = await deriveCredential({
      credential,
      pointers: shown,
      presentationHeader,
      dereference: (didUrl) => dereference(didUrl, { resolver }),
      random,
      ...(secrets && { secrets }),
      ...(pseudonymContext && { pseudonymContext }),
    })
    return [queryId, [presentationOf(derived)]] as const
  })
  return { vp_token: Object.fromEntries(await Promise.all(answers)) }
}

interface FirstMatchOptions {
  held: readonly HeldCredential[]
  request: PresentationRequest
  queryId: string
}

/** The first credential that answers a query, of the suites in the request's order. */
async function firstMatch({ held, request, queryId }: FirstMatchOptions): Promise<Disclosure> {
  const query = queryFor(request.dcql_query, queryId)
  const { pseudonym } = request
  for (const suite of request.suites) {
    for (const { id: credentialId, credential: value, feature = 'baseline' } of held) {
      // Of these things are proven: they answer other requests.
      if (feature === 'predicates') continue
      const { bindsHolder, hasPseudonym } = bbsFeatures[feature]
      if (hasPseudonym !== (pseudonym !== undefined)) continue
      const credential = parseSecuredCredential(value)
      if (suiteOf(credential.proof).id !== suite) continue
      const asked = await matchCredential(query, credential, {
        documentLoader: bundledDocumentLoader,
        bindsHolder,
      })
      if (asked === undefined) continue
      const members = [...alwaysShown(credential), ...asked]
      const shown = [...new Set([...members, ...idsOnTheWay(credential, members)])]
      return { queryId, credentialId, credential, shown, ...(pseudonym && { pseudonym }) }
    }
  }
  throw new HolderError('noCredentialMatches', 'no credential in the wallet answers the request')
}

/** What no verifier can do without: who issued it, in data model 1.1 since when, and what the issuer demands. */
function alwaysShown(credential: SecuredCredential): string[] {
  const needed = ['issuer', 'issuanceDate'].filter((member) => credential[member] !== undefined)
  return [...needed.map((member) => pointerTo(member)), ...mandatoryPointersOf(credential)]
}

/** The ids of the nodes that pointers lead through, which are shown with whatever is within. */
function idsOnTheWay(credential: SecuredCredential, pointers: readonly string[]): string[] {
  const nodes = pointers.flatMap((pointer) => {
    const path = parsePointer(pointer)
    return path.map((_, depth) => pointerTo(...path.slice(0, depth)))
  })
  return nodes.filter((node) => hasId(resolvePointer(credential, node))).map((node) => `${node}/id`)
}

function hasId(node: JsonValue): boolean {
  return isJsonObject(node) && node.id !== undefined
}

function presentationOf(credential: SecuredCredential): JsonObject {
  const [context] = [credential['@context'] ?? []].flat()
  return {
    '@context': [context ?? 'https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiablePresentation'],
    verifiableCredential: [credential],
  }
}
