import type { RandomSource } from '@unscored/core'
import { type CreateGapsFileOptions, createGapsFile, epochOf, gapsFileUrl } from '@unscored/vc'
import { IssuerError } from './error.ts'
import type {
  HeadRecord,
  IssuerStore,
  IssuerTransaction,
  ListRecord,
  RevocationPlace,
} from './issuer-store.ts'

/** The greatest number of a credential in a list; the least is 1. */
const LAST_ID = 65_534

/** Half a list: in a fuller one, whoever is revoked would be found among fewer, and numbers would be hard to draw. */
const LIST_IS_FULL = LAST_ID / 2

/**
 * A place that no credential has or had, at random within the list.
 *
 * @throws {RangeError} where the random source fails.
 */
export async function allocatePlace(
  records: IssuerTransaction,
  random: RandomSource,
): Promise<RevocationPlace> {
  const head = await headOf(records)
  const last = head.lists - 1
  const current = await records.get('list', String(last))
  const isFull = current === undefined || current.issued.length >= LIST_IS_FULL
  const list = isFull ? head.lists : last
  const record = isFull ? EMPTY : current
  const id = draw(new Set(record.issued), random)
  if (isFull) await records.set('head', HEAD, { ...head, lists: head.lists + 1 })
  await records.set('list', String(list), { ...record, issued: [...record.issued, id] })
  return { list, id }
}

/** What is known of a list of which something was issued. */
export async function listRecord(records: IssuerTransaction, list: number): Promise<ListRecord> {
  return (await records.get('list', String(list))) ?? EMPTY
}

const HEAD = 'head'
const EMPTY: ListRecord = { issued: [], revoked: [], published: [] }

async function headOf(records: IssuerTransaction): Promise<HeadRecord> {
  return (await records.get('head', HEAD)) ?? { lists: 0 }
}

function draw(taken: ReadonlySet<number>, random: RandomSource): number {
  for (let trial = 0; trial < MAX_TRIALS; trial++) {
    const [high = 0, low = 0] = random(2)
    const id = 256 * high + low
    if (id >= 1 && id <= LAST_ID && !taken.has(id)) return id
  }
  throw new RangeError('the random source gives the same numbers again and again')
}

/** Of at most half the numbers that are taken, a free one is not found in so many with a probability of 2^−128. */
const MAX_TRIALS = 128

/** What {@link revoke} takes. */
export interface RevokeOptions {
  store: IssuerStore
  /** Of the credentials that are to hold no more. */
  places: Iterable<RevocationPlace>
}

/**
 * Revokes credentials, from the next epoch that is published; what is revoked stays so.
 *
 * @throws {IssuerError} `neverIssued` where nothing was issued in one of the places; nothing is revoked then.
 */
export async function revoke({ store, places }: RevokeOptions): Promise<void> {
  const ids = new Map<number, number[]>()
  for (const { list, id } of places) ids.set(list, [...(ids.get(list) ?? []), id])
  await store.transaction(async (records) => {
    for (const [list, added] of ids) {
      const record = await listRecord(records, list)
      const issued = new Set(record.issued)
      if (!added.every((id) => issued.has(id))) {
        throw new IssuerError('neverIssued', 'no credential has this place in the lists')
      }
      const revoked = [...new Set([...record.revoked, ...added])].sort((a, b) => a - b)
      await records.set('list', String(list), { ...record, revoked })
    }
  })
}

/** What {@link placesOf} takes. */
export interface PlacesOfOptions {
  store: IssuerStore
  /** As `admitCredential` was told. */
  person: string
}

/** Where a person's credentials are listed, all that are bound to her present secret; none where she is not known. */
export async function placesOf({
  store,
  person,
}: PlacesOfOptions): Promise<readonly RevocationPlace[]> {
  return store.transaction(
    async (records) => (await records.get('person', person))?.credentials ?? [],
  )
}

/** What {@link publishEpoch} takes. */
export interface PublishEpochOptions extends Pick<CreateGapsFileOptions, 'secretKey' | 'bbs'> {
  store: IssuerStore
  /** What the manifest says of revocation. */
  revocation: {
    /** 96 octets. */
    readonly publicKey: Uint8Array
    readonly epochSeconds: number
    readonly url: string
  }
  now: Date
  /** Puts the file where everybody finds it. */
  publish: (file: PublishedFile) => Promise<void>
}

/** A file for everybody, and where it belongs. */
export interface PublishedFile {
  readonly url: string
  readonly octets: Uint8Array
}

/**
 * Publishes what of all lists is not revoked in the epoch that it is. Once for each epoch, and by one process at a time: whoever
 * is revoked later is so from the next one on, for all alike. Old files may be deleted when no verifier accepts their epoch.
 *
 * @throws {IssuerError} `epochPublished` where that epoch, or a later one, was.
 * @throws {RangeError} where the key is malformed.
 * @throws whatever `publish` does; the epoch does not count as published then.
 */
export async function publishEpoch({
  store,
  revocation,
  now,
  publish,
  ...key
}: PublishEpochOptions): Promise<PublishedFile & { readonly epoch: number }> {
  const epoch = epochOf(now, revocation)
  const { publicKey } = revocation
  const lists = await store.transaction((records) => revokedNumbers(records, epoch))
  // What takes long is no part of a transaction.
  const octets = await createGapsFile({ ...key, publicKey, epoch, lists })
  const file = { url: gapsFileUrl(revocation, epoch), octets }
  await publish(file)
  await store.transaction(async (records) => {
    const head = await headOf(records)
    assertUnpublished(head, epoch)
    await records.set('head', HEAD, { ...head, epoch })
    for (const { list, revoked } of lists) {
      const record = await listRecord(records, list)
      await records.set('list', String(list), { ...record, published: revoked })
    }
  })
  return { ...file, epoch }
}

async function revokedNumbers(records: IssuerTransaction, epoch: number) {
  const head = await headOf(records)
  assertUnpublished(head, epoch)
  const lists = []
  // With the one that comes next: what is issued in it before the next epoch can be proven at once.
  for (let list = 0; list <= head.lists; list++) {
    lists.push({ list, revoked: (await listRecord(records, list)).revoked })
  }
  return lists
}

function assertUnpublished({ epoch: last = -1 }: HeadRecord, epoch: number): void {
  if (epoch <= last) throw new IssuerError('epochPublished', 'that epoch was published before')
}
