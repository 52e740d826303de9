import { encodeMultikey, withCodec } from '@unscored/core'
import { assertInManifest, parseManifest } from '@unscored/did'
import {
  createPredicatesProfile,
  createVaccinationProfile,
  issueCredential,
} from '@unscored/issuer'
import { traitsOf } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { issuer, now, resolve } from '../vc/bbs-2023/issuing.ts'
import { dose, suites } from '../vc/vaccination/doses.ts'

const key = {
  id: issuer.key.id,
  publicKey: encodeMultikey(withCodec('Bls12381G2-public', issuer.key.publicKey)),
  validFrom: '2027-01-01T00:00:00Z',
  signsUntil: '2028-01-01T00:00:00Z',
  validUntil: '2029-02-01T00:00:00Z',
}

describe.each(suites)('the profile of vaccination credentials with %s', (suite) => {
  const manifestWith = async (constants = {}) =>
    parseManifest({
      ...{ issuer: issuer.did, version: 1 },
      validFrom: '2027-01-01T00:00:00Z',
      validUntil: '2029-01-01T00:00:00Z',
      profiles: [await createVaccinationProfile({ suite, keys: [key], constants })],
    })
  const traits = async () =>
    traitsOf(await issueCredential({ key: issuer.key, dose, suite, now: () => now }), {
      ...{ part: 'whole', dereference: resolve },
    })

  test('is one of a manifest, and credentials fit it as they are issued', async () => {
    const manifest = await manifestWith()
    expect(assertInManifest(await traits(), manifest, { now })).toBeUndefined()
  })

  test('says what all have in common', async () => {
    const { profiles } = await manifestWith()
    const [{ constants = [], members = [], mandatoryPointers } = {}] = profiles
    expect(constants).toContainEqual({
      ...{ pointer: '/credentialSubject/type', value: 'VaccinationDose' },
    })
    expect(members).toContain('/credentialSubject/certifier')
    expect(mandatoryPointers).toEqual(suite === 'bbs-2023' ? ['/issuer'] : [])
  })

  test('lets the issuer mark nobody by what it says to be the same', async () => {
    const same = await manifestWith({ country: dose.country, certifier: dose.certifier })
    expect(assertInManifest(await traits(), same, { now })).toBeUndefined()
    const other = await manifestWith({ certifier: 'Fictitious Ministry' })
    const { members } = await traits()
    expect(members).toContainEqual({
      ...{ pointer: '/credentialSubject/certifier', value: dose.certifier },
    })
    const marked = await traits()
    expect(() => assertInManifest(marked, other, { now })).toThrow(
      expect.objectContaining({ code: 'constantNotInManifest' }),
    )
  })

  test('is made of no dose that cannot be', async () => {
    const making = createVaccinationProfile({ suite, keys: [key], constants: { doseNumber: 0 } })
    await expect(making).rejects.toMatchObject({ code: 'schemaViolation' })
  })
})

describe('the profile of vaccination credentials with predicates', () => {
  const parameter = (id: string, octet: number) => ({
    ...({ id, kind: 'list', edition: 1, url: `https://issuer.example/${id}` } as const),
    digest: 'uEiDjsMRCmPwcFJr79MiZb7kkJ65B5GSbk0yklZkbeFK4VQ',
    publicKey: encodeMultikey(withCodec('Bls12381G2-public', new Uint8Array(96).fill(octet))),
  })

  test('is one of a manifest, with its parameters in order and no list by its name', async () => {
    const { publicKey } = parameter('', 3)
    const revocation = { publicKey, epochSeconds: 86_400, url: 'https://issuer.example/revoked' }
    const parameters = [parameter('products', 2), parameter('digits', 1)]
    const { profiles } = parseManifest({
      ...{ issuer: issuer.did, version: 1 },
      validFrom: '2027-01-01T00:00:00Z',
      validUntil: '2029-01-01T00:00:00Z',
      profiles: [await createPredicatesProfile({ keys: [key], parameters, revocation })],
    })
    expect(profiles[0]).toMatchObject({
      ...{ suite: 'bbs-predicates-2026', mandatoryPointers: [], mandatoryCount: 0 },
      parameters: [{ id: 'digits' }, { id: 'products' }],
      revocation: { lists: [] },
    })
  })

  test('says nothing of revocation where there is none', async () => {
    const made = await createPredicatesProfile({ keys: [key], parameters: [] })
    expect(made).not.toHaveProperty('revocation')
  })

  test('is refused where no dose can be as it says', async () => {
    const made = createPredicatesProfile({
      ...{ keys: [key], parameters: [], constants: { doseNumber: 100 } },
    })
    await expect(made).rejects.toMatchObject({ code: 'schemaViolation' })
  })
})
