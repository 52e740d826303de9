import {
  type AcceptanceRule,
  type CodeList,
  CredentialError,
  compileRules,
  type ValueSet,
  vaccinationAttributes,
} from '@unscored/vc'

/** The least that would do in the place of what is asked. */
export interface LeastAlternative {
  /** How many fields are asked to be shown. */
  readonly asked: number
  /** JSON pointers to those of them that would have to be shown where all else is proven. */
  readonly needed: readonly string[]
  /** The identifiers of the rules that the wallet has and that need no more than `needed`; none where it knows no rule of this. */
  readonly rules: readonly string[]
  /** In plain words, for the holder, and for her to tell the verifier. */
  readonly statement: string
}

/** What {@link leastAlternative} takes beside the fields. */
export interface LeastAlternativeOptions {
  /** Those that the wallet has pinned. */
  rules: readonly AcceptanceRule[]
  valueSets: ReadonlyMap<string, ValueSet>
  codeLists: readonly CodeList[]
  now: Date
}

/**
 * What a verifier needs who asks for fields: what the wallet's rules need that are in force and look at these fields, and where it
 * has none, those fields alone of which nothing can be proven.
 *
 * @param asked JSON pointers to fields of the subject.
 */
export function leastAlternative(
  asked: readonly string[],
  options: LeastAlternativeOptions,
): LeastAlternative {
  const compiled = options.rules.flatMap((rule) => neededBy(rule, { ...options, asked }) ?? [])
  const rules = compiled.map(({ rule }) => rule)
  const needed =
    rules.length > 0
      ? [...new Set(compiled.flatMap(({ disclosures }) => disclosures))]
      : asked.filter((pointer) => !isProvable(pointer))
  const statement =
    asked.length === 0
      ? 'The verifier asks to be shown nothing: what it asks to be proven would have to be less narrow.'
      : `The verifier asks for ${fields(asked.length)}, ${whose(rules)} ${needed.length}.`
  return { asked: asked.length, needed, rules, statement }
}

function fields(count: number): string {
  return count === 1 ? '1 field' : `${count} fields`
}

function whose(rules: readonly string[]): string {
  if (rules.length === 0) return 'a proof that its rule is met needs'
  return rules.length === 1 ? 'its rule needs' : 'its rules need'
}

interface NeededByOptions extends LeastAlternativeOptions {
  asked: readonly string[]
}

/** What one rule needs shown; `undefined` where it is not about what is asked, or cannot be compiled by what the wallet has. */
function neededBy(
  rule: AcceptanceRule,
  { asked, now, valueSets, codeLists: lists }: NeededByOptions,
): { rule: string; disclosures: readonly string[] } | undefined {
  if (now < rule.validFrom || now > rule.validTo) return undefined
  try {
    const { rules, members, plans } = compileRules({ rules: [rule], now, valueSets, lists })
    const [plan] = plans
    const isAsked = members.length > 0 && members.every((pointer) => asked.includes(pointer))
    if (plan === undefined || rules.length === 0 || !isAsked) return undefined
    return { rule: rule.identifier, disclosures: plan.disclosures }
  } catch (error) {
    // A value set that the wallet lacks, say.
    if (error instanceof CredentialError) return undefined
    throw error
  }
}

function isProvable(pointer: string): boolean {
  return vaccinationAttributes.some((one) => one.pointer === pointer && one.encoding !== 'text')
}
