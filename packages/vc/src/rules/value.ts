import {
  birthDate,
  certifier,
  country,
  type Dimension,
  disease,
  doseDate,
  doseNumber,
  manufacturer,
  product,
  prophylaxis,
  totalDoses,
} from './dimension.ts'

/** What an expression of CertLogic can be: a value of its data model, or something that depends on the dose. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Date
  | readonly Value[]
  | ReadonlyMap<string, Value>
  | Term
  | typeof withheld

/** What a certificate has and a credential has not. */
export const withheld: unique symbol = Symbol('withheld')

/** A value that depends on the dose, by one dimension. */
export type Term = IntegerTerm | CodeTerm | DateTerm | InstantTerm

/** A count of doses, and a number added to it. */
export interface IntegerTerm {
  readonly term: 'integer'
  readonly dimension: Dimension
  readonly plus: number
}

/** A code, whose numbers are its places in the list of codes that rules name. */
interface CodeTerm {
  readonly term: 'code'
  readonly dimension: Dimension
}

/** A date as text. */
interface DateTerm {
  readonly term: 'date'
  readonly dimension: Dimension
}

/** An instant that is computed from a date. */
export interface InstantTerm {
  readonly term: 'instant'
  readonly dimension: Dimension
  /** The instant in milliseconds, for a day. */
  readonly at: (day: number) => number
  /** Whether a later day never gives an earlier instant. */
  readonly ascending: boolean
}

/** Whether a value depends on the dose. */
export function isTerm(value: Value): value is Term {
  return typeof value === 'object' && value !== null && 'term' in value
}

const code = (dimension: Dimension): CodeTerm => ({ term: 'code', dimension })
const date = (dimension: Dimension): DateTerm => ({ term: 'date', dimension })
const integer = (dimension: Dimension): IntegerTerm => ({ term: 'integer', dimension, plus: 0 })

/**
 * The payload of the certificate that a credential of one dose comes from. Groups that say nothing are null, there
 * is one entry, and what the import leaves behind or puts together from several members is withheld.
 */
export const payload: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['ver', withheld],
  ['nam', withheld],
  ['dob', date(birthDate)],
  ['t', null],
  ['r', null],
  [
    'v',
    [
      new Map<string, Value>([
        ['tg', code(disease)],
        ['vp', code(prophylaxis)],
        ['mp', code(product)],
        ['ma', code(manufacturer)],
        ['dn', integer(doseNumber)],
        ['sd', integer(totalDoses)],
        ['dt', date(doseDate)],
        ['co', code(country)],
        ['is', code(certifier)],
        ['ci', withheld],
      ]),
    ],
  ],
])
