import { decodeCbor, encodeCbor } from '@unscored/core'
import { encodeShard, readShard, runShard, type ShardJob } from '@unscored/linkability'
import { describe, expect, test } from 'vitest'
import { settingsDigest } from '../../../packages/linkability/src/simulation/settings.ts'
import { peopleTable, smallSettings as settings } from './people.ts'

const table = peopleTable()
const job: ShardJob = {
  ...{ format: 'smart-health-card', settings, from: 3, until: 6 },
  digest: await settingsDigest(settings, table),
}

const others = {
  settings: await settingsDigest({ ...settings, visits: 4 }, table),
  population: await settingsDigest(settings, { ...table, title: 'Other' }),
}

describe('a part of a simulation', () => {
  test('is of its holders, with a record of each and all of her visits', async () => {
    const { records, visits, verified } = await runShard(job, { table })
    expect(records.map(({ holder }) => holder)).toEqual([3, 4, 5])
    expect(visits.map(({ holder }) => holder)).toEqual([3, 3, 3, 4, 4, 4, 5, 5, 5])
    expect(verified).toBe(3)
  })

  test('says of one visit of each holder who is told apart how many people it could be of', async () => {
    const { audited, visits, entitled } = await runShard(job, { table })
    expect(audited.map(({ row }) => visits[row]?.holder)).toEqual([3, 4, 5])
    // A card is signed, and the signature is shown.
    expect(audited.map(({ people }) => people)).toEqual(Array(3).fill({ least: 1, most: 1 }))
    expect(entitled.least).toBeGreaterThan(1_000_000)
    const { holders } = settings
    const known = await runShard({ ...job, from: holders, until: holders + 1 }, { table })
    expect(known.audited).toEqual([])
  })

  test('is stored and read again', async () => {
    const result = await runShard(job, { table })
    expect(readShard(encodeShard(result), job)).toEqual(result)
  })

  test.each([
    ['other holders', { from: 2 }],
    ['another format', { format: 'dcc' }],
    ['a leak', { leak: 'created' }],
    ['other settings', { digest: others.settings }],
    ['another population', { digest: others.population }],
  ] as const)('is not taken for that of %s', async (_, change) => {
    const stored = encodeShard(await runShard(job, { table }))
    expect(readShard(stored, { ...job, ...change })).toBeUndefined()
  })

  test.each([
    ['no CBOR', () => Uint8Array.of(0xff)],
    ['no list', () => encodeCbor(1)],
    ['another edition', () => encodeCbor(['unscored shard 0'])],
    ['fewer octets than it counts', (stored: Uint8Array) => rowsChanged(stored, 0)],
    ['a path that it does not list', (stored: Uint8Array) => rowsChanged(stored, 1)],
    ['an audit of no visit of its own', auditChanged([9, 1, 1])],
    ['an audit that says less at most than at least', auditChanged([0, 2, 1])],
    ['an audit of half a person', auditChanged([0, 0.5, 1])],
    ['an audit of three counts', auditChanged([0, 1, 1, 1])],
  ])('is refused as malformed where it is %s', async (_, change) => {
    const stored = encodeShard(await runShard(job, { table }))
    expect(() => readShard(change(stored), job)).toThrow(
      expect.objectContaining({ code: 'shardMalformed' }),
    )
  })

  test.each([
    ['holders there are not', { until: 1000 }],
    ['settings that are none', { settings: { ...settings, visits: 1 } }],
  ])('is refused for %s', async (_, change) => {
    await expect(runShard({ ...job, ...change }, { table })).rejects.toThrow(RangeError)
  })
})

/** Changes what a stored result says of the first visit that was audited. */
function auditChanged(audit: readonly number[]) {
  return (stored: Uint8Array): Uint8Array => {
    const value = decodeCbor(stored)
    if (!Array.isArray(value)) throw new TypeError('no result')
    return encodeCbor(value.with(11, [audit, ...value[11].slice(1)]))
  }
}

/** A stored result without the last octet of its visits, or with a path index beyond all. */
function rowsChanged(stored: Uint8Array, kind: number): Uint8Array {
  const value = decodeCbor(stored)
  if (!Array.isArray(value)) throw new TypeError('no result')
  const [holders, lengths, octets] = value[8]
  const changed = kind === 0 ? octets.subarray(1) : Uint8Array.of(0xff, 0xff, ...octets.subarray(2))
  return encodeCbor(value.with(8, [holders, lengths, changed]))
}
