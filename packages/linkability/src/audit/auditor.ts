import type { JsonObject } from '@unscored/core'
import type { PredicateRequest, PresentationRequest } from '@unscored/vc'
import type { DisclosedCredential, Disclosure, Identifier } from '../disclosure/disclosure.ts'
import { readDocument } from '../disclosure/document.ts'
import { readDisclosure } from '../disclosure/read.ts'
import {
  askedIdentifiers,
  type CodesOfLists,
  claimAsked,
  pseudonymAsked,
  readRequest,
} from '../disclosure/request.ts'
import type { PopulationTable } from '../population/table.ts'
import { type AuditCount, type AuditResult, auditDisclosure } from './audit.ts'
import type { PastDisclosure } from './leak.ts'
import type { AuditManifest } from './manifest.ts'
import { type AuditPolicy, defaultPolicy } from './policy.ts'
import { isLinkable } from './sequence.ts'

/** What {@link createAuditor} takes. */
export interface AuditorOptions {
  /** Whom the person is one of; without one, nothing is known of values. */
  readonly population?: PopulationTable
  readonly policy?: Partial<AuditPolicy>
}

/** What an auditor is asked about: `ProposedDisclosure` of `@unscored/holder` is one. */
export interface DisclosureToAudit {
  readonly request: PresentationRequest | PredicateRequest
  /** The answer as it would be sent; where it is left out, the request is judged, for whoever has the fewest beside her. */
  readonly presentation?: JsonObject
  /** What issuers say that all their credentials have in common; that of the first credential is looked at. */
  readonly manifests?: { manifestOf(issuer: string): AuditManifest | undefined }
  /** What is in the lists that a request names. */
  readonly codeLists: readonly { readonly id: string; readonly elements: readonly string[] }[]
  /** Oldest first. */
  readonly history: readonly RememberedDisclosure[]
  /** `YYYY-MM-DD`: by `linkWithinSeconds`, those of one day are taken to be of one person. */
  readonly day: string
}

/** What is remembered of a disclosure: `PastDisclosure` of `@unscored/holder` is one. */
export interface RememberedDisclosure {
  readonly day: string
  readonly domain: string
  /** What a pseudonym was shown for. */
  readonly context?: string
  /** What was shown of each credential; without a document its values can be any. */
  readonly shown: readonly {
    readonly pointers: readonly string[]
    readonly document?: JsonObject
  }[]
  /** What was proven. */
  readonly proven?: PredicateRequest
}

/** What an auditor answers: `DisclosureAudit` of `@unscored/holder` is made of it. It holds no value that would be shown. */
export interface AuditorVerdict {
  readonly verdict: AuditResult['verdict']
  /** Of how many people at the worst, with what was disclosed before. */
  readonly anonymity: AuditCount
  /** In plain words: the verdict, and how many people it could be. */
  readonly statement: string
  readonly leaks: readonly {
    readonly source: string
    readonly pointers: readonly string[]
    readonly statement: string
  }[]
  /** Whether a later disclosure could be put together with this one. */
  readonly linkable: boolean
}

/**
 * An auditor for wallets, which judges a disclosure before it is made: what `presentCredential` and `presentPredicateCredentials` of
 * `@unscored/holder` take as `auditor`. It judges as {@link auditDisclosure} does, and keeps nothing.
 *
 * @throws what `readDisclosure` throws, from the auditor.
 */
export function createAuditor({
  population,
  policy: changes = {},
}: AuditorOptions): (proposed: DisclosureToAudit) => Promise<AuditorVerdict> {
  const policy = { ...defaultPolicy, ...changes }
  return async (proposed) => {
    const { request, day, history, codeLists } = proposed
    const lists = new Map(codeLists.map(({ id, elements }) => [id, elements]))
    const disclosure = await disclosureOf(proposed, lists)
    const manifest = manifestFor(disclosure, proposed)
    const result = auditDisclosure({
      ...{ disclosure, policy, party: request.domain, at: startOf(day) },
      ...(population && { population }),
      ...(manifest && { manifest }),
      history: history.map((past) => pastOf(past, lists)),
    })
    const { verdict, sequence, findings, summary } = result
    return {
      ...{ verdict, anonymity: sequence.anonymity.worst },
      // What follows are the findings, one by one.
      statement: summary.slice(0, summary.length - findings.length).join(' '),
      leaks: findings.map(({ source, pointers, says }) => ({ source, pointers, statement: says })),
      linkable: isLinkable(disclosure, policy),
    }
  }
}

async function disclosureOf(
  { request, presentation }: DisclosureToAudit,
  lists: CodesOfLists,
): Promise<Disclosure> {
  if (presentation === undefined || 'credentials' in request) return readRequest(request, lists)
  const { identifiers, credentials, ...read } = await readDisclosure(presentation)
  return {
    ...{ ...read, domain: request.domain },
    // By what it was made for, a pseudonym is compared with those before: their octets are not remembered.
    identifiers: [...identifiers.filter(isNoPseudonym), ...askedIdentifiers(request)],
    credentials: credentials.map((credential) => ({
      ...{ ...credential, identifiers: credential.identifiers.filter(isNoPseudonym) },
    })),
  }
}

function isNoPseudonym({ kind }: Identifier): boolean {
  return kind !== 'pseudonym'
}

function manifestFor(
  { credentials: [first] }: Disclosure,
  { manifests }: DisclosureToAudit,
): AuditManifest | undefined {
  return first?.issuer === undefined ? undefined : manifests?.manifestOf(first.issuer)
}

function pastOf(
  { day, domain, context, shown, proven }: RememberedDisclosure,
  lists: CodesOfLists,
): PastDisclosure {
  const at = startOf(day)
  if (proven) return { disclosure: readRequest(proven, lists), party: domain, at }
  const disclosure: Disclosure = {
    ...{ side: 'presentation', domain, unknown: [] },
    credentials: shown.map(rememberedOf),
    identifiers: context === undefined ? [] : [pseudonymAsked(domain, context)],
  }
  return { disclosure, party: domain, at }
}

function rememberedOf({
  pointers,
  document,
}: RememberedDisclosure['shown'][number]): DisclosedCredential {
  const subject = pointers.filter((pointer) => pointer.startsWith('/credentialSubject/'))
  return {
    format: 'unknown',
    ...(document
      ? readDocument(document, '')
      : {
          ...{ identifiers: [], times: [], status: [], unknown: [] },
          claims: subject.map((pointer) => claimAsked(pointer, { shown: 'day' })),
        }),
    proofs: 1,
  }
}

/** Of a day, as all of its hours are taken. */
function startOf(day: string): string {
  return `${day}T00:00:00Z`
}
