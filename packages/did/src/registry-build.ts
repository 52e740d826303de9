import { assertJson, concatOctets, equalOctets, type JsonObject } from '@unscored/core'
import type { IssuerManifest } from './manifest.ts'
import { compareManifests, diffJson, type ManifestChange } from './manifest-comparison.ts'
import { verifyManifest } from './manifest-document.ts'
import { ManifestError } from './manifest-error.ts'
import { monthOf } from './month.ts'
import { createPinnedResolver } from './pinned.ts'
import type { Registry, RegistryState } from './registry.ts'
import {
  formatLine,
  LINE_FEED,
  parseLine,
  type RegistryEntry,
  type RegistryLine,
} from './registry-entry.ts'
import { RegistryError } from './registry-error.ts'
import { digestOfBody, formatRegistry, parseHead } from './registry-file.ts'
import { contentDocument, type VerifySignedDocument } from './signed-content.ts'

/** Signs a document with the key of who makes a registry, `signDocument` of `@unscored/vc`. */
export type SignDocument = (document: JsonObject) => Promise<JsonObject>

/** What {@link buildRegistry} takes. */
export interface BuildRegistryOptions {
  /** In any order. */
  entries: Iterable<RegistryEntry>
  sign: SignDocument
  /** Checks that manifests are signed by the issuers that they are of. */
  verifyDocument: VerifySignedDocument
  /** Set back to the first of its month. */
  validUntil: Date
  now?: () => Date
}

/**
 * Makes the first version of a registry.
 *
 * @returns Its octets.
 * @throws {RegistryError} `entryMalformed`, also where an id occurs twice, or `registryMalformed` where it would be outdated
 *   from the beginning.
 * @throws {DidError} and {@link ManifestError} for what is in an entry, and whatever `verifyDocument` does where a manifest is not
 *   signed by its issuer.
 */
export async function buildRegistry({
  entries,
  ...options
}: BuildRegistryOptions): Promise<Uint8Array<ArrayBuffer>> {
  const lines = new Map<string, Uint8Array>()
  for (const value of entries) {
    const { entry } = await verifiedLine(value, options)
    if (lines.has(entry.id)) throw new RegistryError('entryMalformed', 'an id occurs twice')
    lines.set(entry.id, formatLine(entry))
  }
  return signedRegistry(lines, options)
}

/** What {@link addToRegistry} takes beside the registry. */
export interface AddToRegistryOptions extends BuildRegistryOptions {
  /** New ones, and those that take the place of one with the same id. */
  entries: Iterable<RegistryEntry>
  /** The ids of entries that are left out from now on. */
  remove?: Iterable<string>
  /** Versions of manifests between the one that was pinned and the one that is added. */
  between?: readonly IssuerManifest[]
}

/**
 * Makes the next version of a registry, of which the signer must be the same.
 *
 * A manifest takes the place of another only where it follows on it: an issuer that showed this registry one manifest cannot
 * later show it one that denies it.
 *
 * @returns Its octets.
 * @throws as {@link buildRegistry}; `ManifestError` `notASuccessor`; `RegistryError` `entryUnknown` for one that is to be removed.
 */
export async function addToRegistry(
  registry: Registry,
  { entries, remove = [], between = [], ...options }: AddToRegistryOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const lines = new Map<string, Uint8Array>()
  for (const id of registry.ids()) lines.set(id, withEnd(registry.lineOf(id)))
  for (const id of remove) {
    if (!lines.delete(id)) throw new RegistryError('entryUnknown', 'there is no entry to remove')
  }
  for (const value of entries) {
    const { entry, manifest } = await verifiedLine(value, options)
    const pinned = registry.manifestOf(entry.id)
    if (pinned !== undefined && lines.has(entry.id)) await assertFollows(pinned, manifest, between)
    lines.set(entry.id, formatLine(entry))
  }
  return signedRegistry(lines, { ...options, after: registry.state })
}

/** In what two registries differ. */
export interface RegistryDifference {
  /** Ids, ascending. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly { readonly id: string; readonly changes: readonly ManifestChange[] }[]
}

/**
 * In what two registries differ, for people.
 *
 * @throws what is wrong with an entry that differs.
 */
export function diffRegistries(before: Registry, after: Registry): RegistryDifference {
  const [old, now] = [new Set(before.ids()), new Set(after.ids())]
  const kept = [...old].filter((id) => now.has(id))
  const differing = kept.filter((id) => !isSameLine(before.lineOf(id), after.lineOf(id)))
  return {
    added: [...now].filter((id) => !old.has(id)),
    removed: [...old].filter((id) => !now.has(id)),
    changed: differing.map((id) => ({
      id,
      changes: diffJson(jsonOf(before.entryOf(id)), jsonOf(after.entryOf(id))),
    })),
  }
}

async function verifiedLine(
  value: RegistryEntry,
  { verifyDocument, now = () => new Date() }: Pick<BuildRegistryOptions, 'verifyDocument' | 'now'>,
): Promise<RegistryLine> {
  assertJson(value)
  // As whoever opens the registry will read it.
  const line = parseLine(formatLine(value).subarray(0, -1))
  const { document, manifest } = line.entry
  if (manifest !== undefined && document !== undefined) {
    await verifyManifest(manifest, {
      verifyDocument,
      resolver: createPinnedResolver([document]),
      now,
    })
  }
  return line
}

async function assertFollows(
  pinned: IssuerManifest,
  manifest: IssuerManifest | undefined,
  between: readonly IssuerManifest[],
): Promise<void> {
  const { relation } =
    manifest === undefined
      ? { relation: 'missing' }
      : await compareManifests(pinned, manifest, between)
  if (relation !== 'same' && relation !== 'older') {
    throw new ManifestError(
      'notASuccessor',
      `a manifest does not follow on the one that is pinned: ${relation}`,
    )
  }
}

interface SignedRegistryOptions extends Pick<BuildRegistryOptions, 'sign' | 'validUntil' | 'now'> {
  after?: RegistryState
}

async function signedRegistry(
  lines: ReadonlyMap<string, Uint8Array>,
  { sign, validUntil, now = () => new Date(), after }: SignedRegistryOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const ids = [...lines.keys()].sort()
  const body = joined(ids.map((id) => lines.get(id) ?? new Uint8Array()))
  const head = {
    version: (after?.version ?? 0) + 1,
    ...(after && { previous: after.hash }),
    digest: digestOfBody(body),
    count: ids.length,
    created: monthOf(now()),
    validUntil: monthOf(validUntil),
  }
  return formatRegistry(await sign(contentDocument('TrustRegistry', parseHead(head))), body)
}

function withEnd(line: Uint8Array = new Uint8Array()): Uint8Array {
  return concatOctets(line, Uint8Array.of(LINE_FEED))
}

/** There are more lines than a function can have arguments. */
function joined(lines: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(lines.reduce((length, line) => length + line.length, 0))
  let offset = 0
  for (const line of lines) {
    all.set(line, offset)
    offset += line.length
  }
  return all
}

function isSameLine(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one !== undefined && other !== undefined && equalOctets(one, other)
}

function jsonOf(entry: RegistryEntry | undefined): JsonObject {
  // An entry is JSON, whose type has an index signature that its own has not.
  return (entry ?? {}) as unknown as JsonObject
}
