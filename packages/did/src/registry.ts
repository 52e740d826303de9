import { type Cache, createCache, digestOf, type JsonValue } from '@unscored/core'
import type { Resolvable } from 'did-resolver'
import type { Did } from './did.ts'
import { createDidJwkResolver } from './did-jwk.ts'
import { createDidKeyResolver } from './did-key.ts'
import { resolved, unresolved } from './did-resolution.ts'
import type { IssuerManifest } from './manifest.ts'
import type { Manifests } from './manifest-check.ts'
import {
  ANY,
  parseLine,
  type RegistryEntry,
  type RegistryGrant,
  type RegistryLine,
} from './registry-entry.ts'
import { RegistryError } from './registry-error.ts'
import {
  digestOfBody,
  indexBody,
  parseHead,
  type RegistryHead,
  splitRegistry,
} from './registry-file.ts'
import { createResolver } from './resolver.ts'
import { type VerifySignedDocument, verifyContent } from './signed-content.ts'

/** Which registry was seen: kept for the next time, so that no older one and no other one of the same version is taken. */
export interface RegistryState {
  readonly version: number
  /** The digest of what its signer signed. */
  readonly hash: string
}

/** What somebody wants to issue, or has issued. */
export interface MayIssueOptions {
  /** A DID, or the address by which SMART Health Cards name an issuer. */
  readonly issuer: string
  /** The IRI of a credential's type. */
  readonly type: string
  /** A country, or a part of one, by ISO 3166. */
  readonly jurisdiction: string
}

/**
 * Pinned DID documents and manifests, and who may issue what. Whoever has it asks nobody. It cannot be changed.
 *
 * Entries are parsed when they are first asked for: each function throws what is wrong with one then, a `RegistryError`
 * `entryMalformed`, a `DidError` or a `ManifestError`.
 */
export interface Registry extends Manifests {
  readonly version: number
  /** How many entries there are. */
  readonly count: number
  /** The month in which it was made, as its first instant. */
  readonly created: Date
  /** When it is outdated. */
  readonly validUntil: Date
  readonly state: RegistryState
  /** Answers with the documents that are pinned, and for every other DID `notFound`. */
  readonly resolver: Resolvable
  /** Of all entries, ascending. */
  ids(): Iterable<string>
  entryOf(id: string): RegistryEntry | undefined
  /** None where it has no manifest. */
  manifestOf(did: string): IssuerManifest | undefined
  mayIssue(options: MayIssueOptions): boolean
  /** Those who may issue something, as `verifyPresentation` of `@unscored/verifier` takes them. */
  issuersOf(options: Omit<MayIssueOptions, 'issuer'>): { has(issuer: string): boolean }
  /** The octets of an entry's line, by which two can be compared. */
  lineOf(id: string): Uint8Array | undefined
}

/** What {@link openRegistry} takes. */
export interface OpenRegistryOptions {
  /** As {@link buildRegistry} made them. They are not copied, and must not change. */
  octets: Uint8Array
  /** The DID whose registry it must be. */
  signer: Did
  /** `verifyDocument` of `@unscored/vc`, or another. */
  verifyDocument: VerifySignedDocument
  /** Resolves the signer's DID; by default those alone that are keys themselves. */
  resolver?: Resolvable
  /** What was seen last, if anything. */
  last?: RegistryState
  /** Whether one is opened that is outdated, to be added to or looked at; refused by default. */
  outdated?: 'refused' | 'accepted'
  now?: () => Date
}

/**
 * Opens a registry that somebody trusted signed.
 *
 * @throws {RegistryError} `registryMalformed`, `registryChanged`, `registryNotYetValid`, `registryExpired`,
 *   `registryRollback` or `registryFork`.
 * @throws whatever `verifyDocument` does where the signature is not that of the signer.
 */
export async function openRegistry({
  octets,
  signer,
  verifyDocument,
  resolver = createResolver({ methods: { ...createDidKeyResolver(), ...createDidJwkResolver() } }),
  last,
  outdated = 'refused',
  now = () => new Date(),
}: OpenRegistryOptions): Promise<Registry> {
  const { signed, body } = splitRegistry(octets)
  const content = await verifyContent(signed, {
    ...{ type: 'TrustRegistry', signer, verifyDocument, resolver, now: now() },
  })
  const head = parseHead(content)
  assertInForce(head, { now: now(), outdated })
  const state = { version: head.version, hash: await hashOf(head) }
  if (last !== undefined) assertNotBefore(last, { ...head, ...state })
  if (digestOfBody(body) !== head.digest) {
    throw new RegistryError('registryChanged', 'the entries are not those that were signed')
  }
  const lines = indexBody(body)
  if (lines.size !== head.count) {
    throw new RegistryError('registryMalformed', 'no registry: /count is not that of its lines')
  }
  return createRegistry({ head, state, lines })
}

/** The digest by which versions of a registry are told apart. */
export async function hashOf(head: RegistryHead): Promise<string> {
  // A head is JSON, whose type has an index signature that its own has not.
  return digestOf(head as unknown as JsonValue)
}

function assertInForce(
  { created, validUntil }: RegistryHead,
  { now, outdated }: { now: Date } & Required<Pick<OpenRegistryOptions, 'outdated'>>,
): void {
  if (now < new Date(created)) {
    throw new RegistryError('registryNotYetValid', 'the registry is of a time to come')
  }
  if (outdated === 'refused' && now >= new Date(validUntil)) {
    throw new RegistryError('registryExpired', 'the registry is outdated: get the current one')
  }
}

function assertNotBefore(
  last: RegistryState,
  { version, hash, previous }: RegistryState & Pick<RegistryHead, 'previous'>,
): void {
  if (version < last.version) {
    throw new RegistryError('registryRollback', 'the registry is older than the one seen last')
  }
  const isSame = version > last.version || hash === last.hash
  const isNext = version !== last.version + 1 || previous === last.hash
  if (!isSame || !isNext) {
    throw new RegistryError('registryFork', 'the registry does not follow on the one seen last')
  }
}

/** The most entries that are kept parsed. */
const KEPT_ENTRIES = 1024

interface CreateRegistryOptions {
  head: RegistryHead
  state: RegistryState
  lines: ReadonlyMap<string, Uint8Array>
}

function createRegistry({ head, state, lines }: CreateRegistryOptions): Registry {
  const parsed: Cache<RegistryLine> = createCache(KEPT_ENTRIES)

  function lineOf(id: string): RegistryLine | undefined {
    const known = parsed.get(id)
    if (known !== undefined) return known
    const octets = lines.get(id)
    if (octets === undefined) return undefined
    const line = parseLine(octets)
    parsed.set(id, line)
    return line
  }

  const mayIssue = ({ issuer, ...wanted }: MayIssueOptions) =>
    lineOf(issuer)?.entry.grants.some((grant) => isGranted(wanted, grant)) ?? false

  return Object.freeze({
    version: head.version,
    count: head.count,
    created: new Date(head.created),
    validUntil: new Date(head.validUntil),
    state: Object.freeze(state),
    resolver: {
      resolve: async (did: string) => {
        const document = lineOf(did)?.entry.document
        return document === undefined ? unresolved('notFound') : resolved(document)
      },
    },
    ids: () => lines.keys(),
    entryOf: (id: string) => lineOf(id)?.entry,
    manifestOf: (did: string) => lineOf(did)?.manifest,
    mayIssue,
    issuersOf: (wanted: Omit<MayIssueOptions, 'issuer'>) => ({
      has: (issuer: string) => mayIssue({ ...wanted, issuer }),
    }),
    lineOf: (id: string) => lines.get(id)?.slice(),
  })
}

function isGranted(
  { type, jurisdiction }: Omit<MayIssueOptions, 'issuer'>,
  grant: RegistryGrant,
): boolean {
  return (
    (grant.type === type || grant.type === ANY) &&
    (grant.jurisdiction === jurisdiction || grant.jurisdiction === ANY)
  )
}
