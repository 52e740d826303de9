import type { DisclosedCredential } from '../disclosure/disclosure.ts'

/**
 * What is asked of an issuer's manifest: `IssuerManifest` of `@unscored/did` is one. Whether it is its issuer's is for whoever has it to
 * verify.
 */
export interface AuditManifest {
  readonly issuer: string
  readonly profiles: readonly AuditManifestProfile[]
}

/** One kind of credential of an issuer. */
export interface AuditManifestProfile {
  readonly suite: string
  readonly keys: readonly AuditManifestKey[]
  readonly messageCount: number
  readonly mandatoryCount: number
  readonly mandatoryPointers: readonly string[]
  readonly constants: readonly { readonly pointer: string; readonly value: unknown }[]
  readonly revocation?: { readonly lists: readonly string[] }
}

/** A key, and the months in which it signs; `signsUntil` is the first in which it does no more. */
export interface AuditManifestKey {
  readonly id: string
  readonly validFrom: string
  readonly signsUntil: string
}

/** The profile of a manifest that a credential is of: that of its suite and key, or of its suite alone. */
export function profileOf(
  manifest: AuditManifest | undefined,
  { format, key, issuer }: DisclosedCredential,
): AuditManifestProfile | undefined {
  if (manifest === undefined || (issuer !== undefined && issuer !== manifest.issuer))
    return undefined
  const ofSuite = manifest.profiles.filter(({ suite }) => suite === suites[format])
  return ofSuite.find(({ keys }) => keys.some(({ id }) => id === key)) ?? ofSuite[0]
}

const suites: Readonly<Partial<Record<DisclosedCredential['format'], string>>> = {
  'bbs-2023': 'bbs-2023',
  'bbs-plus-2020': 'BbsBlsSignature2020',
  'bbs-predicates-2026': 'bbs-predicates-2026',
}
