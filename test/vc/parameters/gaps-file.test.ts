import { generateKeyPair, verifyGap } from '@unscored/bbs'
import { concatOctets, decodeCbor, encodeCbor, encodeMultikey, withCodec } from '@unscored/core'
import { createGapsFile, epochOf, gapsFileUrl, openGapsFile, ownGap } from '@unscored/vc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const key = await generateKeyPair()
const otherKey = await generateKeyPair()
const multikey = (octets: Uint8Array) => encodeMultikey(withCodec('Bls12381G2-public', octets))
const epoch = 20783
const reference = {
  url: 'https://issuer.example/revoked/20783',
  epoch,
  publicKey: multikey(key.publicKey),
}
const lists = [
  { list: 3, revoked: [300, 100, 101, 300] },
  { list: 0, revoked: [] },
]
const octets = await createGapsFile({ ...key, epoch, lists })
const { publicKey } = key

type List = [list: unknown, numbers: unknown, signatures: Uint8Array, ...others: unknown[]]

function items(): [string, unknown, unknown, List[]] {
  return decodeCbor(octets) as [string, unknown, unknown, List[]]
}

/** The octets of a file of which the lists were changed. */
function withLists(change: (lists: List[]) => unknown): Uint8Array {
  const [format, ...others] = items()
  return encodeCbor([format, ...others.slice(0, 2), change(items()[3])])
}

const withList = (change: (list: List) => unknown) =>
  withLists(([first, second]) => [first, change(second as List)])

/** Signatures of which the first is changed from some octet on. */
function withOctets(signatures: Uint8Array, from: number, replaced: Iterable<number>): Uint8Array {
  const all = signatures.slice()
  all.set([...replaced], from)
  return all
}

describe('the gaps of an epoch', () => {
  test('hold every number that is not revoked, and no other', async () => {
    const opened = await openGapsFile(octets, { reference })
    const own = (list: number, id: number) => ownGap(opened, { list, id, publicKey })
    await expect(own(3, 99)).resolves.toMatchObject({ list: 3, after: 0, before: 100 })
    await expect(own(3, 102)).resolves.toMatchObject({ list: 3, after: 101, before: 300 })
    await expect(own(3, 65_534)).resolves.toMatchObject({ after: 300, before: 65_535 })
    await expect(own(0, 100)).resolves.toMatchObject({ list: 0, after: 0, before: 65_535 })
    for (const id of [0, 100, 101, 300, 65_535]) expect(await own(3, id)).toBeUndefined()
    expect(await own(1, 99)).toBeUndefined()
    const gap = await own(3, 102)
    expect(gap && (await verifyGap({ publicKey, epoch, gap }))).toBe(true)
  })

  test('are the same file for the same lists, in whichever order they are given', async () => {
    const reversed = [...lists]
      .reverse()
      .map(({ list, revoked }) => ({ list, revoked: [...revoked].reverse() }))
    expect(await createGapsFile({ ...key, epoch, lists: reversed })).toEqual(octets)
  })

  test('are found for any revoked numbers', async () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(numbers, fc.integer({ min: 1, max: 41 }), async (revoked, id) => {
        const file = await createGapsFile({ ...key, epoch, lists: [{ list: 0, revoked }] })
        const opened = await openGapsFile(file, { reference })
        const gap = await ownGap(opened, { list: 0, id, publicKey })
        expect(gap === undefined).toBe(revoked.includes(id))
      }),
      { numRuns: 15 },
    )
  })

  test('take 82 octets for a revocation: a list of what changed would save two of them', async () => {
    const revoked = Array.from({ length: 50 }, (_, i) => 2 * i + 2)
    const more = await createGapsFile({ ...key, epoch, lists: [{ list: 0, revoked }] })
    const none = await createGapsFile({ ...key, epoch, lists: [{ list: 0, revoked: [] }] })
    expect(more.length - none.length).toBeLessThan(82 * revoked.length + 8)
  })

  test('share no signature with those of the next epoch, though nothing was revoked', async () => {
    const next = await createGapsFile({ ...key, epoch: epoch + 1, lists })
    const signaturesOf = (file: Uint8Array) =>
      (decodeCbor(file) as [string, number, Uint8Array, List[]])[3].flatMap(([, , all]) =>
        Array.from({ length: all.length / 80 }, (_, i) => all.slice(80 * i, 80 * i + 80).join()),
      )
    const before = new Set(signaturesOf(octets))
    expect(before.size).toBe(4)
    expect(signaturesOf(next).some((signature) => before.has(signature))).toBe(false)
  })

  test('that are another person’s are refused as one’s own, naming the file', async () => {
    const swapped = withList(([list, numbers, all]) => [
      ...[list, numbers],
      concatOctets(all.subarray(80, 160), all.subarray(0, 80), all.subarray(160)),
    ])
    const opened = await openGapsFile(swapped, { reference })
    const own = (id: number) => ownGap(opened, { list: 3, id, publicKey })
    const refused = { code: 'gapInvalid', file: reference.url }
    await expect(own(99)).rejects.toMatchObject(refused)
    await expect(own(102)).rejects.toMatchObject(refused)
    expect(await own(400)).toBeDefined()
  })

  test('are nobody’s under another key', async () => {
    const opened = await openGapsFile(octets, { reference })
    const own = ownGap(opened, { list: 3, id: 99, publicKey: otherKey.publicKey })
    await expect(own).rejects.toMatchObject({ code: 'gapInvalid', file: reference.url })
  })

  test.each([
    { name: 'another epoch', expected: { ...reference, epoch: epoch + 1 } },
    { name: 'another key', expected: { ...reference, publicKey: multikey(otherKey.publicKey) } },
  ])('of $name are refused', async ({ expected }) => {
    const refusal = openGapsFile(octets, { reference: expected })
    await expect(refusal).rejects.toMatchObject({ code: 'fileMismatch', file: reference.url })
  })

  const [format, , keyOctets] = items()
  const infinity = [0xc0, ...new Uint8Array(47)]
  const order = '73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001'
  const r = order.match(/../g)?.map((two) => Number.parseInt(two, 16)) ?? []
  const signed = (from: number, replaced: Iterable<number>) =>
    withList(([list, numbers, all]) => [list, numbers, withOctets(all, from, replaced)])

  test.each([
    { name: 'truncated', changed: octets.slice(0, -1) },
    { name: 'followed by octets', changed: concatOctets(octets, octets) },
    { name: 'of another format', changed: encodeCbor(['unscored-set-1', epoch, keyOctets, []]) },
    { name: 'of an epoch that is none', changed: encodeCbor([format, 'now', keyOctets, []]) },
    { name: 'without a key', changed: encodeCbor([format, epoch, null, []]) },
    { name: 'without lists', changed: encodeCbor([format, epoch, keyOctets, null]) },
    { name: 'of a list that is none', changed: withLists(() => [null]) },
    { name: 'of lists that are not in order', changed: withLists((all) => all.reverse()) },
    { name: 'of a list twice', changed: withLists(([first]) => [first, first]) },
    { name: 'of a list below 0', changed: withList(([, ...others]) => [-1, ...others]) },
    { name: 'of a list beyond all', changed: withList(([, ...others]) => [2 ** 16, ...others]) },
    { name: 'of half a list', changed: withList(([, ...others]) => [3.5, ...others]) },
    { name: 'of a list with more', changed: withList((list) => [...list, 'for Alice']) },
    {
      name: 'of numbers that are not in order',
      changed: withList(([list, , all]) => [list, Uint8Array.of(0, 101, 0, 100, 1, 44), all]),
    },
    {
      name: 'of a number twice',
      changed: withList(([list, , all]) => [list, Uint8Array.of(0, 100, 0, 100, 1, 44), all]),
    },
    {
      name: 'of a number that no credential bears',
      changed: withList(([list, , all]) => [list, Uint8Array.of(0, 0, 0, 101, 1, 44), all]),
    },
    {
      name: 'of half a number',
      changed: withList(([list, , all]) => [list, Uint8Array.of(1), all]),
    },
    {
      name: 'of a gap less',
      changed: withList(([list, numbers, all]) => [list, numbers, all.subarray(80)]),
    },
    {
      name: 'of half a signature more',
      changed: withList(([list, numbers, all]) => [
        list,
        numbers,
        concatOctets(all, all.subarray(0, 40)),
      ]),
    },
    { name: 'of a signature at infinity', changed: signed(80, infinity) },
    { name: 'of a point that is not compressed', changed: signed(80, [0x17]) },
    { name: 'of a scalar that is 0', changed: signed(80 + 48, new Uint8Array(32)) },
    { name: 'of a scalar that is the order', changed: signed(80 + 48, r) },
    { name: 'of a scalar above it', changed: signed(80 + 48, [0xff]) },
    { name: 'longer than any', changed: new Uint8Array(2 ** 25 + 1) },
  ])('are refused as a whole where the file is $name', async ({ changed }) => {
    const refusal = openGapsFile(changed, { reference })
    await expect(refusal).rejects.toMatchObject({ code: 'fileMalformed', file: reference.url })
  })

  test('may have the greatest scalar that there is', async () => {
    const greatest = [...r.slice(0, 31), 0]
    await expect(openGapsFile(signed(80 + 48, greatest), { reference })).resolves.toBeDefined()
  })

  test.each([
    { name: 'a list twice', changes: { lists: [lists[1], lists[1]] as typeof lists } },
    { name: 'a list below 0', changes: { lists: [{ list: -1, revoked: [] }] } },
    { name: 'a number that no credential bears', changes: { lists: [{ list: 0, revoked: [0] }] } },
    { name: 'an epoch below 0', changes: { epoch: -1 } },
  ])('are not signed of $name', async ({ changes }) => {
    const made = createGapsFile({ ...key, epoch, lists, ...changes })
    await expect(made).rejects.toBeInstanceOf(RangeError)
  })
})

test('an epoch is the number of whole periods since 1970', () => {
  const day = { epochSeconds: 86_400 }
  expect(epochOf(new Date('2026-11-26T23:59:59.999Z'), day)).toBe(20_783)
  expect(epochOf(new Date('2026-11-27T00:00:00Z'), day)).toBe(20_784)
})

test('the file of an epoch is below the address of the manifest, with one slash between them', () => {
  expect(gapsFileUrl({ url: 'https://issuer.example/revoked' }, 5)).toBe(
    'https://issuer.example/revoked/5',
  )
  expect(gapsFileUrl({ url: 'https://issuer.example/revoked/' }, 5)).toBe(
    'https://issuer.example/revoked/5',
  )
})
