import { isJsonObject, type JsonValue, utf8 } from '@unscored/core'
import { createFileStorage, HolderError } from '@unscored/holder'
import {
  createMemoryIssuerStore,
  type IssuerState,
  type IssuerStore,
  type OfferStore,
} from '@unscored/issuer'
import type { Context } from './context.ts'
import { jsonOf, textOf } from './documents.ts'
import { CliError } from './error.ts'

/** What an issuer remembers in a file, which its owner alone can read: whom it gave what, and which offers are open. */
export interface IssuerRecords {
  readonly store: IssuerStore
  readonly offers: OfferStore
}

/**
 * Opens the records in a file, which is begun with the first that is kept. Each change is written whole, in the place of what
 * was read; of two commands that change it at once, one at most succeeds.
 *
 * @throws {CliError} from its functions: `fileBusy`, `fileUnreadable`, `fileTooLarge`, and `notRecognised` where it holds no
 *   records.
 */
export function openIssuerRecords(
  path: string,
  { files, now }: Pick<Context, 'files' | 'now'>,
): IssuerRecords {
  const storage = createFileStorage({ files, path })

  async function change<Result>(
    work: (content: Content) => Promise<readonly [Content, Result]>,
  ): Promise<Result> {
    const before = await asCliError(storage.read(), path)
    const content = before === undefined ? EMPTY : parseContent(textOf(before, path), path)
    const [next, result] = await work(content)
    const octets = utf8(`${JSON.stringify(next, null, 1)}\n`)
    if (next !== content) await asCliError(storage.replace(octets, before), path)
    return result
  }

  return {
    store: {
      transaction: (work) =>
        change(async (content) => {
          const store = createMemoryIssuerStore(content.records)
          const result = await store.transaction(work)
          return [{ ...content, records: store.state() }, result]
        }),
    },
    offers: {
      keep: (nonce, { person, expires }) =>
        change(async (content) => {
          const open = content.offers.filter((offer) => new Date(offer.expires) >= now())
          const kept = { nonce, person, expires: expires.toISOString() }
          return [{ ...content, offers: [...open, kept] }, undefined]
        }),
      take: (nonce) =>
        change(async (content) => {
          const found = content.offers.find((offer) => offer.nonce === nonce)
          if (found === undefined) return [content, undefined]
          const offers = content.offers.filter((offer) => offer !== found)
          const { person, expires } = found
          return [
            { ...content, offers },
            { person, expires: new Date(expires) },
          ]
        }),
    },
  }
}

interface Content {
  readonly version: 1
  readonly offers: readonly KeptOffer[]
  readonly records: IssuerState
}

interface KeptOffer {
  readonly nonce: string
  readonly person: string
  readonly expires: string
}

const EMPTY: Content = { version: 1, offers: [], records: [] }

function parseContent(text: string, path: string): Content {
  const content = jsonOf(text, path)
  if (!isContent(content)) throw new CliError('notRecognised', `${path} holds no issuer's records`)
  return content
}

function isContent(value: unknown): value is Content {
  const { version, offers, records } = isJsonObject(value) ? value : {}
  return (
    version === 1 &&
    Array.isArray(offers) &&
    offers.every(isOffer) &&
    Array.isArray(records) &&
    records.every(isRecord)
  )
}

function isOffer(value: JsonValue): boolean {
  const { nonce, person, expires } = isJsonObject(value) ? value : {}
  const isText = typeof nonce === 'string' && typeof person === 'string'
  return isText && typeof expires === 'string' && !Number.isNaN(Date.parse(expires))
}

function isRecord(value: JsonValue): boolean {
  if (!Array.isArray(value)) return false
  const [kind, key, record, ...others]: readonly JsonValue[] = value
  const isOf = recordsOf.get(typeof kind === 'string' ? kind : '')
  return typeof key === 'string' && others.length === 0 && isOf?.(record) === true
}

/** The form of a record of each kind. */
const recordsOf: ReadonlyMap<string, (record: JsonValue | undefined) => boolean> = new Map([
  ['registration', (record) => typeof record === 'string'],
  [
    'person',
    (record) =>
      isJsonObject(record) &&
      typeof record.registration === 'string' &&
      Array.isArray(record.credentials) &&
      record.credentials.every(
        (place: JsonValue) => isJsonObject(place) && areNumbers([place.list, place.id]),
      ),
  ],
  [
    'list',
    (record) =>
      isJsonObject(record) &&
      areNumbers(record.issued) &&
      areNumbers(record.revoked) &&
      areNumbers(record.published),
  ],
  [
    'head',
    (record) =>
      isJsonObject(record) &&
      areNumbers([record.lists]) &&
      (record.epoch === undefined || areNumbers([record.epoch])),
  ],
])

function areNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0)
}

/** The storage is that of wallets, and says so. */
async function asCliError<Result>(work: Promise<Result>, path: string): Promise<Result> {
  return work.catch((cause: unknown) => {
    if (!(cause instanceof HolderError)) throw cause
    if (cause.code === 'walletBusy') {
      throw new CliError('fileBusy', `${path} is being written by another command`, { cause })
    }
    if (cause.code === 'tooLarge')
      throw new CliError('fileTooLarge', `${path} is too large`, { cause })
    throw new CliError('fileUnreadable', `${path} cannot be read or written`, { cause })
  })
}
