/**
 * A refusal of something that came from outside: a credential, a proof, a DID document.
 *
 * `code` is the contract: it is stable, callers switch on it, tests assert it. The message is for a
 * log and may change; it names members and never holds a claim's value, a key or a token.
 */
export class ToolkitError<Code extends string = string> extends Error {
  override readonly name: string = 'ToolkitError'
  readonly code: Code

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Why octets or text are not what they claim to be. */
export type FormatErrorCode =
  | 'invalidJson'
  | 'tooLarge'
  | 'tooDeep'
  | 'invalidMultibase'
  | 'invalidMultikey'
  | 'invalidVerificationMethod'
  | 'invalidCbor'
  | 'cborTag'
  | 'trailingOctets'
  | 'invalidDeflate'

/** Octets or text that are malformed, whatever they were to say. */
export class FormatError extends ToolkitError<FormatErrorCode> {
  override readonly name = 'FormatError'
}
