import { ToolkitError } from '@unscored/core'

/** Why a verifier refused a presentation. */
export type VerifierErrorCode =
  // the presentation
  | 'presentationMalformed'
  | 'answerMissing'
  // what it was made for
  | 'requestExpired'
  | 'nonceMismatch'
  | 'domainMismatch'
  | 'requestMismatch'
  | 'replayed'
  | 'epochNotAccepted'
  // what it shows
  | 'issuerNotTrusted'
  | 'suiteNotAccepted'
  | 'contextNotAccepted'
  | 'queryNotSatisfied'
  // whom it is bound to
  | 'bindingMissing'
  | 'pseudonymMissing'
  | 'pseudonymNotAsked'
  | 'alreadyEntered'

/** A presentation that is refused. */
export class VerifierError extends ToolkitError<VerifierErrorCode> {
  override readonly name = 'VerifierError'
}
