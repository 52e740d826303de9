import { ToolkitError } from '@unscored/core'

/** Why something that was to be measured, or to be measured by, was refused. */
export type LinkabilityErrorCode =
  // a population table
  | 'tableVersion'
  | 'tableHeader'
  | 'tableValue'
  | 'tableRow'
  | 'tableCell'
  | 'tableMarginal'
  | 'tableDuplicate'
  | 'tableTooLarge'
  // the open data that one is built of
  | 'mappingMalformed'
  | 'sourceMalformed'
  // a disclosure
  | 'formatUnknown'
  | 'disclosureMalformed'
  | 'disclosureTooLarge'
  | 'requestNeeded'
  // presentations that tell their holders apart
  | 'linkable'
  // a part of a simulation that was stored
  | 'shardMalformed'

/** Where in a text: both count from 1, the column in UTF-16 code units. */
export interface TextPosition {
  readonly line: number
  readonly column: number
}

/** A table or a disclosure that is refused. */
export class LinkabilityError extends ToolkitError<LinkabilityErrorCode> {
  override readonly name = 'LinkabilityError'
  /** Where the fault is, in a text of lines. */
  readonly at: TextPosition | undefined

  constructor(
    code: LinkabilityErrorCode,
    message: string,
    { at, ...options }: ErrorOptions & { at?: TextPosition } = {},
  ) {
    super(code, at ? `${message}, at line ${at.line}, column ${at.column}` : message, options)
    this.at = at
  }
}
