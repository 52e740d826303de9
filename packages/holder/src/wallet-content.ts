import {
  encodeMultibase,
  isDigest,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseMultibase,
  utf8,
} from '@unscored/core'
import type { ManifestReference } from '@unscored/did'
import { bbsFeatures, isCommittedFeature } from '@unscored/vc'
import { parseShownRecord, type ShownRecord } from './disclosure-log.ts'
import { corrupt, HolderError } from './error.ts'
import { type AnsweredRequest, parseAnsweredRequest } from './predicate-log.ts'
import type { CommitmentSecrets, KeptCommitment } from './secret-store.ts'
import type { WalletBinding } from './wallet-entry.ts'
import type { HeldCredential } from './wallet-store.ts'

/** All that is in a wallet. */
export interface WalletContent {
  /** One for all credentials of the wallet: 32 octets, a scalar. There is none until a credential is to be bound to it. */
  readonly holderSecret?: Uint8Array
  /**
   * The secret of the person, for all credentials of which she proves things: 32 octets, a scalar of no other use. There is
   * none until the first of them is asked for.
   */
  readonly personSecret?: Uint8Array
  readonly credentials: readonly KeptCredential[]
  /** What issuers were asked to sign and have not yet signed. */
  readonly commitments: readonly KeptCommitment[]
  /** Which predicates were proven to whom, oldest first. */
  readonly answered: readonly AnsweredRequest[]
  /** What was shown to whom and can be put together with what is shown later, oldest first. */
  readonly shown: readonly ShownRecord[]
}

/** A credential with what it cannot be shown without. */
export interface KeptCredential extends Omit<HeldCredential, 'feature'> {
  readonly secrets?: CommitmentSecrets
}

/** A wallet in which nothing was ever put. */
export const EMPTY_WALLET: WalletContent = {
  ...{ credentials: [], commitments: [], answered: [], shown: [] },
}

/**
 * The shape of what a wallet encrypts. Whatever adds a member raises it: an older program then refuses the wallet,
 * where it would otherwise drop the member with its next write. In version 1 there were credentials alone; in version 2
 * nobody kept what they were compared with; in version 3 nothing was proven of what stays hidden; in version 4 nobody
 * remembered what was shown.
 */
const CONTENT_VERSION = 5
const VERSION_WITHOUT_SHOWN = 4
const VERSION_WITHOUT_PREDICATES = 3
const VERSION_WITHOUT_MANIFESTS = 2

/** A multiple that several credentials fit in, so that the length of a wallet hardly tells how many there are. */
const PADDED_BYTES = 2 ** 16

/** The JSON that a wallet encrypts, filled up with spaces to a multiple of 64 KiB. */
export function encodeContent(content: WalletContent): Uint8Array<ArrayBuffer> {
  const json = utf8(JSON.stringify({ version: CONTENT_VERSION, ...content }, withOctetsAsText))
  const padded = new Uint8Array(Math.ceil(json.length / PADDED_BYTES) * PADDED_BYTES)
  padded.fill(SPACE).set(json)
  return padded
}

const SPACE = 0x20

function withOctetsAsText(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? encodeMultibase(value, 'u') : value
}

/**
 * Reads what a wallet decrypted to.
 *
 * @throws {HolderError} `walletVersion` or `walletCorrupt`.
 */
export function parseContent(octets: Uint8Array): WalletContent {
  const content = parseText(octets)
  if (!isJsonObject(content)) throw corrupt('is no JSON object')
  const { version, credentials, commitments, holderSecret, personSecret, answered, shown } = content
  if (version === 1) return { ...EMPTY_WALLET, credentials: listOf(credentials, parseCredential) }
  if (!READABLE.some((known) => known === version)) {
    throw new HolderError('walletVersion', 'the content of the wallet is of another version')
  }
  const wallet = {
    ...(holderSecret !== undefined && { holderSecret: parseSecret(holderSecret) }),
    credentials: listOf(credentials, parseCredential),
    commitments: listOf(commitments, parseCommitment),
    answered: knowsPredicates(version) ? listOf(answered, parseAnsweredRequest) : [],
    shown: version === CONTENT_VERSION ? listOf(shown, parseShownRecord) : [],
    ...(personSecret !== undefined && { personSecret: parseSecret(personSecret) }),
  }
  if (lacksSecret(wallet)) throw corrupt('is bound to a secret that it lacks')
  return wallet
}

const READABLE = [
  CONTENT_VERSION,
  VERSION_WITHOUT_SHOWN,
  VERSION_WITHOUT_PREDICATES,
  VERSION_WITHOUT_MANIFESTS,
] as const

function knowsPredicates(version: JsonValue | undefined): boolean {
  return version === CONTENT_VERSION || version === VERSION_WITHOUT_SHOWN
}

function lacksSecret(wallet: WalletContent): boolean {
  const { holderSecret, personSecret, credentials, commitments } = wallet
  const bindings = [...credentials, ...commitments].map(({ secrets }) => secrets?.feature)
  const lacksHolders = bindings.some((binding) => binding && bindsHolder(binding)) && !holderSecret
  return lacksHolders || (bindings.includes('predicates') && !personSecret)
}

/** Whether a binding is by the one secret of the wallet that `bbs-2023` knows. */
export function bindsHolder(binding: WalletBinding): boolean {
  return binding !== 'predicates' && bbsFeatures[binding].bindsHolder
}

function parseText(octets: Uint8Array): JsonValue {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets))
  } catch {
    // Without its cause, whose message quotes the text.
    throw corrupt('is no JSON')
  }
}

function listOf<Item>(value: JsonValue | undefined, parse: (item: JsonObject) => Item): Item[] {
  if (!Array.isArray(value)) throw corrupt('lacks a list')
  return value.map((item: JsonValue) => parse(isJsonObject(item) ? item : {}))
}

function parseCredential({
  id,
  credential,
  addedAt,
  comparedWith,
  secrets,
}: JsonObject): KeptCredential {
  if (!isJsonObject(credential)) throw corrupt('has a credential that is no object')
  return {
    ...{ id: parseId(id), credential, addedAt: parseTime(addedAt) },
    ...(comparedWith !== undefined && { comparedWith: parseReference(comparedWith) }),
    ...(secrets !== undefined && { secrets: parseSecrets(secrets) }),
  }
}

function parseReference(value: JsonValue): ManifestReference {
  const { version, hash }: JsonObject = isJsonObject(value) ? value : {}
  if (typeof version !== 'number' || !isDigest(hash)) {
    throw corrupt('has a reference to a manifest that is none')
  }
  return { version, hash }
}

function parseCommitment({ id, requestedAt, secrets }: JsonObject): KeptCommitment {
  return {
    id: parseId(id),
    requestedAt: parseTime(requestedAt),
    secrets: parseSecrets(secrets),
  }
}

function parseSecrets(value: JsonValue | undefined): CommitmentSecrets {
  const { feature, proverBlind, proverNym }: JsonObject = isJsonObject(value) ? value : {}
  if (feature === 'predicates') return { feature, proverBlind: parseSecret(proverBlind) }
  if (!isCommittedFeature(feature)) throw corrupt('has secrets of an unknown feature')
  return {
    ...{ feature, proverBlind: parseSecret(proverBlind) },
    ...(bbsFeatures[feature].hasPseudonym && { proverNym: parseSecret(proverNym) }),
  }
}

/** Octets of a scalar. */
function parseSecret(value: JsonValue | undefined): Uint8Array {
  const octets = octetsOf(value)
  if (octets?.length !== 32) throw corrupt('has a secret that is none')
  return octets
}

function octetsOf(value: JsonValue | undefined): Uint8Array | undefined {
  try {
    return parseMultibase(value, ['u'])
  } catch {
    // Without its cause: nothing of a secret is passed on.
    return undefined
  }
}

function parseId(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw corrupt('has an entry without id')
  return value
}

function parseTime(value: JsonValue | undefined): Date {
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) {
    throw corrupt('has an entry without the time it was added')
  }
  return new Date(value)
}
