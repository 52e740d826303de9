import { digestOf, type JsonObject, type JsonValue } from '@unscored/core'
import {
  type AskedPredicates,
  type EntryStore,
  type NonceStore,
  type VerifiedPredicatePresentation,
  verifyPredicatePresentation,
} from '@unscored/verifier'
import { createAnsweredNonces } from './answered-nonces.ts'
import type { Context } from './context.ts'
import { CliError } from './error.ts'
import { labelOf, membersOf, valueText } from './members.ts'
import { facts, type Report } from './output.ts'
import { openVerifierParameters, type VerifierParameterOptions } from './predicate-parameters.ts'

/** What {@link verifyPredicates} takes. */
export interface VerifyPredicatesOptions extends VerifierParameterOptions {
  /** Path. */
  entries?: string
  asked: AskedPredicates
  presentation: JsonValue
  nonces: NonceStore
}

/**
 * Verifies the answer to a request for proofs, and says all that the verifier then knows.
 *
 * @throws what `verifyPredicatePresentation` and `openVerifierParameters` throw.
 */
export async function verifyPredicates(
  { asked, presentation, nonces, entries: path, ...options }: VerifyPredicatesOptions,
  context: Context,
): Promise<Report> {
  const { opened, epochs } = await openVerifierParameters(options, context)
  const { profiles, lists } = opened
  const entries = entriesIn(path, { asked, context })
  const verified = await verifyPredicatePresentation(presentation, {
    ...{ asked, nonces, profiles, lists, now: context.now },
    ...(epochs && { epochs }),
    ...(entries && { entries }),
  })
  return {
    json: jsonOf(verified),
    text: [context.output.colors.green('Verified'), facts(knowledgeOf(verified))].join('\n'),
  }
}

function entriesIn(
  path: string | undefined,
  { asked: { request }, context }: { asked: AskedPredicates; context: Context },
): EntryStore | undefined {
  if (request.pseudonym === undefined) return undefined
  if (path === undefined) {
    throw new CliError('usage', 'give --entries: the file that says who entered the event')
  }
  const entered = createAnsweredNonces(path, context.files)
  return {
    // One file remembers the entries to all events.
    enter: async ({ event, pseudonym }, until) =>
      entered.spend(digestOf([event, pseudonym]), until),
  }
}

/** All that a verifier learns, a line for each thing. */
function knowledgeOf({
  credentials,
  equal,
  entered,
}: VerifiedPredicatePresentation): readonly (readonly [string, string])[] {
  return [
    ...Object.values(credentials).flatMap(({ credential, proven, notRevokedIn }) => [
      ...membersOf(credential).map((member) => [labelOf(member), valueText(member)] as const),
      ...proven.map(({ predicate, sentence }) => {
        const { pointer } = predicate
        return [labelOf({ pointer }), sentence.slice(pointer.length + 1)] as const
      }),
      ...(notRevokedIn === undefined ? [] : [['Not revoked in epoch', `${notRevokedIn}`] as const]),
    ]),
    ...equal.map((sentence) => ['Equal', sentence] as const),
    ...(entered ? [['First entry', `${entered.event}, ${entered.day}`] as const] : []),
  ]
}

function jsonOf({ credentials, equal, entered }: VerifiedPredicatePresentation): JsonObject {
  const verified = Object.entries(credentials).map(([id, { proven, ...found }]) => [
    id,
    {
      ...found,
      proven: proven.map(({ predicate, sentence }) => ({ predicate: { ...predicate }, sentence })),
    },
  ])
  return {
    verified: Object.fromEntries(verified),
    equal: [...equal],
    ...(entered && { entered: { ...entered } }),
  }
}
