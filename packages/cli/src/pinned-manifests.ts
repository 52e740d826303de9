import {
  assertManifestInForce,
  type IssuerManifest,
  type Registry,
  verifyManifest,
} from '@unscored/did'
import { verifyDocument } from '@unscored/vc'
import type { Command } from 'commander'
import type { Context } from './context.ts'
import { readJson } from './documents.ts'
import { CliError } from './error.ts'
import { createKeyResolver } from './key-resolver.ts'
import { openNamedRegistry, type RegistryOptions } from './registry-file.ts'

/** Options of commands that prove or verify by what issuers publish. */
export interface ManifestOptions extends RegistryOptions {
  /** Paths. */
  manifest?: readonly string[]
}

/** The options of every command that takes {@link ManifestOptions}, but for `--did-document`, which has other uses beside. */
export function withManifestOptions(command: Command): Command {
  return command
    .option('--manifest <file...>', 'signed manifests of issuers, whose documents are given')
    .option('--registry <file>', 'a registry of issuers in the place of documents and manifests')
    .option('--registry-signer <did>', 'whose registry it must be')
}

/** What issuers say that all their credentials have in common, as far as somebody has pinned it. */
export interface PinnedManifests {
  readonly registry: Registry | undefined
  of(issuer: string): IssuerManifest | undefined
  /** Ascending by issuer. */
  all(): readonly IssuerManifest[]
}

/**
 * The manifests that options name. Nobody is asked for anything.
 *
 * @throws {CliError} `usage` where they name none, and as `readJson`.
 * @throws {ManifestError} as `verifyManifest`, `manifestNotYetValid` or `manifestExpired`.
 * @throws {RegistryError} as `openRegistry`.
 * @throws {DidError} where the document of a manifest's issuer was not given.
 */
export async function openManifests(
  { manifest: paths = [], ...options }: ManifestOptions,
  context: Context,
): Promise<PinnedManifests> {
  const { didDocument = [] } = options
  const registry = await openNamedRegistry(options, context)
  if (paths.length === 0 && registry === undefined) {
    throw new CliError('usage', 'give --manifest or --registry: by what the issuer has published')
  }
  const resolver = await createKeyResolver(
    { didDocument, beyond: 'nobody', ...(registry && { pinned: registry.resolver }) },
    context,
  )
  const given = new Map<string, IssuerManifest>()
  for (const path of paths) {
    const manifest = await verifyManifest(await readJson(path, context), {
      ...{ verifyDocument, resolver, now: context.now },
    })
    assertManifestInForce(manifest, context.now())
    given.set(manifest.issuer, manifest)
  }
  const of = (issuer: string) => given.get(issuer) ?? registry?.manifestOf(issuer)
  return {
    registry,
    of,
    all: () =>
      [...new Set([...given.keys(), ...(registry?.ids() ?? [])])]
        .sort()
        .flatMap((issuer) => of(issuer) ?? []),
  }
}
