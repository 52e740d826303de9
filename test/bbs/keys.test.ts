import {
  type Curve,
  generateKeyPair,
  inspectPublicKey,
  loadCurve,
  PUBLIC_KEY_BYTES,
  publicKeyOf,
  SECRET_KEY_BYTES,
  sign,
  verify,
} from '@unscored/bbs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPublicKey } from '../../packages/bbs/src/keys.ts'
import { r, scalarOctets } from '../../packages/bbs/src/scalars.ts'
import { toHex } from '../support/hex.ts'
import { badG2, badLengths } from './bad-points.ts'
import { engines } from './engines.ts'
import { badRandomSources } from './random-sources.ts'

const keyMaterial = Uint8Array.from({ length: 32 }, (_, i) => i)

describe.each(engines)('keys of $folder on $name', ({ suite, curve }) => {
  test('have the sizes that are named', async () => {
    const { secretKey, publicKey } = await generateKeyPair({ suite, curve })
    expect(secretKey).toHaveLength(SECRET_KEY_BYTES)
    expect(publicKey).toHaveLength(PUBLIC_KEY_BYTES)
    expect(await inspectPublicKey(publicKey, { curve })).toBeUndefined()
    expect(await publicKeyOf(secretKey, { curve })).toEqual(publicKey)
  })

  test('are new each time', async () => {
    const [a, b] = [
      await generateKeyPair({ suite, curve }),
      await generateKeyPair({ suite, curve }),
    ]
    expect(toHex(a.secretKey)).not.toBe(toHex(b.secretKey))
    expect(toHex(a.publicKey)).not.toBe(toHex(b.publicKey))
  })

  test('come again from the same material and information alone', async () => {
    const make = async (material: Uint8Array, info: number[]) =>
      toHex(
        (
          await generateKeyPair({
            keyMaterial: material,
            keyInfo: Uint8Array.from(info),
            suite,
            curve,
          })
        ).secretKey,
      )
    const key = await make(keyMaterial, [1])
    expect(await make(keyMaterial.slice(), [1])).toBe(key)
    const others = [
      await make(keyMaterial, []),
      await make(keyMaterial, [0]),
      await make(keyMaterial, [1, 0]),
      await make(Uint8Array.of(...keyMaterial, 0), [1]),
      await make(Uint8Array.of(...keyMaterial, 0, 1), []),
      await make(keyMaterial.toReversed(), [1]),
    ]
    expect(new Set([key, ...others]).size).toBe(7)
  })

  test.each([0, 1, 31])('are not made of %i octets of material', async (length) => {
    const short = generateKeyPair({ keyMaterial: new Uint8Array(length).fill(7), suite, curve })
    await expect(short).rejects.toThrow(RangeError)
  })

  test('take information up to 65,535 octets', async () => {
    const make = (length: number) =>
      generateKeyPair({ keyMaterial, keyInfo: new Uint8Array(length), suite, curve })
    await expect(make(65_535)).resolves.toBeDefined()
    await expect(make(65_536)).rejects.toThrow(RangeError)
  })

  test.each(badRandomSources(SECRET_KEY_BYTES))(
    'are not made where the random source $name',
    async ({ random }) => {
      await expect(generateKeyPair({ random, suite, curve })).rejects.toThrow()
    },
  )

  test('are computed on the curve that is given', async () => {
    const given = await curve
    const secrets: bigint[] = []
    const multiplyBP2: Curve['multiplyBP2'] = (scalar) => {
      secrets.push(scalar)
      return given.multiplyBP2(scalar)
    }
    const pair = await generateKeyPair({ keyMaterial, suite, curve: { ...given, multiplyBP2 } })
    expect(secrets.map(scalarOctets)).toEqual([pair.secretKey])
  })

  test('from a random source are those from its octets as material', async () => {
    const random = (length: number) => keyMaterial.subarray(0, length)
    expect(await generateKeyPair({ random, suite, curve })).toEqual(
      await generateKeyPair({ keyMaterial, suite, curve }),
    )
  })

  test.each([
    { name: '0', secretKey: scalarOctets(0n) },
    { name: 'r', secretKey: scalarOctets(r) },
    { name: 'r + 1', secretKey: scalarOctets(r + 1n) },
    { name: '2^256 − 1', secretKey: scalarOctets(2n ** 256n - 1n) },
    { name: 'of no octets', secretKey: new Uint8Array(0) },
    { name: 'of 31 octets', secretKey: scalarOctets(5n).subarray(1) },
    { name: 'of 33 octets', secretKey: Uint8Array.of(0, ...scalarOctets(5n)) },
  ])('a secret key $name is refused', async ({ secretKey }) => {
    await expect(publicKeyOf(secretKey, { curve })).rejects.toThrow(RangeError)
    await expect(sign({ secretKey, messages: [], suite, curve })).rejects.toThrow(RangeError)
    const { publicKey } = await generateKeyPair({ keyMaterial, suite, curve })
    await expect(sign({ secretKey, publicKey, messages: [], suite, curve })).rejects.toThrow(
      RangeError,
    )
  })

  test.each([1n, 2n, r - 1n])('the secret key %s has a public key', async (secret) => {
    const publicKey = await publicKeyOf(scalarOctets(secret), { curve })
    expect(await inspectPublicKey(publicKey, { curve })).toBeUndefined()
  })

  test('no refusal of a secret key quotes it', async () => {
    const secretKey = new Uint8Array(32).fill(0xab)
    const refused = await publicKeyOf(secretKey, { curve }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(RangeError)
    expect(String((refused as Error).stack)).not.toMatch(/abab|171/)
  })

  describe('a public key is refused that is', async () => {
    const { secretKey, publicKey } = await generateKeyPair({ keyMaterial, suite, curve })
    const signature = await sign({ secretKey, messages: [], suite, curve })

    test.each([
      ...badG2.map((bad) => ({ ...bad, defect: 'point' })),
      ...badLengths.g2.map((bad) => ({ ...bad, defect: 'length' })),
    ])('$name', async ({ octets, defect }) => {
      expect(await inspectPublicKey(octets, { curve })).toBe(defect)
      expect(await verify({ publicKey: octets, signature, messages: [], suite, curve })).toBe(false)
    })

    test('followed by others, also after the key itself was read', async () => {
      const inputs = { signature, messages: [], suite, curve }
      expect(await verify({ publicKey, ...inputs })).toBe(true)
      expect(await verify({ publicKey: Uint8Array.of(...publicKey, 0), ...inputs })).toBe(false)
      expect(await verify({ publicKey: publicKey.subarray(0, 95), ...inputs })).toBe(false)
    })
  })
})

test('keys that were read do not get mixed up, however many there are', async () => {
  const secrets = Array.from({ length: 70 }, (_, i) => scalarOctets(BigInt(i + 2)))
  const signed = await Promise.all(
    secrets.map(async (secretKey) => ({
      publicKey: await publicKeyOf(secretKey),
      signature: await sign({ secretKey, messages: [] }),
    })),
  )
  for (const round of [signed, signed.toReversed()]) {
    for (const { publicKey, signature } of round) {
      expect(await verify({ publicKey, signature, messages: [] })).toBe(true)
    }
  }
  const shifted = [...signed.slice(1), ...signed.slice(0, 1)]
  for (const [i, { publicKey }] of shifted.slice(0, 10).entries()) {
    const { signature = keyMaterial } = signed[i] ?? {}
    expect(await verify({ publicKey, signature, messages: [] })).toBe(false)
  }
})

describe('public keys that were read', async () => {
  const mcl = await loadCurve('mcl')
  const keys = await Promise.all(
    Array.from({ length: 66 }, (_, i) => publicKeyOf(scalarOctets(BigInt(i + 2)))),
  )
  const [first, second, third] = keys as [Uint8Array, Uint8Array, Uint8Array]

  /** Reads keys on a curve of which nothing is kept yet, and counts how many it prepares. */
  function reader() {
    const counts = { prepared: 0 }
    const prepare: Curve['prepare'] = (point) => {
      counts.prepared++
      return mcl.prepare(point)
    }
    const curve: Curve = { ...mcl, prepare }
    return { counts, read: (key: Uint8Array) => readPublicKey(curve, key) }
  }

  test('are prepared once', () => {
    const { counts, read } = reader()
    expect(read(first.slice())).toBe(read(first))
    expect(read(second)).not.toBe(read(first))
    expect(counts.prepared).toBe(2)
  })

  test('are not those that begin or go on alike', () => {
    const { read } = reader()
    expect(read(first)).toBeDefined()
    expect(read(first.subarray(0, 95))).toBeUndefined()
    expect(read(Uint8Array.of(...first, 0))).toBeUndefined()
    expect(read(first.with(95, 0xff))).not.toBe(read(first))
  })

  test('are kept as long as no 64 others were read since', () => {
    const { counts, read } = reader()
    keys.slice(0, 64).map(read)
    keys.slice(0, 64).map(read)
    expect(counts.prepared).toBe(64)
    read(first)
    keys.slice(64).map(read)
    expect(counts.prepared).toBe(66)
    read(first)
    expect(counts.prepared).toBe(66)
    read(second)
    expect(counts.prepared).toBe(67)
    read(third)
    expect(counts.prepared).toBe(68)
  })
})

test('any octet of a public key changed makes it another key or none', async () => {
  const { secretKey, publicKey } = await generateKeyPair({ keyMaterial })
  const signature = await sign({ secretKey, messages: [] })
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 95 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const changed = publicKey.map((octet, i) => (i === at ? octet ^ change : octet))
      expect(await verify({ publicKey: changed, signature, messages: [] })).toBe(false)
    }),
    { seed: 1, numRuns: 400 },
  )
})
