import { importVciDirectory, SMART_HEALTH_CARD } from '@unscored/did'
import { describe, expect, test } from 'vitest'
import { describeWith, readSharedJson } from '../support/shared.ts'
import { build, open } from './registries.ts'

const issuer = { iss: 'https://issuer.example/cards', name: 'Fictitious Clinic' }
const directory = (...issuers: readonly unknown[]) => ({ participating_issuers: issuers })

describe('a directory of issuers of SMART Health Cards', () => {
  test('gives an entry for each', () => {
    const old = {
      ...issuer,
      iss: 'https://issuer.example/old',
      canonical_iss: issuer.iss,
      website: 'https://issuer.example',
    }
    const grants = [{ type: SMART_HEALTH_CARD, jurisdiction: '*' }]
    expect(importVciDirectory(directory(issuer, old))).toEqual([
      { id: issuer.iss, name: issuer.name, grants },
      {
        ...{ id: old.iss, name: issuer.name, website: old.website, grants },
        canonical: issuer.iss,
      },
    ])
  })

  test.each([
    { name: 'what is no object', value: [] },
    { name: 'no list', value: { participating_issuers: {} } },
    { name: 'an issuer that is text', value: directory('x') },
    { name: 'an issuer without address', value: directory({ name: 'x' }) },
    {
      name: 'an address without TLS',
      value: directory({ ...issuer, iss: 'http://issuer.example' }),
    },
    { name: 'an address that is none', value: directory({ ...issuer, iss: 'https://' }) },
    { name: 'an issuer without name', value: directory({ iss: issuer.iss }) },
    { name: 'a website that is no text', value: directory({ ...issuer, website: 1 }) },
    {
      name: 'a canonical address that is none',
      value: directory({ ...issuer, canonical_iss: 'x' }),
    },
    { name: 'an issuer twice', value: directory(issuer, issuer) },
  ])('is not $name', ({ value }) => {
    expect(() => importVciDirectory(value)).toThrow(
      expect.objectContaining({ code: 'directoryMalformed' }),
    )
  })
})

describeWith('data', 'vci-directory/', 'the directory of the VCI', async () => {
  const vci = readSharedJson<{ participating_issuers: { iss: string; name: string }[] }>(
    'data',
    'vci-directory/vci-issuers.json',
  )

  test('makes a registry in which each of its issuers is found', async () => {
    const registry = await open(await build(importVciDirectory(vci)))
    expect(registry.count).toBe(637)
    for (const { iss, name } of vci.participating_issuers) {
      expect(registry.entryOf(iss)?.name).toBe(name)
      const wanted = { issuer: iss, jurisdiction: 'US' }
      expect(registry.mayIssue({ ...wanted, type: SMART_HEALTH_CARD })).toBe(true)
      expect(registry.mayIssue({ ...wanted, type: 'https://types.example/x' })).toBe(false)
      // Cards are compared with it as text.
      expect(registry.entryOf(`${iss}/`)).toBeUndefined()
    }
  })
})
