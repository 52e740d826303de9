import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { deniesPast, type IssuerManifest, manifestHash } from './manifest.ts'
import { ManifestError } from './manifest-error.ts'

/** One thing in which two manifests differ. */
export interface ManifestChange {
  /** Where: JSON pointer, in which an entry of a list goes by its name instead of its number. */
  readonly pointer: string
  readonly change: 'added' | 'removed' | 'changed'
  readonly before?: JsonValue
  readonly after?: JsonValue
}

/**
 * In what two manifests differ, for people, sorted by pointer. That lists are in another order is told as a change of the list.
 */
export function diffManifests(before: IssuerManifest, after: IssuerManifest): ManifestChange[] {
  return diffJson(asJson(before), asJson(after))
}

/** In what two JSON objects differ; see {@link diffManifests}. */
export function diffJson(before: JsonObject, after: JsonObject): ManifestChange[] {
  const [old, now] = [new Map(leaves(before, '')), new Map(leaves(after, ''))]
  const pointers = [...new Set([...old.keys(), ...now.keys()])].sort()
  return pointers.flatMap((pointer): ManifestChange[] => {
    const [was, is] = [old.get(pointer), now.get(pointer)]
    if (was === undefined && is !== undefined) return [{ pointer, change: 'added', after: is }]
    if (is === undefined && was !== undefined) return [{ pointer, change: 'removed', before: was }]
    if (was === undefined || is === undefined || was === is) return []
    return [{ pointer, change: 'changed', before: was, after: is }]
  })
}

/**
 * What two manifests are to each other. `same`: whoever has them was shown the same. `older` and `newer` say what the first
 * is, and that the versions between lead from one to the other. `fork`: the issuer shows different people different
 * manifests. `unlinked`: one is of a later version, and the versions between are not at hand, or it is of another issuer's.
 */
export type ManifestRelation = 'same' | 'older' | 'newer' | 'fork' | 'unlinked' | 'otherIssuer'

/** What {@link compareManifests} gives. */
export interface ManifestComparison {
  readonly relation: ManifestRelation
  /** Of the first manifest and of the second. */
  readonly hashes: readonly [string, string]
}

/**
 * Compares the manifest of one wallet with that of another, or with that of a mirror.
 *
 * @param between Versions between the two, in any order, as a mirror keeps them.
 */
export async function compareManifests(
  mine: IssuerManifest,
  theirs: IssuerManifest,
  between: readonly IssuerManifest[] = [],
): Promise<ManifestComparison> {
  const hashes = [await manifestHash(mine), await manifestHash(theirs)] as const
  if (mine.issuer !== theirs.issuer) return { relation: 'otherIssuer', hashes }
  if (mine.version === theirs.version) {
    return { relation: hashes[0] === hashes[1] ? 'same' : 'fork', hashes }
  }
  const isOlder = mine.version < theirs.version
  const [first, last] = isOlder ? [mine, theirs] : [theirs, mine]
  const link = await linkOf(first, { last, between })
  if (link !== 'linked') return { relation: link, hashes }
  return { relation: isOlder ? 'older' : 'newer', hashes }
}

/**
 * Checks that two manifests are the same, or that one leads to the other.
 *
 * @throws {ManifestError} `manifestFork`, `manifestUnlinked` or `issuerNotInManifest`.
 */
export function assertNoFork({ relation }: Pick<ManifestComparison, 'relation'>): void {
  if (relation === 'fork') {
    throw new ManifestError(
      'manifestFork',
      'this issuer shows different people different manifests',
    )
  }
  if (relation === 'unlinked') {
    throw new ManifestError('manifestUnlinked', 'versions between the two are missing')
  }
  if (relation === 'otherIssuer') {
    throw new ManifestError('issuerNotInManifest', 'the manifests are of two issuers')
  }
}

/** Follows the hashes of previous versions back from the last to the first. A version that denies the past is as bad as another. */
async function linkOf(
  first: IssuerManifest,
  { last, between }: { last: IssuerManifest; between: readonly IssuerManifest[] },
): Promise<'linked' | 'fork' | 'unlinked'> {
  const byHash = new Map<string, IssuerManifest>()
  for (const manifest of between) byHash.set(await manifestHash(manifest), manifest)
  let later = last
  while (later.version > first.version + 1) {
    const step = later.previous === undefined ? undefined : byHash.get(later.previous)
    if (step?.issuer !== first.issuer || step.version !== later.version - 1) return 'unlinked'
    if (deniesPast(step, later)) return 'fork'
    later = step
  }
  const isLinked = later.previous === (await manifestHash(first)) && !deniesPast(first, later)
  return isLinked ? 'linked' : 'fork'
}

function asJson(manifest: IssuerManifest): JsonObject {
  // A manifest is JSON, whose type has an index signature that its own has not.
  return manifest as unknown as JsonObject
}

function leaves(value: JsonValue, at: string): [string, JsonValue][] {
  if (Array.isArray(value)) return listLeaves(value, at)
  if (!isJsonObject(value)) return [[at, value]]
  return Object.entries(value).flatMap(([name, member]) => leaves(member, `${at}/${token(name)}`))
}

function listLeaves(items: readonly JsonValue[], at: string): [string, JsonValue][] {
  if (items.length === 0) return []
  const names = items.map(nameOf)
  const order: [string, JsonValue] = [at, names.join(' ')]
  const named = items.flatMap((item, i) =>
    isJsonObject(item) ? leaves(item, `${at}/${token(names[i] ?? '')}`) : [],
  )
  return [order, ...named]
}

/** What an entry of a list goes by. */
function nameOf(item: JsonValue): string {
  if (!isJsonObject(item)) return String(item)
  return String(item.id ?? item.url ?? item.pointer ?? item.type)
}

function token(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
