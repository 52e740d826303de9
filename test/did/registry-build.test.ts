import {
  type AddToRegistryOptions,
  addToRegistry,
  diffRegistries,
  manifestHash,
  type RegistryEntry,
} from '@unscored/did'
import { verifyDocument } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { key, nextKey, now, profile, publicKey } from './manifests.ts'
import {
  anything,
  build,
  entry,
  issuing,
  manifestOf,
  open,
  sign,
  signer,
  signManifest,
  stranger,
} from './registries.ts'

const registry = await open(await build([entry]))
const add = (entries: readonly RegistryEntry[], options: Partial<AddToRegistryOptions> = {}) =>
  addToRegistry(registry, {
    ...{ entries, sign, verifyDocument, now: () => now },
    validUntil: new Date('2027-02-20'),
    ...options,
  })

/** The entry with another manifest of its issuer. */
const withManifest = async (changes: object) => ({
  ...entry,
  manifest: await signManifest(manifestOf(changes)),
})

const first = await manifestHash(manifestOf())
const second = { version: 2, previous: first }
const ownKeys = JSON.parse(
  JSON.stringify([{ ...key, publicKey: publicKey(99) }, nextKey]).replaceAll(
    'did:web:issuer.example',
    issuing.did,
  ),
)
const forAlice = { profiles: [{ ...manifestOf().profiles[0], keys: ownKeys }] }

describe('who makes a registry', () => {
  test.each<{
    name: string
    entries: () => RegistryEntry[] | Promise<RegistryEntry[]>
    code: string
  }>([
    { name: 'an issuer twice', entries: () => [entry, entry], code: 'entryMalformed' },
    {
      name: 'an issuer without its document',
      entries: () => [{ id: issuing.did, grants: [] }],
      code: 'entryMalformed',
    },
    {
      name: 'an address that is none',
      entries: () => [{ id: 'http://issuer.example', grants: [] }],
      code: 'entryMalformed',
    },
    {
      name: 'the document of another',
      entries: () => [{ ...entry, document: stranger.document }],
      code: 'invalidDidDocument',
    },
    {
      name: 'a manifest that somebody else signed',
      entries: async () => [{ ...entry, manifest: await signManifest(manifestOf(), signer) }],
      code: 'issuerMismatch',
    },
    {
      name: 'a manifest that was changed',
      entries: async () => [
        {
          ...entry,
          manifest: {
            ...(await signManifest(manifestOf())),
            content: manifestOf({ validUntil: '2030-01-01T00:00:00Z' }),
          } as never,
        },
      ],
      code: 'proofInvalid',
    },
    {
      name: 'grants that are not sorted',
      entries: () => [
        {
          ...entry,
          grants: [
            { type: 'b', jurisdiction: 'XX' },
            { type: 'a', jurisdiction: 'XX' },
          ],
        },
      ],
      code: 'entryMalformed',
    },
  ])('does not put in $name: $code', async ({ entries, code }) => {
    await expect(build(await entries())).rejects.toMatchObject({ code })
  })

  test('makes the same of entries in any order', async () => {
    expect(await build([anything, entry])).toEqual(await build([entry, anything]))
  })

  test('makes none that is outdated from the beginning', async () => {
    const validUntil = new Date('2026-05-31')
    await expect(add([], { validUntil })).rejects.toMatchObject({ code: 'registryMalformed' })
  })
})

describe('who adds to a registry', () => {
  test('makes the next version, which follows on it', async () => {
    const next = await open(await add([anything]), { last: registry.state })
    expect([next.version, next.count]).toEqual([2, 2])
    expect(next.validUntil).toEqual(new Date('2027-02-01'))
    expect(next.lineOf(issuing.did)).toEqual(registry.lineOf(issuing.did))
    expect(diffRegistries(registry, next)).toEqual({
      ...{ added: [stranger.did], removed: [], changed: [] },
    })
  })

  test('may remove an issuer, if it is there', async () => {
    const next = await open(await add([], { remove: [issuing.did] }))
    expect(diffRegistries(registry, next)).toEqual({
      ...{ added: [], removed: [issuing.did], changed: [] },
    })
    await expect(add([], { remove: [stranger.did] })).rejects.toMatchObject({
      code: 'entryUnknown',
    })
  })

  test('takes the next manifest of an issuer in place of the one before', async () => {
    const next = await open(await add([await withManifest(second)]))
    expect(next.manifestOf(issuing.did)?.version).toBe(2)
    const { changed } = diffRegistries(registry, next)
    expect(changed.map(({ id }) => id)).toEqual([issuing.did])
    expect(changed[0]?.changes).toContainEqual({
      ...{ pointer: '/manifest/content/version', change: 'changed', before: 1, after: 2 },
    })
  })

  test('takes a later one with those between', async () => {
    const previous = await manifestHash(manifestOf(second))
    const third = await withManifest({ version: 3, previous })
    await expect(add([third])).rejects.toMatchObject({ code: 'notASuccessor' })
    const between = [manifestOf(second)]
    expect((await open(await add([third], { between }))).manifestOf(issuing.did)?.version).toBe(3)
  })

  test.each<{ name: string; changed: () => RegistryEntry | Promise<RegistryEntry> }>([
    { name: 'another manifest of the same version', changed: () => withManifest(forAlice) },
    {
      name: 'one that follows on another',
      changed: async () =>
        withManifest({ ...second, previous: await manifestHash(manifestOf(forAlice)) }),
    },
    { name: 'none', changed: () => ({ id: entry.id, document: issuing.document, grants: [] }) },
  ])('does not take $name in place of one', async ({ changed }) => {
    await expect(add([await changed()])).rejects.toMatchObject({ code: 'notASuccessor' })
  })

  test('does not take an older one in place of one', async () => {
    const newer = await open(await add([await withManifest(second)]))
    const older = addToRegistry(newer, {
      ...{ entries: [entry], sign, verifyDocument, now: () => now },
      validUntil: new Date('2027-02-20'),
    })
    await expect(older).rejects.toMatchObject({ code: 'notASuccessor' })
  })

  test('keeps the same one', async () => {
    const renamed = { ...entry, name: 'Another name' }
    const next = await open(await add([renamed]))
    expect(diffRegistries(registry, next).changed).toEqual([
      {
        id: issuing.did,
        changes: [
          { pointer: '/name', change: 'changed', before: entry.name, after: 'Another name' },
        ],
      },
    ])
    expect(profile.id).toBe(next.manifestOf(issuing.did)?.profiles[0]?.id)
  })
})
