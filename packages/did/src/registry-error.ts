import { ToolkitError } from '@unscored/core'

/** Why a trust registry was refused, or what is to go into one. */
export type RegistryErrorCode =
  | 'registryMalformed'
  /** Its entries are not those that its signer signed. */
  | 'registryChanged'
  | 'registryNotYetValid'
  | 'registryExpired'
  /** It is older than one that was seen before. */
  | 'registryRollback'
  /** Its signer shows different people different registries. */
  | 'registryFork'
  | 'entryMalformed'
  | 'entryUnknown'
  /** A directory of others that is to be imported. */
  | 'directoryMalformed'

/** A trust registry that is refused. */
export class RegistryError extends ToolkitError<RegistryErrorCode> {
  override readonly name = 'RegistryError'
}
