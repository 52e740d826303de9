import {
  assertManifestInForce,
  assertSuccessor,
  createManifestDocument,
  type IssuerManifest,
  manifestHash,
  parseManifest,
  readManifestDocument,
} from '@unscored/did'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  digest,
  key,
  manifestJson,
  nextKey,
  otherDigest,
  profile,
  publicKey,
  refusalOf,
  withProfile,
} from './manifests.ts'

const parameter = profile.parameters[0]

describe('a manifest', () => {
  test('says what it said as JSON', () => {
    expect(parseManifest(manifestJson)).toEqual(manifestJson)
  })

  test('cannot be changed, nor by who gave it', () => {
    const given = structuredClone(manifestJson)
    const manifest = parseManifest(given)
    given.version = 2
    expect(manifest.version).toBe(1)
    expect(() => Object.assign(manifest, { version: 2 })).toThrow(TypeError)
    expect(() => Object.assign(manifest.profiles[0] ?? {}, { suite: 'x' })).toThrow(TypeError)
    expect(() => Object.assign(manifest.profiles[0]?.keys ?? [], { 0: {} })).toThrow(TypeError)
  })

  test('does without what it may do without', () => {
    const { schema: _, revocation: __, ...rest } = profile
    const bare = { ...manifestJson, profiles: [{ ...rest, attributes: [], parameters: [] }] }
    expect(parseManifest(bare)).toEqual(bare)
  })

  test.each([
    { name: 'no validity', validity: { kind: 'absent' } },
    { name: 'validity for ever', validity: { kind: 'monthOfIssue' } },
    {
      name: 'one validity for all',
      validity: {
        kind: 'fixed',
        validFrom: '2026-01-01T00:00:00Z',
        validUntil: '2027-01-01T00:00:00Z',
      },
    },
  ])('knows credentials with $name', ({ validity }) => {
    expect(parseManifest(withProfile({ validity })).profiles[0]?.validity).toEqual(validity)
  })

  test.each<{ name: string; value: unknown }>([
    { name: 'text', value: 'manifest' },
    { name: 'nothing', value: undefined },
    { name: 'a list', value: [manifestJson] },
    { name: 'an unknown member', value: { ...manifestJson, note: 'for Alice' } },
    {
      name: 'a member __proto__',
      value: JSON.parse(`{"__proto__":{},${JSON.stringify(manifestJson).slice(1)}`),
    },
    { name: 'a missing member', value: { ...manifestJson, profiles: undefined } },
    { name: 'a member of its prototype', value: Object.create(manifestJson) },
    {
      name: 'an issuer that is no DID',
      value: { ...manifestJson, issuer: 'https://issuer.example' },
    },
    { name: 'the key of another DID', value: { ...manifestJson, issuer: 'did:web:other.example' } },
    { name: 'version 0', value: { ...manifestJson, version: 0 } },
    { name: 'version 1.5', value: { ...manifestJson, version: 1.5 } },
    { name: 'a version that is text', value: { ...manifestJson, version: '1' } },
    { name: 'version 2 without a hash', value: { ...manifestJson, version: 2 } },
    { name: 'version 1 with a hash', value: { ...manifestJson, previous: digest } },
    { name: 'a hash that is none', value: { ...manifestJson, version: 2, previous: 'uEi' } },
    { name: 'a day', value: { ...manifestJson, validFrom: '2026-01-02T00:00:00Z' } },
    {
      name: 'another spelling of a month',
      value: { ...manifestJson, validFrom: '2026-01-01T00:00:00+00:00' },
    },
    {
      name: 'an end before its beginning',
      value: { ...manifestJson, validUntil: '2025-01-01T00:00:00Z' },
    },
    { name: 'no profile', value: { ...manifestJson, profiles: [] } },
    { name: 'two profiles of one name', value: { ...manifestJson, profiles: [profile, profile] } },
    {
      name: 'two profiles of one type and suite',
      value: {
        ...manifestJson,
        profiles: [profile, { ...profile, id: 'dose2', types: [...profile.types].reverse() }],
      },
    },
    {
      name: 'profiles that are not sorted',
      value: { ...manifestJson, profiles: [profile, { ...profile, id: 'a', types: ['Other'] }] },
    },
    { name: 'an unknown member of a profile', value: withProfile({ keyOfAlice: key.publicKey }) },
    { name: 'features that are not sorted', value: withProfile({ features: ['b', 'a'] }) },
    { name: 'no key', value: withProfile({ keys: [] }) },
    {
      name: 'more than 64 keys',
      value: withProfile({ keys: Array.from({ length: 65 }, () => key) }),
    },
    {
      name: 'two keys at a time',
      value: withProfile({ keys: [key, { ...nextKey, validFrom: key.validFrom }] }),
    },
    { name: 'keys that are not in order', value: withProfile({ keys: [nextKey, key] }) },
    {
      name: 'a key that ends before it begins',
      value: withProfile({ keys: [{ ...key, signsUntil: key.validFrom }] }),
    },
    {
      name: 'a key that signs what does not hold',
      value: withProfile({ keys: [{ ...key, validUntil: '2026-12-01T00:00:00Z' }] }),
    },
    {
      name: 'a key without fragment',
      value: withProfile({ keys: [{ ...key, id: manifestJson.issuer }] }),
    },
    { name: 'a key that is none', value: withProfile({ keys: [{ ...key, publicKey: 'zUC7' }] }) },
    {
      name: 'an address that is none',
      value: withProfile({ contexts: [{ url: 'contexts', digest }] }),
    },
    {
      name: 'a context twice',
      value: withProfile({ contexts: [profile.contexts[0], profile.contexts[0]] }),
    },
    { name: 'a pointer that is none', value: withProfile({ mandatoryPointers: ['issuer'] }) },
    {
      name: 'members that are not sorted',
      value: withProfile({ members: [...profile.members].reverse() }),
    },
    {
      name: 'a constant that is no member',
      value: withProfile({ constants: [{ pointer: '/name', value: 'x' }] }),
    },
    {
      name: 'an attribute that is no member',
      value: withProfile({ attributes: [{ pointer: '/name', encoding: 'code' }] }),
    },
    {
      name: 'an unknown encoding',
      value: withProfile({ attributes: [{ pointer: '/issuer', encoding: 'name' }] }),
    },
    {
      name: 'an attribute twice in one encoding',
      value: withProfile({ attributes: [profile.attributes[0], profile.attributes[0]] }),
    },
    { name: 'half a surrogate pair', value: withProfile({ types: ['\ud800'] }) },
    {
      name: 'half a surrogate pair in a constant',
      value: withProfile({ constants: [{ pointer: '/issuer', value: '\ud800' }] }),
    },
    {
      name: 'a constant that is an object',
      value: withProfile({ constants: [{ pointer: '/issuer', value: {} }] }),
    },
    { name: 'an unknown kind of validity', value: withProfile({ validity: { kind: 'free' } }) },
    {
      name: 'a validity that says too much',
      value: withProfile({ validity: { kind: 'absent', months: 3 } }),
    },
    { name: 'a validity that is no object', value: withProfile({ validity: null }) },
    {
      name: 'a fixed validity that ends before it begins',
      value: withProfile({
        validity: {
          kind: 'fixed',
          validFrom: '2026-02-01T00:00:00Z',
          validUntil: '2026-01-01T00:00:00Z',
        },
      }),
    },
    {
      name: 'a list for everybody',
      value: withProfile({
        revocation: {
          ...profile.revocation,
          lists: Array.from({ length: 257 }, (_, i) => String(1000 + i)),
        },
      }),
    },
    {
      name: 'epochs of a second',
      value: withProfile({ revocation: { ...profile.revocation, epochSeconds: 1 } }),
    },
  ])('is not $name', ({ value }) => {
    expect(refusalOf(() => parseManifest(value))).toBe('manifestMalformed')
  })

  test.each([
    {
      name: 'a key of two names',
      value: withProfile({ keys: [key, { ...nextKey, publicKey: key.publicKey }] }),
    },
    {
      name: 'a name of two keys',
      value: {
        ...manifestJson,
        profiles: [
          profile,
          {
            ...profile,
            id: 'other',
            types: ['Other'],
            keys: [{ ...key, publicKey: publicKey(9) }],
          },
        ],
      },
    },
    {
      name: 'a key of two suites',
      value: {
        ...manifestJson,
        profiles: [profile, { ...profile, id: 'old', suite: 'BbsBlsSignature2020' }],
      },
    },
    {
      name: 'a key that also signs digits',
      value: withProfile({ parameters: [{ ...parameter, publicKey: key.publicKey }] }),
    },
    {
      name: 'a key that also revokes',
      value: withProfile({ revocation: { ...profile.revocation, publicKey: key.publicKey } }),
    },
    {
      name: 'a key of two sets',
      value: withProfile({ parameters: [parameter, { ...parameter, id: 'list', kind: 'list' }] }),
    },
  ])('has no $name', ({ value }) => {
    expect(refusalOf(() => parseManifest(value))).toBe('keyInTwoRoles')
  })

  test('shares a key between two types that are signed in one way', () => {
    const both = {
      ...manifestJson,
      profiles: [profile, { ...profile, id: 'test', types: ['Test'] }],
    }
    expect(parseManifest(both).profiles).toHaveLength(2)
  })

  test('with any JSON put anywhere into it is read as it is, or refused with a code', () => {
    const places = pathsOf(manifestJson)
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (path, value) => {
        const changed = replaced(manifestJson, path, value)
        const refusal = refusalOf(() => expect(parseManifest(changed)).toEqual(changed))
        expect([undefined, 'manifestMalformed', 'keyInTwoRoles']).toContain(refusal)
      }),
      { seed: 20210501, numRuns: 2000 },
    )
  })

  test('holds for its months', () => {
    const manifest = parseManifest(manifestJson)
    const at = (time: string) => refusalOf(() => assertManifestInForce(manifest, new Date(time)))
    expect(at('2025-12-31T23:59:59Z')).toBe('manifestNotYetValid')
    expect(at('2026-01-01T00:00:00Z')).toBeUndefined()
    expect(at('2028-01-31T23:59:59Z')).toBeUndefined()
    expect(at('2028-02-01T00:00:00Z')).toBe('manifestExpired')
  })

  test('stands in a document, from which it is read', () => {
    const manifest = parseManifest(manifestJson)
    const document = createManifestDocument(manifest)
    expect(readManifestDocument(document)).toEqual(manifest)
    expect(readManifestDocument({ ...document, proof: {} })).toEqual(manifest)
  })

  test.each([
    { name: 'of another type', change: { type: 'TrustRegistry' } },
    { name: 'of two types', change: { type: ['IssuerManifest', 'TrustRegistry'] } },
    {
      name: 'with another context',
      change: { '@context': ['https://www.w3.org/ns/credentials/v2'] },
    },
    { name: 'with a member beside', change: { issuer: 'did:web:other.example' } },
    { name: 'without content', change: { content: undefined } },
    { name: 'with content that is none', change: { content: {} } },
  ])('does not stand in a document $name', ({ change }) => {
    const document = { ...createManifestDocument(parseManifest(manifestJson)), ...change }
    expect(refusalOf(() => readManifestDocument(document))).toBe('manifestMalformed')
  })
})

describe('the hash of a manifest', () => {
  test('does not depend on how its JSON was written', async () => {
    const reversed = Object.fromEntries(Object.entries(manifestJson).reverse())
    expect(await manifestHash(parseManifest(reversed))).toBe(
      await manifestHash(parseManifest(manifestJson)),
    )
  })

  test('is of members with all encodings that a suite may have, and with several', () => {
    const encodings = ['date', 'midnight', 'lastDay', 'integer', 'octet', 'code', 'text']
    const attributes = encodings.map((encoding) => ({ pointer: '/validFrom', encoding }))
    expect(parseManifest(withProfile({ attributes })).profiles[0]?.attributes).toEqual(attributes)
  })

  test('may leave hidden which list a credential is in', () => {
    const revocation = { ...profile.revocation, lists: [] }
    expect(parseManifest(withProfile({ revocation })).profiles[0]?.revocation).toEqual(revocation)
  })

  test('is another for any leaf that is changed', async () => {
    const hashes = new Set([await manifestHash(parseManifest(manifestJson))])
    const changes = [
      { keys: [key] },
      { messageCount: 10 },
      { mandatoryPointers: [] },
      { types: [...profile.types].reverse() },
      { contexts: [...profile.contexts].reverse() },
      { attributes: [] },
      { schema: { ...profile.schema, digest: otherDigest } },
    ]
    for (const change of changes) hashes.add(await manifestHash(parseManifest(withProfile(change))))
    expect(hashes.size).toBe(changes.length + 1)
  })
})

describe('the next version of a manifest', async () => {
  const first = parseManifest(manifestJson)
  const previous = await manifestHash(first)
  const next = { ...manifestJson, version: 2, previous }
  const refused = { code: 'notASuccessor' }
  const assertFollows = (before: IssuerManifest, after: unknown) =>
    assertSuccessor(before, parseManifest(after))

  test('names the hash of the one before', async () => {
    await expect(assertSuccessor(first, parseManifest(next))).resolves.toBeUndefined()
  })

  test.each([
    { name: 'another hash', change: { previous: otherDigest } },
    { name: 'a version left out', change: { version: 3 } },
    { name: 'an earlier beginning', change: { validFrom: '2025-12-01T00:00:00Z' } },
  ])('does not follow on it with $name', async ({ change }) => {
    await expect(assertFollows(first, { ...next, ...change })).rejects.toMatchObject(refused)
  })

  const later = { ...next, validFrom: '2026-05-01T00:00:00Z' }
  const replacing = { ...key, id: `${key.id}0`, publicKey: publicKey(99) }

  test.each<{ name: string; keys: readonly object[] }>([
    { name: 'the same key', keys: [key, nextKey] },
    { name: 'no key', keys: [nextKey] },
    {
      name: 'the same key, which another follows in the month of the next version',
      keys: [
        { ...key, signsUntil: later.validFrom },
        { ...replacing, validFrom: later.validFrom },
      ],
    },
  ])('may say of months that are past that $name signed', async ({ keys }) => {
    const changed = { ...later, profiles: [{ ...profile, keys }] }
    await expect(assertFollows(first, changed)).resolves.toBeUndefined()
  })

  test.each<{ name: string; keys: readonly object[] }>([
    { name: 'another key', keys: [replacing, nextKey] },
    { name: 'the same name with another key', keys: [{ ...key, publicKey: publicKey(99) }] },
    { name: 'the same key under another name', keys: [{ ...key, id: `${key.id}0` }] },
    { name: 'a key for longer', keys: [{ ...key, validFrom: '2025-12-01T00:00:00Z' }] },
    {
      name: 'another key for some of them',
      keys: [
        { ...key, signsUntil: '2026-04-01T00:00:00Z' },
        { ...replacing, validFrom: '2026-04-01T00:00:00Z' },
      ],
    },
  ])('does not say of months that are past that $name signed', async ({ keys }) => {
    const changed = { ...later, profiles: [{ ...profile, keys }] }
    await expect(assertFollows(first, changed)).rejects.toMatchObject(refused)
  })

  test('has no new profile whose key signed before', async () => {
    const added = { ...profile, id: 'other', types: ['Other'] }
    const changed = { ...later, profiles: [profile, added] }
    await expect(assertFollows(first, changed)).rejects.toMatchObject(refused)
    const keys = [{ ...key, validFrom: later.validFrom }]
    const honest = { ...later, profiles: [profile, { ...added, keys }] }
    await expect(assertFollows(first, honest)).resolves.toBeUndefined()
  })

  test('is of the same issuer, and not the same version again', async () => {
    await expect(assertFollows(first, manifestJson)).rejects.toMatchObject(refused)
    const issuer = 'did:web:other.example'
    const foreign = JSON.parse(JSON.stringify(next).replaceAll(manifestJson.issuer, issuer))
    await expect(assertFollows(first, foreign)).rejects.toMatchObject(refused)
  })
})

type Path = readonly (string | number)[]

function pathsOf(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return [[]]
  const within = Object.entries(value).flatMap(([name, member]) =>
    pathsOf(member).map((path) => [name, ...path]),
  )
  return [[], ...within]
}

function replaced(value: unknown, [name, ...rest]: Path, by: unknown): unknown {
  if (name === undefined) return by
  if (Array.isArray(value))
    return value.map((item, i) => (String(i) === name ? replaced(item, rest, by) : item))
  return Object.fromEntries(
    Object.entries(value as object).map(([member, item]) => [
      member,
      member === name ? replaced(item, rest, by) : item,
    ]),
  )
}
