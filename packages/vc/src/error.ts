import { ToolkitError } from '@unscored/core'

/** Why a credential, a proof or a presentation was refused. */
export type CredentialErrorCode =
  // form
  | 'malformed'
  | 'schemaViolation'
  | 'notTheProfile'
  // contexts and loading
  | 'unknownContext'
  | 'inlineContext'
  | 'vocabContext'
  | 'undefinedTerm'
  | 'notLoadable'
  // pointers
  | 'invalidPointer'
  | 'nothingDisclosed'
  // the proof and what it holds
  | 'proofMissing'
  | 'severalProofs'
  | 'unknownCryptosuite'
  | 'notABaseProof'
  | 'notADerivedProof'
  | 'unknownProofHeader'
  | 'wrongElementCount'
  | 'invalidElement'
  | 'invalidIndexes'
  | 'invalidLabelMap'
  | 'invalidPoint'
  | 'invalidScalar'
  | 'invalidLength'
  | 'invalidKey'
  | 'keyExpired'
  | 'invalidCreated'
  | 'wrongProofPurpose'
  | 'presentationHeaderMismatch'
  | 'pseudonymContextMismatch'
  | 'featureMismatch'
  | 'commitmentInvalid'
  | 'proofInvalid'
  // what is proven of what stays hidden
  | 'attributeInvalid'
  | 'cannotProve'
  | 'issuerNotTrusted'
  // what a verifier asks
  | 'requestMalformed'
  // acceptance rules
  | 'ruleMalformed'
  | 'ruleEngine'
  | 'ruleType'
  | 'ruleOperator'
  | 'ruleMember'
  | 'ruleValueSet'
  | 'ruleNotExpressible'
  | 'ruleWithoutVerdict'
  | 'ruleTooComplex'
  // what the proof says
  | 'issuerMismatch'
  | 'notYetValid'
  | 'expired'

/** A credential, proof or presentation that is refused. */
export class CredentialError extends ToolkitError<CredentialErrorCode> {
  override readonly name = 'CredentialError'
}
