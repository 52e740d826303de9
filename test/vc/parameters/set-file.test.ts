import { concatOctets, decodeCbor, digestOfOctets, encodeCbor } from '@unscored/core'
import {
  codeScalar,
  createSetFile,
  openSetFile,
  ParameterError,
  type SetFile,
  type SetReference,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'

const url = 'https://issuer.example/products-12'
const codes = ['EU/1/20/1528', 'EU/1/20/1507', 'EU/1/21/1529', 'Éxample']
const list = await createSetFile({ id: 'products', edition: 12, url, codes })
const other = await createSetFile({ id: 'products', edition: 12, url, codes })
const digits = await createSetFile({
  id: 'digits',
  edition: 1,
  url: 'https://issuer.example/digits',
})

/** What the octets hold. */
interface Items {
  format: unknown
  kind: unknown
  id: unknown
  edition: unknown
  codes: unknown
  publicKey: Uint8Array
  points: Uint8Array
}

function itemsOf({ octets }: SetFile): Items {
  const names = ['format', 'kind', 'id', 'edition', 'codes', 'publicKey', 'points']
  const values = decodeCbor(octets)
  if (!Array.isArray(values)) throw new Error('no file')
  return Object.fromEntries(names.map((name, i) => [name, values[i]])) as unknown as Items
}

/** Opens octets as those that the manifest names, as whoever published them in the first place could. */
async function openNamed(octets: Uint8Array, reference: SetReference) {
  return openSetFile(octets, { reference: { ...reference, digest: digestOfOctets(octets) } })
}

function changed(file: SetFile, changes: Partial<Items>): Uint8Array {
  return encodeCbor(Object.values({ ...itemsOf(file), ...changes }))
}

const at = (file: SetFile, i: number) => itemsOf(file).points.slice(48 * i, 48 * (i + 1))

function withPoint(file: SetFile, i: number, point: Uint8Array): Uint8Array {
  const points = itemsOf(file).points.slice()
  points.set(point, 48 * i)
  return changed(file, { points })
}

const infinity = Uint8Array.from({ length: 48 }, (_, i) => (i === 0 ? 0xc0 : 0))
const zero = Uint8Array.from({ length: 48 }, (_, i) => (i === 0 ? 0x80 : 0))

describe('a published set', () => {
  test('of codes is opened, with what a holder and what a verifier needs', async () => {
    const { set, key, codes: read, reference } = await openSetFile(list.octets, list)
    expect(read).toEqual([...codes].sort())
    expect([...set.points.keys()].sort()).toEqual(codes.map(codeScalar).sort())
    expect(set).toMatchObject(key)
    expect(reference).toEqual(list.reference)
  })

  test('of all digits is opened', async () => {
    const { set, codes: read } = await openSetFile(digits.octets, digits)
    expect(set.points.size).toBe(256)
    expect(read).toEqual([])
    expect(digits.reference).toMatchObject({ id: 'digits', kind: 'digits', edition: 1 })
  })

  test('of all digits takes little more than its points and its key', () => {
    expect(digits.octets.length).toBeLessThan(256 * 48 + 96 + 64)
  })

  test('is what its digest says and nothing else', async () => {
    for (const i of [0, 20, 100, 200, list.octets.length - 1]) {
      const octets = list.octets.slice()
      octets[i] = (octets[i] as number) ^ 1
      const refusal = openSetFile(octets, list)
      await expect(refusal).rejects.toMatchObject({ code: 'fileDigest', file: url })
    }
    await expect(openSetFile(other.octets, list)).rejects.toMatchObject({ code: 'fileDigest' })
  })

  test('names itself where it is refused, and nothing that it holds', async () => {
    const refusal = await openSetFile(other.octets, list).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ParameterError)
    expect(String(refusal)).toContain(url)
  })

  // From here on the manifest names the octets, as an issuer that wants to recognise somebody would have it.
  const sets = [
    {
      name: 'one bad entry',
      octets: withPoint(digits, 200, at(digits, 201)),
      file: digits,
    },
    {
      name: 'two entries that changed places',
      octets: changed(list, {
        points: concatOctets(at(list, 1), at(list, 0), at(list, 2), at(list, 3)),
      }),
    },
    {
      name: 'a table that is shifted by one',
      octets: changed(digits, {
        points: concatOctets(at(digits, 255), itemsOf(digits).points.subarray(0, -48)),
      }),
      file: digits,
    },
    { name: 'the points of another key', octets: changed(list, { points: itemsOf(other).points }) },
    { name: 'the identity', octets: withPoint(list, 2, infinity) },
    { name: 'octets that are no point', octets: withPoint(list, 2, new Uint8Array(48).fill(0xff)) },
    { name: 'a point of small order', octets: withPoint(list, 2, zero) },
    {
      name: 'the same points under a code of their maker',
      octets: changed(list, { codes: ['A', 'B', 'C', 'D'] }),
    },
  ]

  test.each(sets)('with $name is refused as a whole', async ({ octets, file = list }) => {
    const refusal = openNamed(octets, file.reference)
    await expect(refusal).rejects.toMatchObject({ code: 'setInvalid', file: file.reference.url })
  })

  test('with another key is refused, though the manifest names both', async () => {
    const octets = changed(list, { publicKey: itemsOf(other).publicKey })
    const publicKey = other.reference.publicKey
    await expect(openNamed(octets, { ...list.reference, publicKey })).rejects.toMatchObject({
      code: 'setInvalid',
    })
  })

  const mismatches = [
    { name: 'edition', octets: changed(list, { edition: 11 }) },
    { name: 'id', octets: changed(list, { id: 'refused-products' }) },
    { name: 'key', octets: other.octets },
    { name: 'kind', octets: changed(digits, { id: 'products', edition: 12 }) },
  ]

  test.each(mismatches)('of another $name than the manifest names is refused', async (row) => {
    const refusal = openNamed(row.octets, list.reference)
    await expect(refusal).rejects.toMatchObject({ code: 'fileMismatch', file: url })
  })

  const sorted = [...codes].sort()
  const forms = [
    { name: 'truncated', octets: list.octets.slice(0, -1) },
    { name: 'followed by octets', octets: concatOctets(list.octets, Uint8Array.of(0)) },
    { name: 'no octets', octets: new Uint8Array() },
    { name: 'no array', octets: encodeCbor('unscored-set-1') },
    { name: 'of another format', octets: changed(list, { format: 'unscored-set-2' }) },
    { name: 'of an unknown kind', octets: changed(list, { kind: 'range' }) },
    { name: 'without an id', octets: changed(list, { id: 7 }) },
    { name: 'of edition 0', octets: changed(list, { edition: 0 }) },
    { name: 'of half an edition', octets: changed(list, { edition: 1.5 }) },
    { name: 'of codes that are not sorted', octets: changed(list, { codes }) },
    { name: 'of a code twice', octets: changed(list, { codes: [...sorted.slice(1), sorted[3]] }) },
    { name: 'of no codes', octets: changed(list, { codes: [], points: new Uint8Array() }) },
    { name: 'of a code that is no text', octets: changed(list, { codes: [1, 2, 3, 4] }) },
    { name: 'of an empty code', octets: changed(list, { codes: ['', 'a', 'b', 'c'] }) },
    {
      name: 'of a code that is too long',
      octets: changed(list, { codes: ['a', 'b', 'c', 'd'.repeat(257)] }),
    },
    { name: 'of digits with codes', octets: changed(list, { kind: 'digits' }) },
    { name: 'of codes without any', octets: changed(list, { codes: null }) },
    { name: 'with half a key', octets: changed(list, { publicKey: new Uint8Array(48) }) },
    {
      name: 'with a point too few',
      octets: changed(list, { points: itemsOf(list).points.slice(48) }),
    },
    {
      name: 'with an item more',
      octets: encodeCbor([...Object.values(itemsOf(list)), 'for Alice']),
    },
    { name: 'longer than any', octets: new Uint8Array(2 ** 20 + 1) },
  ]

  test.each(forms)('is refused where it is $name', async ({ octets }) => {
    const refusal = openNamed(octets, list.reference)
    await expect(refusal).rejects.toMatchObject({ code: 'fileMalformed', file: url })
  })

  test('is refused where an integer is written as a fraction, which reads alike', async () => {
    const whole = encodeCbor(12)
    const parts = Object.values(itemsOf(list)).map((item) => encodeCbor(item))
    const fraction = Uint8Array.of(0xf9, 0x4a, 0x00)
    const octets = (edition: Uint8Array) =>
      concatOctets(Uint8Array.of(0x87), ...parts.map((part, i) => (i === 3 ? edition : part)))
    await expect(openNamed(octets(whole), list.reference)).resolves.toBeDefined()
    await expect(openNamed(octets(fraction), list.reference)).rejects.toMatchObject({
      code: 'fileMalformed',
    })
  })
})

describe('a set is not made', () => {
  test.each([
    { name: 'of no codes', changes: { codes: [] } },
    { name: 'of a code twice', changes: { codes: ['a', 'a'] } },
    { name: 'of an empty code', changes: { codes: [''] } },
    { name: 'of half a surrogate pair', changes: { codes: ['\ud800'] } },
    {
      name: 'of too many codes',
      changes: { codes: Array.from({ length: 4097 }, (_, i) => `c${i}`) },
    },
    { name: 'as edition 0', changes: { edition: 0 } },
  ])('$name', async ({ changes }) => {
    const made = createSetFile({ id: 'products', edition: 1, url, codes, ...changes })
    await expect(made).rejects.toBeInstanceOf(RangeError)
  })
})
