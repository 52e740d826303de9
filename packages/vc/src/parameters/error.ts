import { ToolkitError } from '@unscored/core'

/** Why a file that an issuer publishes for everybody is not used. */
export type ParameterErrorCode =
  /** It could not be fetched. */
  | 'fileUnavailable'
  /** Its octets are others than the manifest names: others may have been given to other people. */
  | 'fileDigest'
  /** It has not the form of such a file. */
  | 'fileMalformed'
  /** It says that it is another file: of another name, kind, edition, key or epoch. */
  | 'fileMismatch'
  /** An element of a set has not the signature that it ought to have. */
  | 'setInvalid'
  /** A gap has not the signature that it ought to have. */
  | 'gapInvalid'

/** A published file that is refused as a whole, whatever of it would have been needed. */
export class ParameterError extends ToolkitError<ParameterErrorCode> {
  override readonly name = 'ParameterError'
  /** The address by which the manifest names it. */
  readonly file: string

  constructor(code: ParameterErrorCode, file: string, why: string, options?: ErrorOptions) {
    super(code, `${file}: ${why}`, options)
    this.file = file
  }
}
