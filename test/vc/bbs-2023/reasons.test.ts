import { concatOctets, type RandomSource } from '@unscored/core'
import { deriveCredential, signCredential } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { badG1 } from '../../bbs/bad-points.ts'
import { badRandomSources } from '../../bbs/random-sources.ts'
import {
  codeOf,
  derive,
  issue,
  issuer,
  now,
  openProofValue,
  presentationHeader,
  resolve,
  vaccination,
  withElement,
} from './issuing.ts'

const credential = await issue(vaccination)

const failing = badRandomSources(48).filter(({ name }) => name !== 'throws')
/** An HMAC key is one draw of 32 octets, in which nothing can be repeated. */
const failingAtOnce = failing.filter(({ name }) => !/over and over|gives 32/.test(name))

describe('it is the random source that is named as the reason, and no document,', () => {
  test.each(failing)('where nothing is shown since it $name', async ({ random }) => {
    await expect(showWith(random)).rejects.toBeInstanceOf(RangeError)
  })

  test.each(failingAtOnce)('where nothing is signed since it $name', async ({ random }) => {
    await expect(signWith(random)).rejects.toBeInstanceOf(RangeError)
  })
})

test('a random source that throws stops both', async () => {
  const random = () => {
    throw new Error('no entropy')
  }
  expect(await codeOf(showWith(random))).not.toBe('accepted')
  expect(await codeOf(signWith(random))).not.toBe('accepted')
})

describe('a credential whose signature is no signature is not shown, for that reason', () => {
  const { elements } = openProofValue(credential.proof.proofValue)
  // The signature comes first.
  const [signature] = elements as [Uint8Array]
  const showing = (octets: Uint8Array) => {
    const proofValue = withElement(credential.proof.proofValue, 0, octets)
    return derive({ ...credential, proof: { ...credential.proof, proofValue } }, vaccination.shown)
  }

  test.each(badG1)('with $name', async ({ octets }) => {
    const forged = concatOctets(octets, signature.subarray(48))
    expect(await codeOf(showing(forged))).toBe('invalidPoint')
  })

  test('with a scalar that is none', async () => {
    const forged = concatOctets(signature.subarray(0, 48), new Uint8Array(32).fill(0xff))
    expect(await codeOf(showing(forged))).toBe('invalidScalar')
  })
})

function showWith(random: RandomSource): Promise<unknown> {
  return deriveCredential({
    ...{ credential, presentationHeader, random, pointers: vaccination.shown },
    dereference: resolve,
  })
}

function signWith(random: RandomSource): Promise<unknown> {
  return signCredential({
    ...{ credential: vaccination.credential, random, key: issuer.key },
    now: () => now,
  })
}
