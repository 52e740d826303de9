import { generateKeyPair } from '@unscored/bbs'
import { encodeMultikey, parseMultibase, withCodec } from '@unscored/core'
import { type IssuerManifest, manifestHash, parseManifest } from '@unscored/did'
import {
  admitCredential,
  createMemoryIssuerStore,
  createOfferStore,
  createParameters,
  createPredicatesProfile,
  issuePredicateCredential,
  offerPredicateCredential,
  type PublishedFile,
  placesOf,
  publishEpoch,
  revoke,
} from '@unscored/issuer'
import {
  type Dose,
  type PredicateOffer,
  type PredicateProfile,
  predicateProfilesOf,
  type SecuredCredential,
} from '@unscored/vc'

/** What {@link createStoryIssuer} takes. */
export interface CreateStoryIssuerOptions {
  /** The list of products of which rules speak. */
  list: { id: string; edition: number; codes: readonly string[] }
  epochSeconds: number
  now: Date
}

/** An issuer that does not exist, with its desk, and all that it publishes. */
export interface StoryIssuer {
  /** What wallets and verifiers pin. */
  readonly manifest: IssuerManifest
  /** Of the key that signs, and the digest of the manifest. */
  readonly terms: { readonly profile: PredicateProfile; readonly manifest: Uint8Array }
  /** Its web server: whatever it has published, to whoever asks. */
  readonly fetch: (url: string) => Promise<Uint8Array>
  offer(person: string): Promise<PredicateOffer>
  issue(options: { person: string; request: unknown; dose: Dose }): Promise<SecuredCredential>
  /** Revokes all that a person has. */
  revoke(person: string): Promise<void>
  /** Publishes the epoch of a time. */
  publish(time: Date): Promise<void>
}

/** Makes the issuer, its keys and its files. */
export async function createStoryIssuer({
  list,
  epochSeconds,
  now,
}: CreateStoryIssuerOptions): Promise<StoryIssuer> {
  const issuer = 'did:web:health.example'
  const [signing, revoking] = [await generateKeyPair(), await generateKeyPair()]
  const revocation = { epochSeconds, url: 'https://health.example/unscored/lists' }
  const site = new Map<string, Uint8Array>()
  const put = async ({ url, octets }: PublishedFile) => void site.set(url, octets)
  const { files, parameters } = await createParameters({
    url: 'https://health.example/unscored/parameters',
    digits: { edition: 1 },
    lists: [list],
  })
  for (const file of files) await put(file)
  const key = { id: `${issuer}#predicates-1`, ...signing }
  const [validFrom, signsUntil, validUntil] = [
    monthAfter(now, 0),
    monthAfter(now, 12),
    monthAfter(now, 24),
  ]
  const announced = await createPredicatesProfile({
    keys: [{ id: key.id, publicKey: g2(signing), validFrom, signsUntil, validUntil }],
    parameters,
    revocation: { ...revocation, publicKey: g2(revoking) },
  })
  const manifest = parseManifest({
    ...{ issuer, version: 1, validFrom, validUntil, profiles: [announced] },
  })
  const [profile] = predicateProfilesOf({ issuer, profile: announced, now })
  if (profile === undefined) throw new Error('the key does not sign yet')
  const terms = { profile, manifest: parseMultibase(await manifestHash(manifest), ['u']) }
  const store = createMemoryIssuerStore()
  const clock = { now: () => now }
  const offers = createOfferStore(clock)
  return {
    manifest,
    terms,
    fetch: async (url) => {
      const octets = site.get(url)
      if (octets === undefined) throw new Error('HTTP 404')
      return octets
    },
    offer: (person) => offerPredicateCredential({ person, offers, ...clock }),
    issue: (options) =>
      issuePredicateCredential({
        ...{ ...terms, ...options, key, offers, ...clock },
        admit: (entry) => admitCredential({ store, ...entry }),
      }),
    revoke: async (person) => revoke({ store, places: await placesOf({ store, person }) }),
    publish: async (time) => {
      await publishEpoch({
        ...{ store, now: time, publish: put, secretKey: revoking.secretKey },
        revocation: { ...revocation, publicKey: revoking.publicKey },
      })
    },
  }
}

function g2({ publicKey }: { publicKey: Uint8Array }): string {
  return encodeMultikey(withCodec('Bls12381G2-public', publicKey))
}

function monthAfter(now: Date, count: number): string {
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + count, 1))
  return `${first.toISOString().slice(0, 10)}T00:00:00Z`
}
