import type { JsonObject } from '@unscored/core'
import { bundledDocumentLoader, createDocumentLoader } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import {
  hashProofOptions,
  KEPT_HASHES,
  proofOptionsHashes,
} from '../../../packages/vc/src/bbs-2023/proof-options.ts'
import { toHex } from '../../support/hex.ts'

const V2 = 'https://www.w3.org/ns/credentials/v2'
const OWN = 'https://context.example/v1'
const options = { documentLoader: bundledDocumentLoader }

const proofOf = (key: string): JsonObject => ({
  type: 'DataIntegrityProof',
  cryptosuite: 'bbs-2023',
  verificationMethod: `did:web:issuer.example#${key}`,
  proofPurpose: 'assertionMethod',
  proofValue: 'u',
})

const hashOf = async (
  proof: JsonObject,
  context: JsonObject[string] = [V2],
  { documentLoader } = options,
) => toHex(await hashProofOptions({ '@context': context }, proof, { documentLoader }))

/** How many hashes are kept more than before. */
async function kept(step: () => Promise<unknown>): Promise<number> {
  const before = proofOptionsHashes.size
  await step()
  return proofOptionsHashes.size - before
}

describe('the hash of proof options', () => {
  test('is kept where they say nothing of one credential', async () => {
    expect(await kept(() => hashOf(proofOf('kept')))).toBe(1)
    expect(await kept(() => hashOf(proofOf('kept')))).toBe(0)
    expect(await hashOf(proofOf('kept'))).not.toBe(await hashOf(proofOf('other')))
  })

  test('is not kept where they tell when the credential was made', async () => {
    const proof = { ...proofOf('dated'), created: '2027-01-15T12:00:00Z' }
    expect(await kept(() => hashOf(proof))).toBe(0)
  })

  test('is not kept where their contexts are not all bundled', async () => {
    const contexts = new Map([[OWN, { '@context': {} }]])
    const documentLoader = createDocumentLoader({ contexts })
    expect(await kept(() => hashOf(proofOf('own'), [V2, OWN], { documentLoader }))).toBe(0)
  })

  test('is not that which another loader makes of a bundled address', async () => {
    const terms = ['DataIntegrityProof', 'cryptosuite', 'verificationMethod', 'proofPurpose']
    const document = {
      '@context': {
        type: '@type',
        ...Object.fromEntries(terms.map((term) => [term, `https://foreign.example/${term}`])),
      },
    }
    const foreign: typeof options = {
      documentLoader: async (documentUrl) => ({ contextUrl: null, documentUrl, document }),
    }
    const ours = await hashOf(proofOf('foreign'))
    const theirs = await hashOf(proofOf('foreign'), [V2], foreign)
    expect(theirs).not.toBe(ours)
    expect(await hashOf(proofOf('foreign'))).toBe(ours)
    expect(await hashOf(proofOf('foreign-first'), [V2], foreign)).not.toBe(
      await hashOf(proofOf('foreign-first')),
    )
  })

  test('is kept of the last ones alone', async () => {
    for (let i = 0; i < KEPT_HASHES + 20; i++) await hashOf(proofOf(`${i}`))
    expect(proofOptionsHashes.size).toBe(KEPT_HASHES)
  })
})
