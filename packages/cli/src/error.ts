import { ToolkitError } from '@unscored/core'

/** What was wrong with how a command was called or with what it was pointed to. */
export type CliErrorCode =
  // the words of the command itself
  | 'usage'
  // files
  | 'fileMissing'
  | 'fileExists'
  | 'fileUnreadable'
  | 'fileNotWritten'
  | 'fileTooLarge'
  | 'fileBusy'
  | 'notText'
  | 'notJson'
  | 'notCsv'
  | 'notRecognised'
  | 'listUnpublished'
  | 'keyMalformed'
  | 'imageUnreadable'
  | 'imageWithoutCode'
  // a simulation
  | 'settingsChanged'
  | 'workerLost'
  | 'interrupted'
  // what nobody was there to answer
  | 'passphraseMissing'
  | 'consentMissing'

/**
 * A command that was misused, so that nothing was decided about what it was to work on. Refusals are errors of the
 * packages that refuse.
 */
export class CliError extends ToolkitError<CliErrorCode> {
  override readonly name = 'CliError'
}
