import { digestOf } from '@unscored/core'
import { CredentialError } from '../error.ts'
import { vaccinationPointers } from '../vaccination/profile.ts'
import { assertCertLogic, evaluate, type Scope } from './cert-logic.ts'
import { Codes } from './codes.ts'
import { type Dimension, valueSetOf } from './dimension.ts'
import { accepted, plansFor } from './plans.ts'
import type { CodeList, Plan } from './predicate.ts'
import { everywhere, type Region } from './region.ts'
import type { AcceptanceRule, ValueSet } from './rule.ts'
import { payload, type Value } from './value.ts'

/** What {@link compileRules} takes. */
export interface CompileRulesOptions {
  /** All of them are to be fulfilled; those about tests and recoveries say nothing about a vaccination. */
  readonly rules: readonly AcceptanceRule[]
  /** The moment at which the rules are to be fulfilled: `external.validationClock`. Part of a day counts. */
  readonly now: Date
  /**
   * Value sets by their id, as rules name them; see `parseValueSet`. That of a member's codes also serves to prove that
   * a code is none of some: `vaccines-covid-19-names` for products, and so on.
   */
  readonly valueSets?: ReadonlyMap<string, ValueSet>
  /** Lists that are published: plans name them wherever they have the elements that are needed. */
  readonly lists?: readonly CodeList[]
}

/** What is to be proven so that rules are fulfilled. */
export interface CompiledRules {
  /** The identifiers of the rules that apply to a vaccination. */
  readonly rules: readonly string[]
  /** The moment for which the rules were compiled. */
  readonly now: Date
  /**
   * The ways to fulfil all of the rules, those that show less first, of which the holder may choose any. No way is a
   * special case of another. None where nothing fulfils the rules; one that asks for nothing where everything does.
   */
  readonly plans: readonly Plan[]
  /** The lists that the plans name. */
  readonly lists: readonly CodeList[]
  /** JSON pointers to the members that the rules look at, and that would have to be shown if nothing were proven. */
  readonly members: readonly string[]
}

/**
 * Compiles acceptance rules to what a holder has to prove: exactly those doses can be proven for which CertLogic says
 * `true` to each rule. Where it ends with an error, or with anything but `true`, the rule is not fulfilled.
 *
 * Dates of doses and of births are those of the profile, without a time, and begin at midnight in UTC; a partial date
 * of birth is the last day that it can be. A date before 1900-01-01 or after 2079-06-06 fits in no proof.
 *
 * @throws {CredentialError} whose message begins with the rule: `ruleMalformed` or `ruleOperator` where its logic is no
 *   CertLogic, naming the operator; `ruleMember` where it looks at what no credential tells; `ruleValueSet` where a
 *   value set is missing; `ruleNotExpressible` for what cannot be proven, naming the members; `ruleWithoutVerdict`
 *   where it ends with an error for every vaccination; `ruleTooComplex`.
 * @throws {RangeError} where `now` is no date.
 * @see CertLogic 1.3
 */
export function compileRules({
  rules,
  now,
  valueSets = new Map(),
  lists: published = [],
}: CompileRulesOptions): CompiledRules {
  const codes = new Codes()
  const looked = new Set<Dimension>()
  const data = dataFor(now, valueSets)
  const look = (dimension: Dimension) => looked.add(dimension)
  const applicable = rules.filter(({ certificateType: type }) => applicableTypes.includes(type))
  const refused = applicable.flatMap((rule) => refusedBy(rule, { data, codes, look }))

  const lists = new Map<string, CodeList>()
  const listOf = (elements: readonly string[]) => {
    const list = published.find((other) => isSameSet(other.elements, elements)) ?? newList(elements)
    lists.set(list.id, list)
    return list.id
  }
  const inUse = (dimension: Dimension) => [
    ...(valueSets.get(valueSetOf(dimension.pointer) ?? '')?.keys() ?? []),
  ]
  const plans = accepted(refused)
    .flatMap((region) => plansFor(region, { codes, inUse, listOf }))
    .toSorted((a, b) => rankOf(a) - rankOf(b))
  return {
    rules: applicable.map(({ identifier }) => identifier),
    now,
    plans,
    lists: [...lists.values()],
    members: vaccinationPointers
      .map(({ pointer }) => pointer)
      .filter((pointer) => [...looked].some((dimension) => dimension.pointer === pointer)),
  }
}

const applicableTypes: readonly string[] = ['General', 'Vaccination']

function dataFor(now: Date, valueSets: ReadonlyMap<string, ValueSet>): ReadonlyMap<string, Value> {
  const sets = [...valueSets].map(([id, set]): [string, Value] => [id, [...set.keys()]])
  const external = new Map<string, Value>([
    ['validationClock', now.toISOString()],
    ['valueSets', new Map(sets)],
  ])
  return new Map<string, Value>([
    ['payload', payload],
    ['external', external],
  ])
}

/** The doses for which a rule says anything but `true`. */
function refusedBy({ identifier, logic }: AcceptanceRule, scope: Scope): readonly Region[] {
  const branches = namingRule(identifier, () => {
    assertCertLogic(logic)
    return evaluate(logic, scope, everywhere)
  })
  if (branches.every(({ value }) => typeof value !== 'boolean')) {
    throw new CredentialError('ruleWithoutVerdict', `${identifier}: neither true nor false`)
  }
  return branches.filter(({ value }) => value !== true).map(({ region }) => region)
}

/** Says in refusals which rule is refused. */
function namingRule<T>(identifier: string, compile: () => T): T {
  try {
    return compile()
  } catch (refusal) {
    if (!(refusal instanceof CredentialError)) throw refusal
    throw new CredentialError(refusal.code, `${identifier}: ${refusal.message}`)
  }
}

/** The fewer members shown, and then the fewer things proven, the lower. */
function rankOf({ predicates, disclosures }: Plan): number {
  return disclosures.length * 100 + predicates.length
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  const elements = new Set(a)
  return elements.size === new Set(b).size && b.every((element) => elements.has(element))
}

/** A list that nobody has published: its id is the digest of its elements. */
function newList(codes: readonly string[]): CodeList {
  const elements = codes.toSorted()
  return { id: digestOf(elements), elements }
}
