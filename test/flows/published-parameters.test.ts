import { generateKeyPair, generateNym } from '@unscored/bbs'
import { encodeMultikey, parseMultibase, withCodec } from '@unscored/core'
import { manifestHash, parseManifest } from '@unscored/did'
import {
  admitCredential,
  createMemoryIssuerStore,
  createParameters,
  createPredicatesProfile,
  type PublishedFile,
  placesOf,
  publishEpoch,
  revoke,
} from '@unscored/issuer'
import {
  createParameterFiles,
  createVaccinationCredential,
  epochOf,
  openPredicates,
  ownGap,
  type PredicateRequest,
  predicateProfilesOf,
  presentPredicates,
  registrationOf,
  requestPredicatesBinding,
  signPredicates,
  verifyPredicates,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { fictitiousDose } from '../../examples/src/fictitious-dose.ts'

const issuer = 'did:web:issuer.example'
const site = new Map<string, Uint8Array>()
const publish = async ({ url, octets }: PublishedFile) => void site.set(url, octets)
const fetch = async (url: string) => {
  const octets = site.get(url)
  if (octets === undefined) throw new Error('HTTP 404')
  return octets
}

// The issuer publishes its part, and a health authority its list.
const multikey = (octets: Uint8Array) => encodeMultikey(withCodec('Bls12381G2-public', octets))
const signing = await generateKeyPair()
const revoking = await generateKeyPair()
const revocation = { epochSeconds: 86_400, url: 'https://issuer.example/revoked' }
const digits = await createParameters({ url: 'https://issuer.example', digits: { edition: 1 } })
const products = await createParameters({
  url: 'https://health.example',
  lists: [
    { id: 'approved-products', edition: 12, codes: [fictitiousDose.product, 'EU/1/20/1507'] },
  ],
})
for (const file of [...digits.files, ...products.files]) await publish(file)
const manifest = parseManifest({
  ...{ issuer, version: 1 },
  validFrom: '2026-01-01T00:00:00Z',
  validUntil: '2028-01-01T00:00:00Z',
  profiles: [
    await createPredicatesProfile({
      keys: [
        {
          id: `${issuer}#predicates-1`,
          publicKey: multikey(signing.publicKey),
          validFrom: '2026-01-01T00:00:00Z',
          signsUntil: '2027-01-01T00:00:00Z',
          validUntil: '2028-01-01T00:00:00Z',
        },
      ],
      parameters: [...digits.parameters, ...products.parameters],
      revocation: { ...revocation, publicKey: multikey(revoking.publicKey) },
    }),
  ],
})
const store = createMemoryIssuerStore()
const today = new Date('2026-11-26T08:00:00Z')
const tomorrow = new Date('2026-11-27T08:00:00Z')
const publishAt = (now: Date) =>
  publishEpoch({
    ...{ store, now, publish, secretKey: revoking.secretKey },
    revocation: { ...revocation, publicKey: revoking.publicKey },
  })

/** What everybody who has pinned the manifest makes of it, each by herself. */
async function open(now: Date, files = createParameterFiles({ fetch })) {
  const [pinned] = manifest.profiles
  const [profile] = pinned ? predicateProfilesOf({ issuer, profile: pinned, now }) : []
  if (pinned?.revocation === undefined || profile === undefined) throw new Error('no profile')
  const opened = await Promise.all(pinned.parameters.map((reference) => files.set(reference)))
  const setsOf = (kind: string) => opened.filter(({ reference }) => reference.kind === kind)
  return {
    profile,
    digits: setsOf('digits').map(({ set }) => set),
    lists: new Map(setsOf('list').map(({ reference, set }) => [reference.id, set])),
    keys: new Map(setsOf('list').map(({ reference, key }) => [reference.id, key])),
    gaps: await files.gaps(pinned.revocation, epochOf(now, pinned.revocation)),
  }
}

/** A person, vaccinated twice, asks for a credential of the second dose. */
async function vaccinate(person: string) {
  const [pinned] = manifest.profiles
  const [profile] = pinned ? predicateProfilesOf({ issuer, profile: pinned, now: today }) : []
  if (profile === undefined) throw new Error('no profile')
  const secret = generateNym()
  const nonce = crypto.getRandomValues(new Uint8Array(16))
  const terms = { profile, nonce, manifest: parseMultibase(await manifestHash(manifest), ['u']) }
  const { request, blinding } = await requestPredicatesBinding({ ...terms, secret })
  const registration = await registrationOf(request, terms)
  const credential = await signPredicates({
    ...terms,
    ...{ request, key: { id: profile.verificationMethod, ...signing } },
    revocation: await admitCredential({ store, person, registration }),
    credential: createVaccinationCredential({
      ...{ suite: 'bbs-2023', issuer, dose: { ...fictitiousDose, doseNumber: 2 } },
      validFrom: new Date('2026-01-01'),
      validUntil: new Date('2027-01-01'),
    }),
  })
  return {
    secret,
    held: await openPredicates(credential, { profile, secrets: { blinding, secret } }),
  }
}

const asked = (now: Date): PredicateRequest => ({
  domain: 'https://theatre.example',
  nonce: 'Zm9yIHRoZSB0ZXN0cyBvbmx5IQ',
  expires: new Date(now.getTime() + 300_000).toISOString().replace('.000', ''),
  credentials: [
    {
      id: 'dose',
      predicates: [
        { kind: 'code', pointer: '/credentialSubject/product', list: 'approved-products' },
        { kind: 'integer', pointer: '/credentialSubject/doseNumber', from: 2, until: 99 },
      ],
      disclosures: [],
      notRevoked: true,
    },
  ],
  epoch: epochOf(now, revocation),
})

async function visit({ held, secret }: Awaited<ReturnType<typeof vaccinate>>, now: Date) {
  const request = asked(now)
  const wallet = await open(now)
  const { list, id } = held
  const gap = await ownGap(wallet.gaps, { list, id, publicKey: revoking.publicKey })
  const answer = { held, profile: wallet.profile, ...(gap && { gap }) }
  const presentation = await presentPredicates({ request, answers: [answer], secret, ...wallet })
  const gate = await open(now)
  return verifyPredicates(presentation, {
    ...{ request, lists: gate.keys, profiles: [gate.profile] },
  })
}

describe('from what an issuer publishes and a manifest names', () => {
  test('holders prove, and verifiers verify, until a credential is revoked', async () => {
    const alice = await vaccinate('alice')
    const bob = await vaccinate('bob')
    expect(alice.held.scalars.length).toBe(manifest.profiles[0]?.messageCount)
    await publishAt(today)
    const epoch = epochOf(today, revocation)
    const shown = { credentials: { dose: { issuer, notRevokedIn: epoch } } }
    await expect(visit(alice, today)).resolves.toMatchObject(shown)

    await revoke({ store, places: await placesOf({ store, person: 'alice' }) })
    await expect(visit(alice, today)).resolves.toMatchObject(shown)
    await publishAt(tomorrow)
    await expect(visit(alice, tomorrow)).rejects.toMatchObject({ code: 'cannotProve' })
    await expect(visit(bob, tomorrow)).resolves.toMatchObject({
      credentials: { dose: { notRevokedIn: epoch + 1 } },
    })
  })

  test('a holder who is given digits of her own refuses them, and says which file it is', async () => {
    const hers = await createParameters({ url: 'https://issuer.example', digits: { edition: 1 } })
    const [file] = hers.files
    const forAlice = createParameterFiles({
      fetch: async (url) => (url === file?.url ? file.octets : fetch(url)),
    })
    const refused = { code: 'fileDigest', file: 'https://issuer.example/digits-1' }
    await expect(open(tomorrow, forAlice)).rejects.toMatchObject(refused)
  })
})
