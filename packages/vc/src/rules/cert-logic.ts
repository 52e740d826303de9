import { isJsonObject, type JsonArray, type JsonValue } from '@unscored/core'
import { midnightOf } from '../day.ts'
import { CredentialError } from '../error.ts'
import type { Codes } from './codes.ts'
import {
  type Comparison,
  type Condition,
  comparisonOf,
  equalityOf,
  instantComparisonOf,
  truthOf,
} from './condition.ts'
import { instantOfDate, instantOfText, plusTime, type TimeUnit, timeUnits } from './date-time.ts'
import { ABSENT, type Dimension } from './dimension.ts'
import { complementOf, type Interval, unionOf } from './number-set.ts'
import { narrow, type Region } from './region.ts'
import { type InstantTerm, type IntegerTerm, isTerm, type Value, withheld } from './value.ts'

/** What an expression is evaluated with. */
export interface Scope {
  /** What `var` reads from. */
  readonly data: ReadonlyMap<string, Value>
  readonly codes: Codes
  /** Is told each member of the dose that the expression looks at. */
  readonly look: (dimension: Dimension) => void
}

/** What an expression is for a part of all doses: a value, or nothing where CertLogic ends with an error. */
export interface Branch {
  readonly region: Region
  readonly value: Value | undefined
}

/**
 * Evaluates an expression of CertLogic for all doses of a region at once: cuts the region into parts, for each of
 * which the expression has one value. Operands are evaluated where CertLogic evaluates them, and only there.
 *
 * @param expression {@link assertCertLogic} has to accept it.
 * @throws {CredentialError} `ruleMember` for a member that credentials lack, `ruleValueSet` for a value set that is
 *   not given, `ruleNotExpressible` for what no proof shows, `ruleTooComplex` where there are too many parts.
 * @see CertLogic 1.3
 */
export function evaluate(expression: JsonValue, scope: Scope, region: Region): readonly Branch[] {
  if (isArray(expression)) {
    return evaluateAll(expression, { scope, region, use: answer })
  }
  if (!isJsonObject(expression)) return answer(expression, region)
  const [operator, operands] = partsOf(expression)
  if (operator === 'var') return answer(read(String(operands), scope), region)
  const branches = evaluateOperation(operator, isArray(operands) ? operands : [], scope, region)
  if (branches.length > MAX_BRANCHES) {
    throw new CredentialError('ruleTooComplex', 'a rule tells too many cases apart')
  }
  return branches
}

const MAX_BRANCHES = 1024

/** How many operands each operation takes. */
const operandCounts: ReadonlyMap<string, Interval> = new Map([
  ['if', [3, 3]],
  ['and', [2, Number.POSITIVE_INFINITY]],
  ['!', [1, 1]],
  ['===', [2, 2]],
  ['in', [2, 2]],
  ['+', [2, 2]],
  ['<', [2, 3]],
  ['>', [2, 3]],
  ['<=', [2, 3]],
  ['>=', [2, 3]],
  ['before', [2, 3]],
  ['after', [2, 3]],
  ['not-before', [2, 3]],
  ['not-after', [2, 3]],
  ['plusTime', [3, 3]],
  ['reduce', [3, 3]],
  ['extractFromUVCI', [2, 2]],
  ['dccDateOfBirth', [1, 1]],
])

/**
 * Checks that a value is an expression of CertLogic.
 *
 * @throws {CredentialError} `ruleOperator` for an operation that is not known, `ruleMalformed` for one that is not of
 *   its form; either names the operation.
 */
export function assertCertLogic(expression: JsonValue): void {
  if (isArray(expression)) {
    expression.forEach(assertCertLogic)
    return
  }
  if (!isJsonObject(expression)) {
    if (typeof expression !== 'number' || Number.isInteger(expression)) {
      if (expression !== null) return
    }
    throw malformed('a literal')
  }
  const [operator, operands] = partsOf(expression)
  if (Object.keys(expression).length !== 1) throw malformed('an operation')
  if (operator === 'var') {
    if (typeof operands !== 'string') throw malformed('var')
    return
  }
  const [least, most] = operandCounts.get(operator) ?? []
  if (least === undefined || most === undefined) {
    throw new CredentialError('ruleOperator', `the operator ${operator.slice(0, 40)} is not known`)
  }
  if (!isArray(operands) || operands.length < least || operands.length > most) {
    throw malformed(operator)
  }
  if (operator === 'plusTime' && (!Number.isInteger(operands[1]) || !isTimeUnit(operands[2]))) {
    throw malformed(operator)
  }
  if (operator === 'extractFromUVCI' && !Number.isInteger(operands[1])) throw malformed(operator)
  operands.forEach(assertCertLogic)
}

function evaluateOperation(
  operator: string,
  operands: JsonArray,
  scope: Scope,
  region: Region,
): readonly Branch[] {
  const [first = null, second = null, third = null] = operands
  const withAll = (use: Use) => evaluateAll(operands, { scope, region, use })
  switch (operator) {
    case 'if':
      return decide(first, scope, region, (holds, { region: part }) =>
        evaluate(holds ? second : third, scope, part),
      )
    case 'and':
      return evaluateAnd(operands, scope, region)
    case '!':
      return decide(first, scope, region, (holds, { region: part }) => answer(!holds, part))
    case '===':
      return withAll(([left = null, right = null], part) =>
        answerAny([equalityOf(left, right, scope.codes)], part),
      )
    case 'in':
      return withAll(([item = null, list = null], part) =>
        isList(list)
          ? answerAny(merged(list.map((other) => equalityOf(item, other, scope.codes))), part)
          : noVerdict(part),
      )
    case '+':
      return withAll(([left = null, right = null], part) =>
        isInteger(left) && isInteger(right) ? answer(sumOf(left, right), part) : noVerdict(part),
      )
    case 'plusTime':
      return evaluate(first, scope, region).flatMap(({ value, region: part }) =>
        toInstant(value, part, { amount: Number(second), unit: isTimeUnit(third) ? third : 'day' }),
      )
    case 'dccDateOfBirth':
      return evaluate(first, scope, region).flatMap(({ value, region: part }) =>
        toInstant(value, part),
      )
    case 'extractFromUVCI':
      return evaluate(first, scope, region).map(({ value, region: part }) => ({
        region: part,
        value: fragmentOf(value, Number(second)),
      }))
    case 'reduce':
      return evaluate(first, scope, region).flatMap(({ value, region: part }) =>
        reduce(value, { lambda: second, initial: third }, scope, part),
      )
    default:
      return withAll((values, part) => compareAll(operator, values, part))
  }
}

/** What is done with the values of all operands. */
type Use = (values: readonly Value[], region: Region) => readonly Branch[]

function evaluateAll(
  expressions: JsonArray,
  { scope, region, use }: { scope: Scope; region: Region; use: Use },
): readonly Branch[] {
  const [first, ...others] = expressions
  if (first === undefined) return use([], region)
  return evaluate(first, scope, region).flatMap(({ value, region: part }) =>
    value === undefined
      ? noVerdict(part)
      : evaluateAll(others, {
          scope,
          region: part,
          use: (values, rest) => use([value, ...values], rest),
        }),
  )
}

/** Cuts a region by whether CertLogic takes an expression for true. */
function decide(
  expression: JsonValue,
  scope: Scope,
  region: Region,
  use: (holds: boolean, branch: Branch) => readonly Branch[],
): readonly Branch[] {
  return evaluate(expression, scope, region).flatMap(({ value, region: part }) => {
    const truth = value === undefined ? undefined : truthOf(value, scope.codes)
    if (truth === undefined) return noVerdict(part)
    return cut(part, truth).flatMap((side) => use(side.holds, { region: side.region, value }))
  })
}

/** The first operand that is falsy, else the last; those after it are never looked at. */
function evaluateAnd(
  [first, ...others]: JsonArray,
  scope: Scope,
  region: Region,
): readonly Branch[] {
  return decide(first ?? null, scope, region, (holds, branch) =>
    holds && others.length > 0 ? evaluateAnd(others, scope, branch.region) : [branch],
  )
}

function reduce(
  list: Value | undefined,
  { lambda, initial }: { lambda: JsonValue; initial: JsonValue },
  scope: Scope,
  region: Region,
): readonly Branch[] {
  if (list !== null && !isList(list)) return noVerdict(region)
  return (list ?? []).reduce<readonly Branch[]>(
    (branches, current) =>
      branches.flatMap(({ value, region: part }) => {
        if (value === undefined) return noVerdict(part)
        const data = new Map<string, Value>([
          ['accumulator', value],
          ['current', current],
        ])
        return evaluate(lambda, { ...scope, data }, part)
      }),
    evaluate(initial, scope, region),
  )
}

/** The comparisons of instants, in the words of CertLogic. */
const instantComparisons: ReadonlyMap<string, Comparison> = new Map([
  ['before', '<'],
  ['after', '>'],
  ['not-after', '<='],
  ['not-before', '>='],
])

const numberComparisons: readonly Comparison[] = ['<', '>', '<=', '>=']

/** Compares two or three values, each with the next. */
function compareAll(operator: string, values: readonly Value[], region: Region): readonly Branch[] {
  const ofInstants = instantComparisons.get(operator)
  if (ofInstants !== undefined) {
    if (!values.every(isInstant)) return noVerdict(region)
    return answerAll(
      pairsOf(values).map(([left, right]) => instantComparisonOf(ofInstants, left, right)),
      region,
    )
  }
  const ofNumbers = numberComparisons.find((comparison) => comparison === operator)
  if (ofNumbers === undefined || !values.every(isInteger)) return noVerdict(region)
  return answerAll(
    pairsOf(values).map(([left, right]) => comparisonOf(ofNumbers, left, right)),
    region,
  )
}

/** Each value with the one that follows it. */
function pairsOf<T>(values: readonly T[]): readonly (readonly [T, T])[] {
  return values.flatMap((left, i) =>
    values.slice(i + 1, i + 2).map((right) => [left, right] as const),
  )
}

function sumOf(left: number | IntegerTerm, right: number | IntegerTerm): Value {
  if (typeof left === 'number') {
    return typeof right === 'number' ? left + right : { ...right, plus: right.plus + left }
  }
  if (typeof right === 'number') return { ...left, plus: left.plus + right }
  throw new CredentialError(
    'ruleNotExpressible',
    `the sum (+) of ${left.dimension.pointer} and ${right.dimension.pointer} cannot be proven`,
  )
}

/** An amount of time. */
interface Shift {
  amount: number
  unit: TimeUnit
}

/** The instant of a date, moved by a shift; without one as `dccDateOfBirth` has it. */
function toInstant(value: Value | undefined, region: Region, shift?: Shift): readonly Branch[] {
  const moved = (instant: Date) => (shift ? plusTime(instant, shift.amount, shift.unit) : instant)
  if (typeof value === 'string') {
    const instant = shift ? instantOfText(value) : instantOfDate(value)
    return instant === undefined ? noVerdict(region) : answer(moved(instant), region)
  }
  if (value === undefined || !isTerm(value)) return noVerdict(region)
  const { term, dimension } = value
  if (term === 'code') throw notText('a date', dimension)
  if (term !== 'date') return noVerdict(region)
  const instant: InstantTerm = {
    term: 'instant',
    dimension,
    at: (day) => moved(midnightOf(day)).getTime(),
    ascending: shift === undefined || isAscending(shift),
  }
  const known = complementOf([[ABSENT, ABSENT]], dimension.whole)
  return cut(region, { dimension, values: known }).flatMap((side) =>
    side.holds ? answer(instant, side.region) : noVerdict(side.region),
  )
}

/** A month after the 31st of January comes later than one after the 1st of February. And dates end with the year 275760. */
function isAscending({ amount, unit }: Shift): boolean {
  return unit !== 'month' && Math.abs(amount) < 100_000
}

/** @see CertLogic 1.3 §extractFromUVCI */
function fragmentOf(value: Value | undefined, index: number): Value | undefined {
  if (value === null) return null
  if (typeof value === 'string') {
    return value.replace(/^URN:UVCI:/, '').split(/[/#:]/)[index] ?? null
  }
  if (value !== undefined && isTerm(value) && (value.term === 'code' || value.term === 'date')) {
    throw notText('a certificate identifier (extractFromUVCI)', value.dimension)
  }
  return undefined
}

/** What `var` finds at a path; null where there is nothing. */
function read(path: string, { data, look }: Scope): Value {
  const names = path === '' ? [] : path.split('.')
  const value = names.reduce<Value>((found, name) => memberOf(found, name, { data, path }), data)
  if (value === withheld) throw notInCredential(path)
  if (isTerm(value)) look(value.dimension)
  return value
}

function memberOf(
  value: Value,
  name: string,
  { data, path }: { data: ReadonlyMap<string, Value>; path: string },
): Value {
  if (isList(value)) return value[Number.parseInt(name, 10)] ?? null
  if (value instanceof Map) {
    const member = value.get(name)
    if (member !== undefined) return member
    if (value === data) return null
    if (path === `external.valueSets.${name}`) {
      throw new CredentialError('ruleValueSet', `the value set ${name.slice(0, 80)} is not given`)
    }
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return null
  throw notInCredential(path)
}

function notInCredential(path: string): CredentialError {
  return new CredentialError('ruleMember', `no credential tells ${path.slice(0, 80)}`)
}

function notText(what: string, { pointer }: Dimension): CredentialError {
  return new CredentialError('ruleNotExpressible', `${pointer} cannot be proven to hold ${what}`)
}

function malformed(what: string): CredentialError {
  return new CredentialError('ruleMalformed', `${what} is not of its form in CertLogic`)
}

/** Cuts a region by a condition; a side that no dose is on is left out. */
function cut(
  region: Region,
  condition: Condition,
): readonly { readonly region: Region; readonly holds: boolean }[] {
  if (typeof condition === 'boolean') return [{ region, holds: condition }]
  const { dimension, values } = condition
  const sides = [
    { region: narrow(region, dimension, values), holds: true },
    { region: narrow(region, dimension, complementOf(values, dimension.whole)), holds: false },
  ]
  return sides.flatMap(({ region: side, holds }) => (side ? { region: side, holds } : []))
}

/** True where all conditions hold. */
function answerAll([first, ...others]: readonly Condition[], region: Region): readonly Branch[] {
  if (first === undefined) return answer(true, region)
  return cut(region, first).flatMap((side) =>
    side.holds ? answerAll(others, side.region) : answer(false, side.region),
  )
}

/** True where any condition holds. */
function answerAny([first, ...others]: readonly Condition[], region: Region): readonly Branch[] {
  if (first === undefined) return answer(false, region)
  return cut(region, first).flatMap((side) =>
    side.holds ? answer(true, side.region) : answerAny(others, side.region),
  )
}

/** The conditions with those of one dimension made into one, so that a long list of codes cuts once. */
function merged(conditions: readonly Condition[]): readonly Condition[] {
  if (conditions.includes(true)) return [true]
  const values = new Map<Dimension, Interval[]>()
  for (const condition of conditions) {
    if (typeof condition === 'boolean') continue
    const intervals = values.get(condition.dimension) ?? []
    values.set(condition.dimension, intervals.concat(condition.values))
  }
  return [...values].map(([dimension, intervals]) => ({ dimension, values: unionOf(intervals) }))
}

function answer(value: Value, region: Region): readonly Branch[] {
  return [{ region, value }]
}

function noVerdict(region: Region): readonly Branch[] {
  return [{ region, value: undefined }]
}

/** The operation of an object that is an expression, and its operands. */
function partsOf(expression: Readonly<Record<string, JsonValue>>): readonly [string, JsonValue] {
  return Object.entries(expression)[0] ?? ['', null]
}

function isArray(value: JsonValue): value is JsonArray {
  return Array.isArray(value)
}

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}

function isInteger(value: Value): value is number | IntegerTerm {
  return isTerm(value) ? value.term === 'integer' : Number.isInteger(value)
}

function isInstant(value: Value): value is Date | InstantTerm {
  return isTerm(value) ? value.term === 'instant' : value instanceof Date
}

function isTimeUnit(value: JsonValue | undefined): value is TimeUnit {
  return timeUnits.some((unit) => unit === value)
}
