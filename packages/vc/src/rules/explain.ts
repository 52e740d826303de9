import { dateOf, LAST_DAY } from '../day.ts'
import { vaccinationPointers } from '../vaccination/profile.ts'
import type { CompiledRules } from './compile.ts'
import { doseNumber, dosesBeyond, labelOf, valueSetOf } from './dimension.ts'
import type { CodeList, DifferencePredicate, Plan, Predicate } from './predicate.ts'
import type { ValueSet } from './rule.ts'

/** What {@link statementOf} takes. */
export interface StatementOfOptions {
  /** The lists that the predicate may name. */
  readonly lists: readonly CodeList[]
  /** Value sets by their id, whose names people know codes by. */
  readonly valueSets?: ReadonlyMap<string, ValueSet>
}

/** What a predicate says, for people who are asked whether to prove it. */
export function statementOf(
  predicate: Predicate,
  { lists, valueSets = new Map() }: StatementOfOptions,
): string {
  const label = labelOf(predicate.pointer)
  const names = valueSets.get(valueSetOf(predicate.pointer) ?? '')
  switch (predicate.kind) {
    case 'date':
    case 'integer':
      return `${label}: ${betweenOf(predicate)}`
    case 'difference':
      return `${label}: ${differenceOf(predicate)}`
    case 'code': {
      const list = lists.find(({ id }) => id === predicate.list)
      return `${label}: ${anyOf(list?.elements ?? [], names)}`
    }
    case 'shown': {
      const values = anyOf(predicate.values, names)
      return `${label}: shown, and ${predicate.among ? values : `none of ${values}`}`
    }
  }
}

const FIRST_DATE = dateOf(0)
const LAST_DATE = dateOf(LAST_DAY)

function betweenOf({
  kind,
  from,
  until,
}: Extract<Predicate, { kind: 'date' | 'integer' }>): string {
  const [least, most] = kind === 'date' ? [FIRST_DATE, LAST_DATE] : doseNumber.whole
  const [less, more] = kind === 'date' ? ['earlier', 'later'] : ['less', 'more']
  if (from === until) return `${from}`
  if (from === least) return `${until} or ${less}`
  if (until === most) return `${from} or ${more}`
  return `${from} to ${until}`
}

function differenceOf({ minus, from, until }: DifferencePredicate): string {
  const other = labelOf(minus).toLowerCase()
  const relation = relations.get(`${from} ${until}`)
  return relation === undefined
    ? `less ${other} is ${from === until ? from : `${from} to ${until}`}`
    : `${relation} ${other}`
}

const [LEAST, MOST] = dosesBeyond.whole

/** What people call a difference, by its bounds. */
const relations: ReadonlyMap<string, string> = new Map([
  ['0 0', 'the same as'],
  [`0 ${MOST}`, 'not below'],
  [`1 ${MOST}`, 'above'],
  [`${LEAST} 0`, 'not above'],
  [`${LEAST} -1`, 'below'],
])

/** The most codes that a statement names. */
const MAX_NAMES = 10

function anyOf(codes: readonly string[], names: ValueSet = new Map()): string {
  const said = codes.slice(0, MAX_NAMES).map((code) => names.get(code) ?? (code || 'nothing'))
  const more = codes.length - said.length
  return `${said.join(', ')}${more > 0 ? ` or one of ${more} others` : ''}`
}

/** What {@link explainRules} takes. */
export interface ExplainRulesOptions {
  /** Value sets by their id, whose names people know codes by. */
  readonly valueSets?: ReadonlyMap<string, ValueSet>
}

/**
 * What compiled rules ask for, for people: what is proven and what shown in each of the ways to fulfil them, what stays
 * hidden, and what would be known if the members were shown instead, or the whole certificate.
 */
export function explainRules(
  compiled: CompiledRules,
  { valueSets = new Map() }: ExplainRulesOptions = {},
): string {
  const { rules, now, plans, lists, members } = compiled
  const others = pointers.filter((pointer) => !members.includes(pointer))
  return [
    `${rules.join(', ') || 'No rules'}, at ${now.toISOString()}`,
    '',
    waysOf(plans.length),
    ...plans.flatMap((plan, i) => ['', ...linesOf(plan, `${i + 1}. `, { lists, valueSets })]),
    '',
    `To show instead what the rules look at would tell the very values of: ${labelsOf(members)}.`,
    `To show the certificate would tell besides: ${labelsOf(others)}, and its identifier.`,
  ].join('\n')
}

const pointers = vaccinationPointers.map(({ pointer }) => pointer)

function waysOf(count: number): string {
  if (count === 0) return 'Nobody can fulfil this.'
  return count === 1 ? 'There is one way to fulfil this.' : `Any one of ${count} ways will do.`
}

function linesOf(
  { predicates, disclosures }: Plan,
  number: string,
  options: StatementOfOptions,
): readonly string[] {
  const statements = predicates.map((predicate) => statementOf(predicate, options))
  const hidden = pointers.filter((pointer) => !disclosures.includes(pointer))
  return [
    `${number}Proven: a valid credential${statements.length > 0 ? ', and of it' : ''}`,
    ...statements.map((statement) => `   - ${statement}`),
    `   Shown: ${labelsOf(disclosures)}`,
    `   Hidden: ${labelsOf(hidden)}`,
  ]
}

function labelsOf(members: readonly string[]): string {
  return members.map(labelOf).join(', ') || 'nothing'
}
