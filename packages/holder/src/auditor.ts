import type { JsonObject } from '@unscored/core'
import type { Manifests } from '@unscored/did'
import type { CodeList, PredicateRequest, PresentationRequest } from '@unscored/vc'
import type { PastDisclosure } from './disclosure-log.ts'
import { HolderError } from './error.ts'
import type { LeastAlternative } from './least-alternative.ts'

/** What is about to be told, for an auditor to judge. */
export interface ProposedDisclosure {
  /** What is asked. Of what is proven without being shown, it is all that there is to judge. */
  readonly request: PresentationRequest | PredicateRequest
  /** The answer as it would be sent; absent where things are proven: whether they are true of anybody, the verdict must not tell. */
  readonly presentation?: JsonObject
  /** What issuers say that all their credentials have in common, as far as the wallet has it. */
  readonly manifests?: Manifests
  /** What is in the lists that a request names. */
  readonly codeLists: readonly CodeList[]
  /** What was told before, oldest first, as far as the wallet remembers it. */
  readonly history: readonly PastDisclosure[]
  /** The day, in UTC: finer than that the wallet remembers no time. */
  readonly day: string
}

/** One thing by which people are told apart. */
export interface AuditedLeak {
  /** The auditor's word for it. */
  readonly source: string
  /** JSON pointers to where it stands. */
  readonly pointers: readonly string[]
  /** In plain words. */
  readonly statement: string
}

/** What an auditor says of a disclosure. It holds no value that would be shown. */
export interface DisclosureAudit {
  /** Whether the auditor's policy is met; `unknown`, where that cannot be told, is treated as `notMet`. */
  readonly verdict: 'met' | 'notMet' | 'unknown'
  /** Among how many people somebody is left, at the worst, with what was told before; `most` is `null` where nothing bounds it. */
  readonly anonymity: { readonly least: number; readonly most: number | null }
  /** In plain words. */
  readonly statement: string
  readonly leaks: readonly AuditedLeak[]
  /** Whether a later disclosure could be put together with this one. Only such a one is remembered. */
  readonly linkable: boolean
}

/**
 * Judges a disclosure before it is made: `createAuditor` of `@unscored/linkability` makes one. It is told claims, and is to keep
 * and send nothing.
 */
export type DisclosureAuditor = (
  proposed: ProposedDisclosure,
) => DisclosureAudit | Promise<DisclosureAudit>

/** How a disclosure is judged, and what of it is remembered. */
export interface AuditOptions {
  /** Judges what would be told; nothing is judged where it is left out. */
  auditor?: DisclosureAuditor
  /**
   * JSON pointers that the holder accepts to be told apart by, as the `leaks` of a refusal have them, though the policy is not met.
   * What is told beside them is refused all the same. An empty list accepts what is below the policy though nothing is found.
   */
  accepted?: readonly string[]
  /** Whether the wallet remembers this one, so that later ones can be judged together with it; `true` by default. */
  remember?: boolean
}

/** What was judged and is not refused, for the holder to decide by. */
export interface JudgedAnswer<Answer> {
  readonly audit: DisclosureAudit
  /** As it would be sent. */
  readonly presentation: Answer
}

/** Why a disclosure was refused, and what would do in its place: JSON, without any value that would have been shown. */
export interface RefusedDisclosure {
  readonly audit: DisclosureAudit
  readonly alternative: LeastAlternative
}

/** What {@link assertAllowed} takes. */
export interface AssertAllowedOptions {
  accepted: readonly string[] | undefined
  alternative: () => LeastAlternative
}

/**
 * Refuses what is below the policy, unless all of it was accepted.
 *
 * @throws {HolderError} `belowPolicy`, with what was `refused`.
 */
export function assertAllowed(
  audit: DisclosureAudit,
  { accepted, alternative }: AssertAllowedOptions,
): void {
  if (audit.verdict === 'met' || isAccepted(audit, accepted)) return
  const offered = alternative()
  throw new HolderError('belowPolicy', `${audit.statement} ${offered.statement}`, {
    refused: { audit, alternative: offered },
  })
}

function isAccepted({ leaks }: DisclosureAudit, accepted: readonly string[] | undefined): boolean {
  const pointers = leaks.flatMap((leak) => leak.pointers)
  return accepted !== undefined && pointers.every((pointer) => accepted.includes(pointer))
}
