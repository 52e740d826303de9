import { digitElements, generateKeyPair, hashElements } from '@unscored/bbs'
import { encodeMultikey, withCodec } from '@unscored/core'
import { type ManifestProfile, parseManifest } from '@unscored/did'
import { createPredicatesProfile } from '@unscored/issuer'
import {
  createSetFile,
  createVaccinationPredicateProfile,
  openSetFile,
  predicateProfilesOf,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'

const issuer = 'did:web:issuer.example'
const signing = await generateKeyPair()
const nextSigning = await generateKeyPair()
const revoking = await generateKeyPair()
const multikey = (octets: Uint8Array) => encodeMultikey(withCodec('Bls12381G2-public', octets))
const digits = await createSetFile({
  id: 'digits',
  edition: 1,
  url: 'https://issuer.example/digits-1',
})
const products = await createSetFile({
  ...{ id: 'approved-products', edition: 12, codes: ['EU/1/20/1528'] },
  url: 'https://health.example/products-12',
})
const keys = [
  {
    id: `${issuer}#predicates-1`,
    publicKey: multikey(signing.publicKey),
    validFrom: '2026-01-01T00:00:00Z',
    signsUntil: '2027-01-01T00:00:00Z',
    validUntil: '2028-01-01T00:00:00Z',
  },
  {
    id: `${issuer}#predicates-2`,
    publicKey: multikey(nextSigning.publicKey),
    validFrom: '2027-01-01T00:00:00Z',
    signsUntil: '2028-01-01T00:00:00Z',
    validUntil: '2029-01-01T00:00:00Z',
  },
]
const revocation = {
  publicKey: multikey(revoking.publicKey),
  epochSeconds: 86_400,
  url: 'https://issuer.example/revoked',
}
const parameters = [digits.reference, products.reference]
const now = new Date('2026-11-26T12:00:00Z')

async function pinned(changes: Partial<ManifestProfile> = {}): Promise<ManifestProfile> {
  const made = await createPredicatesProfile({ keys, parameters, revocation })
  const { profiles } = parseManifest({
    ...{ issuer, version: 1, profiles: [{ ...made, ...changes }] },
    validFrom: '2026-01-01T00:00:00Z',
    validUntil: '2029-01-01T00:00:00Z',
  })
  return profiles[0] as ManifestProfile
}

describe('what a manifest says of predicates', () => {
  test('is the profile that the issuer signs by, with the key of the time', async () => {
    const { key } = await openSetFile(digits.octets, digits)
    const expected = createVaccinationPredicateProfile({
      ...{ issuer, verificationMethod: `${issuer}#predicates-1`, publicKey: signing.publicKey },
      ...{ digits: key, revocationKey: revoking.publicKey },
    })
    const profile = await pinned()
    expect(predicateProfilesOf({ issuer, profile, now })).toEqual([expected])
    expect(key.elementsHash).toEqual(hashElements(digitElements))
  })

  test('is one profile for each key of which credentials are accepted', async () => {
    const profile = await pinned()
    const methodsAt = (time: string) =>
      predicateProfilesOf({ issuer, profile, now: new Date(time) }).map(
        ({ verificationMethod }) => verificationMethod,
      )
    expect(methodsAt('2025-12-31T23:59:59Z')).toEqual([])
    expect(methodsAt('2027-06-01T00:00:00Z')).toEqual(keys.map(({ id }) => id))
    expect(methodsAt('2028-01-01T00:00:00Z')).toEqual([`${issuer}#predicates-2`])
  })

  test('is without a key for revocation where nothing can be revoked', async () => {
    const { revocation: _, ...rest } = await pinned()
    const [profile] = predicateProfilesOf({ issuer, profile: rest, now })
    expect(profile).not.toHaveProperty('revocationKey')
  })

  test('has what is said of all beside the attributes, and the objects that hold attributes alone', async () => {
    const profile = await pinned({
      members: [
        '/a',
        '/credentialSubject/country',
        '/credentialSubject/more/x~1y',
        '/issuer',
        '/validFrom',
      ],
      constants: [
        { pointer: '/a', value: 7 },
        { pointer: '/credentialSubject/country', value: 'XX' },
      ],
      attributes: [
        { pointer: '/credentialSubject/country', encoding: 'code' },
        { pointer: '/credentialSubject/more/x~1y', encoding: 'text' },
      ],
      validity: { kind: 'fixed', validFrom: '2026-01-01T00:00:00Z' },
    })
    expect(predicateProfilesOf({ issuer, profile, now })[0]?.mandatory).toEqual({
      '@context': profile.contexts.map(({ url }) => url),
      ...{ type: profile.types, issuer, a: 7, validFrom: '2026-01-01T00:00:00Z' },
      credentialSubject: { more: {} },
    })
  })

  test.each([
    { name: 'another suite', changes: { suite: 'bbs-2023' } },
    { name: 'no digits', changes: { parameters: [products.reference] } },
    {
      name: 'two sets of digits',
      changes: {
        parameters: [
          digits.reference,
          {
            ...digits.reference,
            id: 'digits-2',
            publicKey: multikey(nextSigning.publicKey.slice().reverse()),
          },
        ],
      },
    },
    { name: 'dates that tell the month of issue', changes: { attributes: [] } },
    {
      name: 'a constant within a text',
      changes: {
        members: ['/a', '/a/b', '/validFrom', '/validUntil'],
        constants: [
          { pointer: '/a', value: 'x' },
          { pointer: '/a/b', value: 'y' },
        ],
        attributes: [
          { pointer: '/validFrom', encoding: 'midnight' },
          { pointer: '/validUntil', encoding: 'midnight' },
        ],
      },
    },
  ] as { name: string; changes: Partial<ManifestProfile> }[])(
    'is refused with $name',
    async ({ changes }) => {
      const profile = { ...(await pinned()), ...changes }
      const refusal = expect.objectContaining({ code: 'notTheProfile' })
      expect(() => predicateProfilesOf({ issuer, profile, now })).toThrow(refusal)
    },
  )

  test('is refused with a key of another kind', async () => {
    const publicKey = encodeMultikey(withCodec('Ed25519-public', new Uint8Array(32)))
    const profile = { ...(await pinned()), revocation: { ...revocation, publicKey } }
    const refusal = expect.objectContaining({ code: 'invalidMultikey' })
    expect(() => predicateProfilesOf({ issuer, profile, now })).toThrow(refusal)
  })
})
