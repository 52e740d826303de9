import {
  type AcceptanceRule,
  type CodeList,
  CredentialError,
  isAskedByRules,
  type PredicateQuery,
  type PredicateRequest,
  type RuleReference,
  type ValueSet,
} from '@unscored/vc'
import { HolderError } from './error.ts'
import type { AskedOrigin } from './predicate-consent.ts'

/** What {@link originsOf} takes beside the request. */
export interface OriginsOfOptions {
  /** Those that the wallet has pinned. */
  rules: readonly AcceptanceRule[]
  valueSets: ReadonlyMap<string, ValueSet>
  codeLists: readonly CodeList[]
  time: Date
}

/**
 * Where what each query asks comes from. Whoever says that it was compiled from rules is believed nothing: the wallet compiles
 * those that it has.
 *
 * @throws {HolderError} `rulesMismatch` where the wallet has the rules, and they ask something else.
 */
export function originsOf(
  { credentials }: PredicateRequest,
  options: OriginsOfOptions,
): readonly AskedOrigin[] {
  return credentials.map((query) => originOf(query, options))
}

function originOf(query: PredicateQuery, options: OriginsOfOptions): AskedOrigin {
  const { rules: asked } = query
  if (asked === undefined) {
    return { from: 'verifier', statement: 'Who asks has chosen this, and names no rule.' }
  }
  const names = asked.rules.map(({ identifier, version }) => `${identifier} ${version}`).join(', ')
  const own = asked.rules.flatMap((reference) => pinned(reference, options.rules) ?? [])
  const at = new Date(asked.at)
  const isAsked = own.length === asked.rules.length && compare(query, { ...options, own, at })
  if (isAsked === undefined || own.length < asked.rules.length) {
    const statement = `Who asks says that ${names} asks this; your wallet cannot check that.`
    return { from: 'verifier', statement }
  }
  if (!isAsked) {
    throw new HolderError('rulesMismatch', `the request is not what ${names} asks`)
  }
  return { from: 'rules', statement: `It is what ${names} asks, as your wallet has it.` }
}

function pinned(
  { identifier, version }: RuleReference,
  rules: readonly AcceptanceRule[],
): AcceptanceRule | undefined {
  return rules.find((rule) => rule.identifier === identifier && rule.version === version)
}

interface CompareOptions extends OriginsOfOptions {
  own: readonly AcceptanceRule[]
  at: Date
}

/** Whether rules ask what a query asks, now; `undefined` where they cannot be compiled. */
function compare(
  query: PredicateQuery,
  { own, at, time, valueSets, codeLists: lists }: CompareOptions,
): boolean | undefined {
  const isNow = Math.abs(at.getTime() - time.getTime()) <= DAY
  const areInForce = own.every(({ validFrom, validTo }) => validFrom <= at && at <= validTo)
  if (!isNow || !areInForce) return false
  try {
    return isAskedByRules(query, { rules: own, now: at, valueSets, lists })
  } catch (error) {
    // A value set that the wallet lacks, say.
    if (error instanceof CredentialError) return undefined
    throw error
  }
}

/** As long as a request can be answered. */
const DAY = 24 * 60 * 60 * 1000
