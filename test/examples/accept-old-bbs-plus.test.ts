import { createRequire } from 'node:module'
import type { JsonObject } from '@unscored/core'
import { describe, expect, test } from 'vitest'
import { acceptOldBbsPlus, type OldWallet } from '../../examples/src/accept-old-bbs-plus.ts'

/** What is used of MATTR's library, which has no usable types. */
interface Mattr {
  BbsBlsSignatureProof2020: new () => object
  deriveProof(document: object, frame: object, options: object): Promise<JsonObject>
}

const name = '@mattrglobal/jsonld-signatures-bbs'
const require = createRequire(import.meta.url)
const mattr: Mattr = require(name)
// The library brings the jsonld-signatures that it works with.
const theirs: { extendContextLoader(loader: object): object } = createRequire(
  require.resolve(name),
)('jsonld-signatures')

const mattrWallet: OldWallet = async ({ credential, frame, nonce, documentLoader }) => {
  const shown = await mattr.deriveProof(structuredClone(credential), frame, {
    suite: new mattr.BbsBlsSignatureProof2020(),
    documentLoader: theirs.extendContextLoader(documentLoader),
    nonce,
  })
  return JSON.parse(JSON.stringify(shown))
}

const subject = { type: 'VaccinationDose', product: 'EU/1/20/1528', doseNumber: 2 }

describe('a verifier accepts from a wallet of 2020', () => {
  test.each([
    { of: 'our suite', wallet: undefined },
    { of: "MATTR's library", wallet: mattrWallet },
  ])('what one over $of shows', async ({ wallet }) => {
    const verified = await acceptOldBbsPlus(wallet)
    expect(verified).toMatchObject({
      suite: 'BbsBlsSignature2020',
      credential: { credentialSubject: subject },
    })
    expect(JSON.stringify(verified)).not.toMatch(/Fictitious|Éxample|1970|2021/)
  })

  test.each([
    {
      name: 'a changed number of the dose',
      change: ({ credentialSubject, ...shown }: JsonObject) => ({
        ...shown,
        credentialSubject: { ...Object(credentialSubject), doseNumber: 3 },
      }),
      code: 'proofInvalid',
    },
    {
      name: 'less than was asked for',
      frame: (frame: JsonObject) => ({ ...frame, credentialSubject: { '@explicit': true } }),
      code: 'queryNotSatisfied',
    },
    { name: 'another nonce', nonce: Uint8Array.of(1, 2, 3), code: 'nonceMismatch' },
  ])(
    'but not $name',
    async ({ change = (shown) => shown, frame = (asked) => asked, nonce, code }) => {
      const wallet: OldWallet = async (inputs) =>
        change(
          await mattrWallet({
            ...inputs,
            frame: frame(inputs.frame),
            nonce: nonce ?? inputs.nonce,
          }),
        )
      await expect(acceptOldBbsPlus(wallet)).rejects.toMatchObject({ code })
    },
  )
})
