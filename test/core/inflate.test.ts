import { deflateRawSync, deflateSync } from 'node:zlib'
import { inflateOctets, utf8 } from '@unscored/core'
import { describe, expect, test } from 'vitest'

describe.each([
  { format: 'deflate', deflate: deflateSync },
  { format: 'deflate-raw', deflate: deflateRawSync },
] as const)('octets compressed as $format', ({ format, deflate }) => {
  test('become what they were', async () => {
    const octets = utf8('fictitious '.repeat(1000))
    const compressed = new Uint8Array(deflate(octets))
    expect(await inflateOctets(compressed, { format, limit: octets.length })).toEqual(octets)
  })

  test.each([
    { name: 'becomes one octet too many', octets: deflate(new Uint8Array(101)), code: 'tooLarge' },
    { name: 'becomes a thousandfold', octets: deflate(new Uint8Array(2 ** 24)), code: 'tooLarge' },
    {
      name: 'ends early',
      octets: deflate(utf8('fictitious')).subarray(0, -5),
      code: 'invalidDeflate',
    },
    { name: 'is something else', octets: utf8('fictitious'), code: 'invalidDeflate' },
  ])('are refused where it $name', async ({ octets, code }) => {
    const inflating = inflateOctets(new Uint8Array(octets), { format, limit: 100 })
    await expect(inflating).rejects.toMatchObject({ code })
  })
})
