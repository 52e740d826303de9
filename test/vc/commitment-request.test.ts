import { encodeMultibase } from '@unscored/core'
import {
  bbsFeatures,
  type CommittedFeature,
  createBinding,
  formatCommitmentRequest,
  generateHolderSecret,
  parseCommitmentRequest,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { codeOf } from './bbs-2023/issuing.ts'

const features = ['holderBinding', 'pseudonym', 'holderBindingPseudonym'] as const

test('there is a message for each feature that a holder commits to something for', () => {
  expect(Object.keys(bbsFeatures)).toEqual(['baseline', ...features])
})

describe.each(features)('the message that asks for %s', (feature: CommittedFeature) => {
  test('says what is asked for, and the commitment', async () => {
    const { binding } = await createBinding({ feature })
    const request = formatCommitmentRequest(binding)
    expect(request).toEqual({
      type: 'CommitmentRequest',
      feature,
      commitment: encodeMultibase(binding.commitment, 'u'),
    })
    expect(parseCommitmentRequest(JSON.parse(JSON.stringify(request)))).toEqual(binding)
  })
})

const { binding } = await createBinding({ feature: 'holderBinding' })
const request = formatCommitmentRequest(binding)

describe('a message is refused with', () => {
  test.each<{ name: string; value: unknown; code: string }>([
    { name: 'nothing', value: null, code: 'requestMalformed' },
    { name: 'a list', value: [request], code: 'requestMalformed' },
    { name: 'its text', value: JSON.stringify(request), code: 'requestMalformed' },
    { name: 'no type', value: { ...request, type: undefined }, code: 'invalidJson' },
    { name: 'another type', value: { ...request, type: 'Request' }, code: 'requestMalformed' },
    { name: 'no feature', value: { type: request.type }, code: 'requestMalformed' },
    {
      name: 'a feature without commitment',
      value: { ...request, feature: 'baseline' },
      code: 'requestMalformed',
    },
    {
      name: 'a feature that every object has',
      value: { ...request, feature: 'constructor' },
      code: 'requestMalformed',
    },
    {
      name: 'several features',
      value: { ...request, feature: ['holderBinding'] },
      code: 'requestMalformed',
    },
    {
      name: 'a member by which its sender would be known again',
      value: { ...request, id: 'urn:example:1' },
      code: 'requestMalformed',
    },
    {
      name: 'no commitment',
      value: { type: request.type, feature: request.feature },
      code: 'invalidMultibase',
    },
    {
      name: 'a commitment in another encoding',
      value: { ...request, commitment: encodeMultibase(binding.commitment, 'z') },
      code: 'invalidMultibase',
    },
    {
      name: 'characters that no encoding has',
      value: { ...request, commitment: `${request.commitment}=` },
      code: 'invalidMultibase',
    },
    { name: 'what is no JSON', value: new Map(), code: 'invalidJson' },
    { name: 'too much', value: { ...request, x: 'x'.repeat(2 ** 20) }, code: 'tooLarge' },
  ])('$name', async ({ value, code }) => {
    const parsing = Promise.resolve().then(() => parseCommitmentRequest(value))
    expect(await codeOf(parsing)).toBe(code)
  })
})

describe("a holder's secret", () => {
  const order = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n

  test('is a scalar of 32 octets', () => {
    let next = 0
    const random = (length: number) => Uint8Array.from({ length }, () => (next++ * 37 + 255) % 256)
    for (let i = 0; i < 50; i++) {
      const secret = generateHolderSecret(random)
      expect(secret).toHaveLength(32)
      const scalar = BigInt(`0x${Buffer.from(secret).toString('hex')}`)
      expect(scalar > 0n && scalar < order).toBe(true)
    }
  })

  test('is not made of a random source that fails', () => {
    expect(() => generateHolderSecret(() => new Uint8Array(48))).toThrow(RangeError)
    expect(() => generateHolderSecret(() => new Uint8Array())).toThrow(RangeError)
  })
})
