import { ToolkitError } from '@unscored/core'

/** Why a paper of an earlier system cannot become a credential, or nothing is signed. */
export type IssuerErrorCode =
  // the key of the issuer
  | 'keyMismatch'
  // who has which secret, and what holds no more
  | 'registrationTaken'
  | 'registrationChanged'
  | 'neverIssued'
  | 'epochPublished'
  // the holder's part of issuing
  | 'offerUnknown'
  | 'offerExpired'
  // the way from the text to the signed message
  | 'dccTooLarge'
  | 'dccPrefix'
  | 'dccBase45'
  | 'dccInflate'
  | 'dccInflatedTooLarge'
  | 'dccCose'
  // what the message says
  | 'dccCwt'
  | 'dccNotYetValid'
  | 'dccExpired'
  | 'dccSchema'
  | 'dccNotAVaccination'
  // who says it
  | 'dccAlgorithm'
  | 'dccCertificate'
  | 'dccKeyUnknown'
  | 'dccSignature'
  | 'dccCertificateNotYetValid'
  | 'dccCertificateExpired'
  | 'dccKeyUsage'

/** What an issuer was given and refuses. Messages name members, never what they hold. */
export class IssuerError extends ToolkitError<IssuerErrorCode> {
  override readonly name = 'IssuerError'
}
