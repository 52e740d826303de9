import { createParameters } from '@unscored/issuer'
import { openSetFile } from '@unscored/vc'
import { describe, expect, test } from 'vitest'

const url = 'https://issuer.example/parameters'
const lists = [
  { id: 'approved-products', edition: 12, codes: ['EU/1/20/1528', 'EU/1/20/1507'] },
  { id: 'countries', edition: 1, codes: ['XX'] },
]

describe('the parameters of an issuer', () => {
  test('are files, each opened by what a manifest says of it', async () => {
    const { files, parameters } = await createParameters({
      url: `${url}/`,
      digits: { edition: 3 },
      lists,
    })
    expect(parameters.map(({ id, kind, edition }) => [id, kind, edition])).toEqual([
      ['approved-products', 'list', 12],
      ['countries', 'list', 1],
      ['digits', 'digits', 3],
    ])
    expect(files.map((file) => file.url)).toEqual([
      `${url}/approved-products-12`,
      `${url}/countries-1`,
      `${url}/digits-3`,
    ])
    for (const [i, reference] of parameters.entries()) {
      const octets = files[i]?.octets ?? new Uint8Array()
      await expect(openSetFile(octets, { reference })).resolves.toMatchObject({ reference })
    }
  })

  test('have keys of their own, others each time', async () => {
    const made = [await createParameters({ url, lists }), await createParameters({ url, lists })]
    const keys = made.flatMap(({ parameters }) => parameters.map(({ publicKey }) => publicKey))
    expect(new Set(keys).size).toBe(4)
  })

  test('of a health authority are lists alone', async () => {
    const { parameters } = await createParameters({ url, lists })
    expect(parameters.map(({ kind }) => kind)).toEqual(['list', 'list'])
  })

  test.each([
    { name: 'twice the same id', changes: { lists: [...lists, ...lists] } },
    {
      name: 'a list called as the digits',
      changes: { digits: { edition: 1 }, lists: [{ id: 'digits', edition: 1, codes: ['a'] }] },
    },
    { name: 'an id that is none', changes: { lists: [{ id: 'a/b', edition: 1, codes: ['a'] }] } },
    { name: 'a list of nothing', changes: { lists: [{ id: 'a', edition: 1, codes: [] }] } },
  ])('are not made with $name', async ({ changes }) => {
    await expect(createParameters({ url, ...changes })).rejects.toBeInstanceOf(RangeError)
  })
})
