import { createSecretPseudonym, generateNym, loadCurve } from '@unscored/bbs'
import { describe, expect, test } from 'vitest'
import { r, scalarOctets } from '../../../packages/bbs/src/scalars.ts'
import { seededRandom } from '../random-sources.ts'

describe('the pseudonym of a secret', async () => {
  const curve = await loadCurve('mcl')
  const random = seededRandom(97)
  const [secret, other] = [generateNym(random), generateNym(random)]
  const context = Uint8Array.of(1, 2)
  const pseudonym = await createSecretPseudonym({ secret, context, curve })

  test('is the same in one context, and another for each secret and each context', async () => {
    expect(pseudonym).toHaveLength(48)
    expect(await createSecretPseudonym({ secret, context, curve })).toEqual(pseudonym)
    const others = await Promise.all([
      createSecretPseudonym({ secret: other, context, curve }),
      createSecretPseudonym({ secret, context: context.subarray(1), curve }),
      createSecretPseudonym({ secret, context: new Uint8Array(), curve }),
    ])
    expect(new Set([pseudonym, ...others].map(String)).size).toBe(4)
  })

  test.each([
    ['0', new Uint8Array(32)],
    ['r', scalarOctets(r)],
    ['31 octets', secret.subarray(1)],
    ['33 octets', Uint8Array.of(0, ...secret)],
  ])('is not made of %s', async (_, octets) => {
    const made = createSecretPseudonym({ secret: octets, context, curve })
    await expect(made).rejects.toThrow(RangeError)
  })
})
