import { canonicalJson } from '@unscored/core'
import { compileRules } from './compile.ts'
import type { CodeList, Plan, Predicate } from './predicate.ts'
import type { AcceptanceRule, ValueSet } from './rule.ts'

/** The rules that a request says it was compiled from, so that a wallet which has them can see for itself. */
export interface AskedRules {
  /** The moment at which they are to be fulfilled, as a date and time with its zone. */
  readonly at: string
  readonly rules: readonly RuleReference[]
}

/** A rule as it was published: of another version it says something else. */
export interface RuleReference {
  /** Such as `VR-XX-0001`. */
  readonly identifier: string
  /** Such as `1.0.0`. */
  readonly version: string
}

/** What a request says of the rules that it was compiled from. */
export function askedRulesOf({
  rules,
  now,
}: {
  rules: readonly AcceptanceRule[]
  now: Date
}): AskedRules {
  return {
    at: now.toISOString(),
    rules: rules.map(({ identifier, version }) => ({ identifier, version })),
  }
}

/** What {@link isAskedByRules} takes beside what is asked. */
export interface IsAskedByRulesOptions {
  rules: readonly AcceptanceRule[]
  /** The moment at which they are to be fulfilled. */
  now: Date
  valueSets?: ReadonlyMap<string, ValueSet>
  /** The lists that predicates name. */
  lists: readonly CodeList[]
}

/**
 * Whether what is asked is one of the ways to fulfil rules, no more and no less. Lists count by what is in them.
 *
 * @throws {CredentialError} as `compileRules`.
 */
export function isAskedByRules(
  { predicates, disclosures }: Plan,
  { lists, ...options }: IsAskedByRulesOptions,
): boolean {
  const compiled = compileRules({ ...options, lists })
  const known = [...lists, ...compiled.lists]
  const asked = formOf({ predicates, disclosures }, known)
  return compiled.plans.some((plan) => formOf(plan, known) === asked)
}

/** The same for two plans that ask the same. What is only shown has been asked to be shown, and a proof says no more of it. */
function formOf({ predicates, disclosures }: Plan, lists: readonly CodeList[]): string {
  const shown = predicates.flatMap((one) => (one.kind === 'shown' ? [one.pointer] : []))
  const hidden = predicates
    .filter(({ kind }) => kind !== 'shown')
    .map((one) => text(withElements(one, lists)))
  return text([hidden.sort(), [...new Set([...disclosures, ...shown])].sort()])
}

function withElements(predicate: Predicate, lists: readonly CodeList[]) {
  if (predicate.kind !== 'code') return { ...predicate }
  const found = lists.find(({ id }) => id === predicate.list)
  return { ...predicate, list: found ? [...found.elements].sort() : predicate.list }
}

function text(value: Parameters<typeof canonicalJson>[0]): string {
  return new TextDecoder().decode(canonicalJson(value))
}
