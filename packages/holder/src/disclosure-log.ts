import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { findPointer, type PredicateRequest, parsePointer } from '@unscored/vc'
import { corrupt } from './error.ts'

/**
 * What a wallet remembers of something that it has shown: no value, no octet and no hour. Values are in the credential as long as
 * that is in the wallet.
 */
export interface ShownRecord {
  /** The day, in UTC: `YYYY-MM-DD`. */
  readonly day: string
  readonly domain: string
  /** What a pseudonym was shown for. */
  readonly context?: string
  readonly credentials: readonly ShownPointers[]
}

/** What was shown of one credential. */
export interface ShownPointers {
  /** The wallet's id of it. */
  readonly credentialId: string
  /** JSON pointers. */
  readonly pointers: readonly string[]
}

/** What was told to somebody before, for an auditor to judge what comes next by. */
export interface PastDisclosure {
  /** The day, in UTC. */
  readonly day: string
  /** To whom. */
  readonly domain: string
  /** What a pseudonym was shown for. */
  readonly context?: string
  readonly shown: readonly ShownCredential[]
  /** What was proven, where something was. */
  readonly proven?: PredicateRequest
}

/** What was shown of one credential. */
export interface ShownCredential {
  /** JSON pointers. */
  readonly pointers: readonly string[]
  /** The credential as far as it was shown; absent where it is in the wallet no longer. */
  readonly document?: JsonObject
}

/** The most disclosures that a wallet remembers; the oldest are forgotten. */
const MAX_RECORDS = 2000

/** What was shown, with one more. */
export function withShown(
  records: readonly ShownRecord[],
  record: ShownRecord,
): readonly ShownRecord[] {
  return [...records, record].slice(-MAX_RECORDS)
}

/** The day of a moment, in UTC. */
export function dayIn(time: Date): string {
  return time.toISOString().slice(0, 'YYYY-MM-DD'.length)
}

/** A document as far as pointers show it. What is in an array keeps its order, and not its index. */
export function shownOf(document: JsonObject, pointers: readonly string[]): JsonObject {
  const present = pointers.filter((pointer) => findPointer(document, pointer) !== undefined)
  const shown = selected(document, present.map(parsePointer))
  return isJsonObject(shown) ? shown : {}
}

function selected(value: JsonValue, paths: readonly (readonly string[])[]): JsonValue {
  if (paths.some((path) => path.length === 0)) return value
  const within = (token: string) =>
    paths.filter(([first]) => first === token).map(([, ...rest]) => rest)
  if (Array.isArray(value)) {
    return value.flatMap((item: JsonValue, i) => {
      const rest = within(String(i))
      return rest.length === 0 ? [] : [selected(item, rest)]
    })
  }
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const rest = within(name)
      return rest.length === 0 ? [] : [[name, selected(member, rest)] as const]
    }),
  )
}

/**
 * Reads a record.
 *
 * @throws {HolderError} `walletCorrupt`.
 */
export function parseShownRecord({ day, domain, context, credentials }: JsonObject): ShownRecord {
  const isRecord =
    typeof day === 'string' &&
    DAY.test(day) &&
    typeof domain === 'string' &&
    (context === undefined || typeof context === 'string') &&
    Array.isArray(credentials)
  if (!isRecord) throw notShown()
  return {
    ...{ day, domain, credentials: credentials.map(parseShownPointers) },
    ...(context !== undefined && { context }),
  }
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

function parseShownPointers(value: JsonValue): ShownPointers {
  const { credentialId, pointers }: JsonObject = isJsonObject(value) ? value : {}
  const areTexts = Array.isArray(pointers) && pointers.every(isText)
  if (typeof credentialId !== 'string' || !areTexts) throw notShown()
  return { credentialId, pointers }
}

function isText(value: JsonValue): value is string {
  return typeof value === 'string'
}

function notShown() {
  return corrupt('has a record of what was shown that is none')
}
