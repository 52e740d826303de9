import { ToolkitError } from '@unscored/core'

/** Why a manifest was refused, or a credential that is to fit one. */
export type ManifestErrorCode =
  // the manifest itself
  | 'manifestMalformed'
  /** One key serves two purposes. */
  | 'keyInTwoRoles'
  | 'manifestNotYetValid'
  | 'manifestExpired'
  /** It does not follow on the version before. */
  | 'notASuccessor'
  /** The issuer shows different people different manifests. */
  | 'manifestFork'
  /** It cannot be told whether one version leads to another. */
  | 'manifestUnlinked'
  // the credential
  /** Nobody has a manifest of its issuer. */
  | 'manifestMissing'
  | 'issuerNotInManifest'
  | 'profileNotInManifest'
  | 'keyNotInManifest'
  | 'contextNotInManifest'
  | 'schemaNotInManifest'
  | 'messageCountNotInManifest'
  | 'mandatoryPointersNotInManifest'
  | 'featureNotInManifest'
  | 'membersNotInManifest'
  | 'constantNotInManifest'
  | 'statusListNotInManifest'
  | 'parameterNotInManifest'
  | 'validityNotInManifest'

/** A manifest that is refused, or a credential by which its issuer could recognise its holder. */
export class ManifestError extends ToolkitError<ManifestErrorCode> {
  override readonly name = 'ManifestError'
}
