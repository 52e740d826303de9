import { generateKeyPair, type KeyPair } from '@unscored/bbs'
import { encodeMultikey, parseMultibase, withCodec } from '@unscored/core'
import { createSuccessor, type IssuerManifest, manifestHash, parseManifest } from '@unscored/did'
import {
  createMemoryStore,
  matchPredicateRequest,
  presentPredicateCredentials,
  receivePredicateCredential,
  requestPredicateCredential,
} from '@unscored/holder'
import {
  admitCredential,
  createMemoryIssuerStore,
  createOfferStore,
  createParameters,
  createPredicatesProfile,
  issuePredicateCredential,
  offerPredicateCredential,
  publishEpoch,
} from '@unscored/issuer'
import {
  createParameterFiles,
  fetchParameters,
  openParameters,
  predicateProfilesOf,
} from '@unscored/vc'
import {
  createNonceStore,
  createPredicateRequest,
  verifyPredicatePresentation,
} from '@unscored/verifier'
import { expect, test } from 'vitest'
import { fictitiousDose } from '../../examples/src/fictitious-dose.ts'

const issuer = 'did:web:issuer.example'
const [first, second] = ['2026-11-10T08:00:00Z', '2026-12-10T08:00:00Z'].map(
  (time) => new Date(time),
) as [Date, Date]
const multikey = ({ publicKey }: KeyPair) =>
  encodeMultikey(withCodec('Bls12381G2-public', publicKey))
const revoking = await generateKeyPair()
const revocation = { epochSeconds: 86_400, url: 'https://issuer.example/revoked' }
const { files, parameters } = await createParameters({
  url: 'https://issuer.example',
  digits: { edition: 1 },
})
const site = new Map(files.map(({ url, octets }) => [url, octets]))
const keys = {
  'predicates-1': await generateKeyPair(),
  'predicates-2': await generateKeyPair(),
}

function keyOf(name: keyof typeof keys, validFrom: string, signsUntil: string) {
  const id = `${issuer}#${name}`
  return {
    id,
    publicKey: multikey(keys[name]),
    validFrom,
    signsUntil,
    validUntil: '2028-01-01T00:00:00Z',
  }
}

const profileWith = (own: ReturnType<typeof keyOf>[]) =>
  createPredicatesProfile({
    ...{ keys: own, parameters, revocation: { ...revocation, publicKey: multikey(revoking) } },
  })
const before = parseManifest({
  ...{ issuer, version: 1 },
  ...{ validFrom: '2026-11-01T00:00:00Z', validUntil: '2028-01-01T00:00:00Z' },
  profiles: [
    await profileWith([keyOf('predicates-1', '2026-11-01T00:00:00Z', '2027-11-01T00:00:00Z')]),
  ],
})
const after = await createSuccessor(before, {
  validFrom: '2026-12-01T00:00:00Z',
  profiles: [
    await profileWith([
      keyOf('predicates-1', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'),
      keyOf('predicates-2', '2026-12-01T00:00:00Z', '2027-12-01T00:00:00Z'),
    ]),
  ],
})
const records = createMemoryIssuerStore()

interface ObtainOptions {
  name: keyof typeof keys
  manifest: IssuerManifest
  now: Date
  doseNumber: number
}

const store = createMemoryStore()

/** The dose of a time, signed with the key of then. */
async function obtain({ name, manifest, now, doseNumber }: ObtainOptions) {
  const [announced] = manifest.profiles
  const profiles = announced ? predicateProfilesOf({ issuer, profile: announced, now }) : []
  const profile = profiles.find(({ verificationMethod }) => verificationMethod.endsWith(name))
  if (profile === undefined) throw new Error('no such key')
  const terms = { profile, manifest: parseMultibase(await manifestHash(manifest), ['u']) }
  const clock = { now: () => now }
  const offers = createOfferStore(clock)
  const person = 'file 4711'
  const offer = await offerPredicateCredential({ person, offers, ...clock })
  const { request } = await requestPredicateCredential(offer, {
    ...{ store, channel: issuer, ...terms, ...clock },
  })
  const credential = await issuePredicateCredential({
    ...{ ...terms, request, person, offers, ...clock },
    key: { id: profile.verificationMethod, ...keys[name] },
    dose: { ...fictitiousDose, doseNumber },
    admit: (entry) => admitCredential({ store: records, ...entry }),
  })
  await receivePredicateCredential(credential, { store, profile, ...clock })
}

test('credentials of a key and of its successor are proven together, offline with the last epoch', async () => {
  await obtain({ name: 'predicates-1', manifest: before, now: first, doseNumber: 1 })
  await obtain({ name: 'predicates-2', manifest: after, now: second, doseNumber: 2 })
  await publishEpoch({
    ...{ store: records, now: second, secretKey: revoking.secretKey },
    revocation: { ...revocation, publicKey: revoking.publicKey },
    publish: async ({ url, octets }) => void site.set(url, octets),
  })
  let online = true
  const fetch = async (url: string) => {
    const octets = online ? site.get(url) : undefined
    if (octets === undefined) throw new Error('offline')
    return octets
  }
  const fetched = { manifests: [after], files: createParameterFiles({ fetch }) }
  await fetchParameters({ ...fetched, now: second })

  // The next day, without a network: what there is, is of the day before.
  online = false
  const now = new Date(second.getTime() + 20 * 60 * 60 * 1000)
  const opened = await openParameters({ ...fetched, now })
  const epochs = { epochSeconds: revocation.epochSeconds, graceSeconds: 6 * 60 * 60 }
  const domain = 'https://theatre.example'
  const pointer = '/credentialSubject/doseNumber'
  const dose = (number: number) =>
    ({ kind: 'integer', pointer, from: number, until: number }) as const
  const request = (epoch: 'present' | 'previous') =>
    createPredicateRequest({
      ...{ domain, epochs, epoch, now: () => now },
      credentials: [
        { id: 'one', predicates: [dose(1)] },
        { id: 'two', predicates: [dose(2)] },
      ],
    })
  const wallet = { store, domain, parameters: opened, now: () => now }
  const present = request('present')
  const { answerable, faults } = await matchPredicateRequest(present.request, wallet)
  expect(answerable).toBe(false)
  expect(faults.map(({ file }) => file)).toEqual(
    Array(2).fill(`https://issuer.example/revoked/${present.request.epoch}`),
  )

  const asked = request('previous')
  const presentation = await presentPredicateCredentials(asked.request, wallet)
  expect(presentation.verifiableCredential).toMatchObject([
    { proof: { verificationMethod: `${issuer}#predicates-1` } },
    { proof: { verificationMethod: `${issuer}#predicates-2` } },
  ])
  const gate = { asked, nonces: createNonceStore(), epochs, now: () => now }
  const { profiles, lists } = opened
  const verifying = verifyPredicatePresentation(presentation, { ...gate, profiles, lists })
  await expect(verifying).resolves.toMatchObject({
    credentials: { one: { issuer }, two: { issuer, notRevokedIn: asked.request.epoch } },
  })
  const [old] = await openParameters({ ...fetched, manifests: [before], now }).then(
    (others) => others.profiles,
  )
  const outdated = verifyPredicatePresentation(presentation, {
    ...{ ...gate, lists, profiles: old ? [old] : [] },
  })
  await expect(outdated).rejects.toMatchObject({ code: 'issuerNotTrusted' })
})
