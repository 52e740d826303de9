/** One thing that is proven of a dose. Pointers are JSON pointers into the credential; bounds are included. */
export type Predicate =
  | DatePredicate
  | IntegerPredicate
  | CodePredicate
  | DifferencePredicate
  | ShownPredicate

/** A date lies between two others; a partial one by its last possible day. */
export interface DatePredicate {
  readonly kind: 'date'
  readonly pointer: string
  /** `YYYY-MM-DD`, 1900-01-01 or later. */
  readonly from: string
  /** `YYYY-MM-DD`, 2079-06-06 or earlier. */
  readonly until: string
}

/** A whole number lies between two others. */
export interface IntegerPredicate {
  readonly kind: 'integer'
  readonly pointer: string
  readonly from: number
  readonly until: number
}

/** A code is an element of a list. */
export interface CodePredicate {
  readonly kind: 'code'
  readonly pointer: string
  /** The id of the list. */
  readonly list: string
}

/** A number less another lies between two others. */
export interface DifferencePredicate {
  readonly kind: 'difference'
  readonly pointer: string
  /** What is subtracted. */
  readonly minus: string
  /** May be negative. */
  readonly from: number
  readonly until: number
}

/** A text, shown in the open since no proof can say this of it, is among certain values, or is not. */
export interface ShownPredicate {
  readonly kind: 'shown'
  readonly pointer: string
  readonly values: readonly string[]
  readonly among: boolean
}

/** One way to fulfil rules: all predicates hold, and what is to be shown in the open is shown. */
export interface Plan {
  readonly predicates: readonly Predicate[]
  /** JSON pointers to what has to be shown: where nothing less does. */
  readonly disclosures: readonly string[]
}

/** Codes that a proof says one of is meant, without saying which. */
export interface CodeList {
  readonly id: string
  /** No code twice. */
  readonly elements: readonly string[]
}
