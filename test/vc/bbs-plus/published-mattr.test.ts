import type { JsonObject } from '@unscored/core'
import {
  createBbsPlusDiscloseSuite,
  createBbsPlusReceiveSuite,
  createBbsPlusVerifySuite,
} from '@unscored/vc'
import jsigs from 'jsonld-signatures'
import { expect, test } from 'vitest'
import { describeWith, vectors } from '../../support/shared.ts'
import { codesOf } from './issuing.ts'
import { MATTR, mattrLoader, publishedContexts } from './published.ts'

const FIXTURES = `${MATTR}/__fixtures__/BbsBlsSignature2020`

interface SignedVector {
  caseName: string
  signedDocument: JsonObject
  result: { valid: boolean; reason?: string }
}

interface DerivedVector extends SignedVector {
  revealDocument: JsonObject
  derivedProof: JsonObject
}

describeWith('vectors', FIXTURES, "MATTR's documents", () => {
  const policy = { contexts: publishedContexts(), allowInline: true }
  const documentLoader = mattrLoader()
  const purpose = new jsigs.purposes.AssertionProofPurpose()
  const signed = vectors<SignedVector>(`${FIXTURES}/proofs`)
  const derived = vectors<DerivedVector>(`${FIXTURES}/derivedProofs`)
  const refusedDerived = derived.filter(({ result }) => !result.valid)

  test.each(signed)('signed, $file: $caseName', async ({ signedDocument, result }) => {
    expect((await verify(signedDocument)).verified).toBe(result.valid)
  })

  test.each(derived)('derived, $file: $caseName', async ({ derivedProof, result }) => {
    expect((await verify(derivedProof)).verified).toBe(result.valid)
  })

  test.each(refusedDerived)('derived, $file with one of its proofs alone', async (vector) => {
    for (const proof of proofsOf(vector.derivedProof)) {
      const { codes } = await verify({ ...vector.derivedProof, proof })
      expect(codes).toEqual(['proofInvalid'])
    }
  })

  test.each(refusedDerived)('derived, $file set right', async ({ derivedProof }) => {
    const { unsignedValue: _, ...document } = derivedProof
    for (const proof of proofsOf(derivedProof)) {
      const { verified } = await verify({ ...document, firstName: 'Jane', proof })
      expect(verified).toBe(true)
    }
  })

  test.each(derived)('derived anew, $file', async (vector) => {
    const { signedDocument, revealDocument: frame, derivedProof: published } = vector
    const [proof] = proofsOf(signedDocument)
    const suite = createBbsPlusDiscloseSuite({ frame, nonce: Uint8Array.of(1), ...policy })
    const deriving = jsigs.derive({ ...signedDocument, proof }, { suite, purpose, documentLoader })
    if (Object.keys(published).length === 2) {
      await expect(deriving).rejects.toMatchObject({ code: 'nothingDisclosed' })
      return
    }
    const { proof: derivedProof, ...document } = (await deriving) as JsonObject
    const { proof: _, unsignedValue: __, ...expected } = published
    const original = expected.firstName === 'John' ? { ...expected, firstName: 'Jane' } : expected
    expect(unordered(document)).toEqual(unordered(original))
    const { verified } = await verify({ ...document, proof: derivedProof ?? null })
    expect(verified).toBe(true)
  })

  async function verify(document: JsonObject) {
    const suite = [createBbsPlusReceiveSuite(policy), createBbsPlusVerifySuite(policy)]
    const { verified, error } = await jsigs.verify(document, { suite, purpose, documentLoader })
    return { verified, codes: verified ? [] : codesOf(error) }
  }
})

function proofsOf({ proof }: JsonObject): JsonObject[] {
  return [proof].flat() as JsonObject[]
}

/** The document with every array of texts in one order: RDF has none. */
function unordered(document: JsonObject): unknown {
  return JSON.parse(JSON.stringify(document), (_, value) =>
    Array.isArray(value) && value.every((item) => typeof item === 'string') ? value.sort() : value,
  )
}
