import { ToolkitError } from '@unscored/core'
import type { RefusedDisclosure } from './auditor.ts'

/** Why a wallet refused what it was asked or what it was given to read. */
export type HolderErrorCode =
  // opening a wallet
  | 'walletLocked'
  | 'walletCorrupt'
  | 'walletVersion'
  | 'walletMissing'
  // keeping it
  | 'walletBusy'
  | 'storageFailed'
  | 'tooLarge'
  // what it holds
  | 'credentialUnknown'
  | 'commitmentUnknown'
  | 'issuerMismatch'
  // answering a request
  | 'requestExpired'
  | 'domainMismatch'
  | 'epochRefused'
  | 'rulesMismatch'
  | 'issuanceWhilePresenting'
  | 'noCredentialMatches'
  | 'belowPolicy'
  | 'declined'

/** A refusal of the wallet or of its holder. */
export class HolderError extends ToolkitError<HolderErrorCode> {
  override readonly name = 'HolderError'
  /** What was refused, and what would do in its place; with `belowPolicy` alone. */
  readonly refused: RefusedDisclosure | undefined

  constructor(
    code: HolderErrorCode,
    message: string,
    { refused, ...options }: ErrorOptions & { refused?: RefusedDisclosure } = {},
  ) {
    super(code, message, options)
    this.refused = refused
  }
}

/** The refusal of a wallet that decrypts to something else than wallets hold. */
export function corrupt(why: string): HolderError {
  return new HolderError('walletCorrupt', `the wallet's content ${why}`)
}

/** The refusal of what answers no commitment of the wallet. */
export function commitmentUnknown(): HolderError {
  return new HolderError('commitmentUnknown', 'the wallet waits for no such credential')
}
