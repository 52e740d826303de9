import { dayOf, LAST_DAY } from '../day.ts'
import { CredentialError } from '../error.ts'
import type { Codes } from './codes.ts'
import { ABSENT, birthDate, type Dimension, doseNumber, dosesBeyond } from './dimension.ts'
import {
  complementOf,
  type Interval,
  intersectionOf,
  type NumberSet,
  unionOf,
} from './number-set.ts'
import { type InstantTerm, type IntegerTerm, isTerm, type Term, type Value } from './value.ts'

/** What the truth of something depends on: nothing, or the values of one dimension. */
export type Condition = boolean | { readonly dimension: Dimension; readonly values: NumberSet }

/** How numbers and instants are compared. */
export type Comparison = '<' | '>' | '<=' | '>='

/**
 * When CertLogic takes a value for true, or `undefined` where it is neither truthy nor falsy, as instants are.
 *
 * @see CertLogic 1.3 §Truthy and falsy values
 */
export function truthOf(value: Value, codes: Codes): Condition | undefined {
  if (value instanceof Date) return undefined
  if (value instanceof Map) return value.size > 0
  if (Array.isArray(value)) return value.length > 0
  if (!isTerm(value)) return Boolean(value)
  switch (value.term) {
    case 'integer':
      return allBut(value.dimension, -value.plus)
    case 'code':
      return allBut(value.dimension, codes.numberOf(''))
    case 'date':
      return allBut(value.dimension, ABSENT)
    case 'instant':
      return undefined
  }
}

/** When an integer is less, greater … than another. */
export function comparisonOf(
  comparison: Comparison,
  left: number | IntegerTerm,
  right: number | IntegerTerm,
): Condition {
  if (typeof left === 'number') {
    if (typeof right === 'number') return compares[comparison](left, right)
    return comparisonOf(mirrored[comparison], right, left)
  }
  if (typeof right === 'number') {
    return within(left.dimension, numbersThat[comparison](right - left.plus))
  }
  if (left.dimension === right.dimension) return compares[comparison](left.plus, right.plus)
  if (left.dimension !== doseNumber) return comparisonOf(mirrored[comparison], right, left)
  return within(dosesBeyond, numbersThat[comparison](right.plus - left.plus))
}

/**
 * When an instant is before, after … another.
 *
 * @throws {CredentialError} `ruleNotExpressible` where they depend on two different dates of the dose: how far those
 *   are apart is nothing that a proof shows.
 */
export function instantComparisonOf(
  comparison: Comparison,
  left: Date | InstantTerm,
  right: Date | InstantTerm,
): Condition {
  if (left instanceof Date) {
    if (right instanceof Date) return compares[comparison](left.getTime(), right.getTime())
    return instantComparisonOf(mirrored[comparison], right, left)
  }
  if (right instanceof Date) return daysWhen(left, comparison, right.getTime())
  if (right.dimension !== left.dimension) throw notComparable(left, right)
  return daysWhere(left.dimension, (day) => compares[comparison](left.at(day), right.at(day)))
}

/**
 * When two values are the same, as JavaScript's `===` has it.
 *
 * @throws {CredentialError} `ruleNotExpressible` for two members of the dose that are no numbers, and for the wording
 *   of a date of birth.
 */
export function equalityOf(left: Value, right: Value, codes: Codes): Condition {
  if (left === right) return true
  if (!isTerm(left)) return isTerm(right) && equalityOf(right, left, codes)
  if (isTerm(right)) return equalityOfTerms(left, right)
  switch (left.term) {
    case 'integer':
      return typeof right === 'number' && only(left.dimension, right - left.plus)
    case 'code':
      return typeof right === 'string' && only(left.dimension, codes.numberOf(right))
    case 'date':
      return typeof right === 'string' && only(left.dimension, numberOfDate(left.dimension, right))
    case 'instant':
      return false
  }
}

function equalityOfTerms(left: Term, right: Term): Condition {
  if (left.term === 'integer' && right.term === 'integer') {
    if (left.dimension === right.dimension) return left.plus === right.plus
    const [number, total] = left.dimension === doseNumber ? [left, right] : [right, left]
    return only(dosesBeyond, total.plus - number.plus)
  }
  const isText = (term: Term) => term.term === 'code' || term.term === 'date'
  if (isText(left) && isText(right)) throw notComparable(left, right)
  return false
}

/** A date of birth is known by its last possible day alone: that none is known is all that can be told of its text. */
function numberOfDate(dimension: Dimension, text: string): number {
  if (dimension !== birthDate) return (text.length === 10 ? dayOf(text) : undefined) ?? Number.NaN
  if (text === '') return ABSENT
  throw new CredentialError(
    'ruleNotExpressible',
    `the wording of ${dimension.pointer} cannot be proven`,
  )
}

function notComparable(left: Term, right: Term): CredentialError {
  return new CredentialError(
    'ruleNotExpressible',
    `${left.dimension.pointer} and ${right.dimension.pointer} cannot be compared in a proof`,
  )
}

const mirrored: Readonly<Record<Comparison, Comparison>> = {
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
}

const compares: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
}

/** The whole numbers that are less, greater … than one. */
const numbersThat: Readonly<Record<Comparison, (than: number) => Interval>> = {
  '<': (than) => [Number.NEGATIVE_INFINITY, than - 1],
  '>': (than) => [than + 1, Number.POSITIVE_INFINITY],
  '<=': (than) => [Number.NEGATIVE_INFINITY, than],
  '>=': (than) => [than, Number.POSITIVE_INFINITY],
}

function within(dimension: Dimension, values: Interval): Condition {
  return { dimension, values: intersectionOf([dimension.whole], [values]) }
}

function only(dimension: Dimension, number: number): Condition {
  return Number.isInteger(number) && within(dimension, [number, number])
}

function allBut(dimension: Dimension, number: number): Condition {
  return { dimension, values: complementOf([[number, number]], dimension.whole) }
}

/** The days whose instant is before, after … another. */
function daysWhen(
  { dimension, at, ascending }: InstantTerm,
  comparison: Comparison,
  instant: number,
): Condition {
  const compare = compares[comparison]
  const holds = (day: number) => compare(at(day), instant)
  if (!ascending || Number.isNaN(instant)) return daysWhere(dimension, holds)
  const turn = firstDay((day) => holds(day) !== holds(0))
  return within(dimension, holds(0) ? [0, turn - 1] : [turn, LAST_DAY])
}

/** The first day for which something holds that holds for all later ones too. */
function firstDay(holds: (day: number) => boolean): number {
  let [from, until] = [0, LAST_DAY + 1]
  while (from < until) {
    const middle = Math.floor((from + until) / 2)
    if (holds(middle)) until = middle
    else from = middle + 1
  }
  return from
}

function daysWhere(dimension: Dimension, holds: (day: number) => boolean): Condition {
  const days = Array.from({ length: LAST_DAY + 1 }, (_, day) => day).filter(holds)
  return { dimension, values: unionOf(days.map((day) => [day, day])) }
}
