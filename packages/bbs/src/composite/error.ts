/** Why statements make no proof. */
export type CompositionErrorCode =
  /** There is no signature, or nothing in it is hidden. */
  | 'nothingToProve'
  /** A name stands for no message of any signature. */
  | 'unknownValue'
  /** A message is both shown and hidden, has two names, or is none of the signature's. */
  | 'slotMisused'
  /** Bounds are no integers, out of order, or beyond what the digits can tell. */
  | 'invalidBounds'
  /** A range names another set than that of all digits. */
  | 'notDigits'
  /** A key would stand for two kinds of things. */
  | 'keyInTwoRoles'
  /** A relation follows from others, or is of no values. */
  | 'redundantRelation'
  /** Relations that cannot all be true. */
  | 'contradiction'
  /** What is asked leaves a single possibility for a hidden value. */
  | 'determinedValue'
  /** The same statement twice. */
  | 'duplicateStatement'
  /** A key, a point or another input is malformed. */
  | 'malformedStatement'
  /** What is known does not make the statements true. Which of them, is not said. */
  | 'cannotProve'

/** Statements that make no proof, or that are not true of what is known. */
export class CompositionError extends Error {
  override readonly name = 'CompositionError'
  readonly code: CompositionErrorCode

  constructor(code: CompositionErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
