import { compareManifests, diffManifests, manifestHash, parseManifest } from '@unscored/did'
import { describe, expect, test } from 'vitest'
import { key, manifestJson, nextKey, profile, publicKey, withProfile } from './manifests.ts'

const first = parseManifest(manifestJson)
const follow = async (before: typeof first, changes: object = {}) =>
  parseManifest({
    ...before,
    ...changes,
    version: before.version + 1,
    previous: await manifestHash(before),
  })
const second = await follow(first)
const third = await follow(second)

/** What the issuer shows Alice alone, who has a key of her own in it. */
const forAlice = parseManifest(
  withProfile({ keys: [{ ...key, publicKey: publicKey(99) }, nextKey] }),
)

const relation = async (...manifests: Parameters<typeof compareManifests>) =>
  (await compareManifests(...manifests)).relation

describe('two manifests', () => {
  test('that everybody has are the same, and have one hash', async () => {
    const { relation: found, hashes } = await compareManifests(first, parseManifest(manifestJson))
    expect(found).toBe('same')
    expect(hashes[0]).toBe(hashes[1])
  })

  test('of one version that differ are a fork', async () => {
    expect(await relation(first, forAlice)).toBe('fork')
  })

  test('that follow on each other are older and newer', async () => {
    expect(await relation(first, second)).toBe('older')
    expect(await relation(second, first)).toBe('newer')
    expect(await relation(first, third, [second])).toBe('older')
    expect(await relation(third, first, [second])).toBe('newer')
  })

  test('are a fork where the later one follows on another', async () => {
    expect(await relation(forAlice, second)).toBe('fork')
    expect(await relation(forAlice, third, [second])).toBe('fork')
    expect(await relation(third, forAlice, [second])).toBe('fork')
  })

  test('are a fork where a later one denies which key signed in months that are past', async () => {
    const later = { validFrom: '2026-03-01T00:00:00Z' }
    const denying = await follow(first, { ...later, profiles: forAlice.profiles })
    expect(await relation(first, denying)).toBe('fork')
    expect(await relation(first, await follow(denying, later), [denying])).toBe('fork')
    expect(await relation(denying, await follow(denying, later))).toBe('older')
    expect(await relation(first, await follow(first, later))).toBe('older')
  })

  test('are not linked where versions between are missing, or are others', async () => {
    expect(await relation(first, third)).toBe('unlinked')
    expect(await relation(first, third, [await follow(forAlice)])).toBe('unlinked')
  })

  test('may be of two issuers', async () => {
    const issuer = 'did:web:other.example'
    const other = JSON.parse(JSON.stringify(manifestJson).replaceAll(first.issuer, issuer))
    expect(await relation(first, parseManifest(other))).toBe('otherIssuer')
  })
})

describe('what differs between two manifests', () => {
  test('is nothing where they are the same', () => {
    expect(diffManifests(first, parseManifest(manifestJson))).toEqual([])
  })

  test('is told by names, not by numbers', () => {
    expect(diffManifests(first, forAlice)).toEqual([
      {
        pointer: '/profiles/dose/keys/did:web:issuer.example#key-1/publicKey',
        change: 'changed',
        before: key.publicKey,
        after: publicKey(99),
      },
    ])
  })

  test('is told of what was added and removed, and of an order that changed', () => {
    const { revocation: _, ...rest } = profile
    const contexts = [...profile.contexts].reverse()
    const changed = parseManifest({
      ...manifestJson,
      profiles: [{ ...rest, keys: [key], contexts }],
    })
    const changes = diffManifests(first, changed)
    const told = changes.map(({ change, pointer }) => `${change} ${pointer}`)
    expect(told).toContain('removed /profiles/dose/revocation/url')
    expect(told).toContain('removed /profiles/dose/keys/did:web:issuer.example#key-2/id')
    expect(told).toContain('changed /profiles/dose/contexts')
    expect(diffManifests(changed, first).map(({ change }) => change)).toContain('added')
    expect(told).toEqual([...told].sort((a, b) => (pointerIn(a) < pointerIn(b) ? -1 : 1)))
  })
})

function pointerIn(told: string): string {
  return told.slice(told.indexOf(' '))
}
