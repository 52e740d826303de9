import * as theirs from '@digitalbazaar/bbs-2023-cryptosuite'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as vc from '@digitalbazaar/vc'
import type { JsonObject, JsonValue } from '@unscored/core'
import {
  BBS_2023,
  BBS_PREDICATES_2026,
  createDocumentLoader,
  createReceiveCryptosuite,
  deriveCredential,
  joinProofs,
  openPredicates,
  selectProof,
  signCredential,
  vaccinationMandatoryPointers,
  verifyBaseCredential,
  verifyDerivedCredential,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { issuer as keyed, presentationHeader, resolve } from './bbs-2023/issuing.ts'
import { createIssuer, issue, present, verify } from './bbs-predicates/issuing.ts'

const now = new Date('2026-06-15T12:00:00Z')
const issuer = await createIssuer(keyed.did)
const holder = await issue(issuer)
const { proof: _, ...credential } = holder.secured
const signed = await signCredential({
  ...{ credential, key: keyed.key, suite: BBS_2023 },
  ...{ mandatoryPointers: vaccinationMandatoryPointers, labelsInDocumentOrder: true },
  now: () => now,
})
const both = joinProofs(signed, holder.secured)

const { profile } = issuer
const secrets = { blinding: holder.blinding, secret: holder.secret }
const code = (expected: string) => expect.objectContaining({ code: expected })
const options = { dereference: resolve, now, presentationHeader }

const derived = await deriveCredential({
  ...{ credential: selectProof(both, BBS_2023), pointers: ['/credentialSubject/product'] },
  ...{ presentationHeader, dereference: resolve },
})

/** A proof of the suite that holds for nothing. */
const invalid = {
  ...holder.secured.proof,
  proofValue: (await issue(issuer)).secured.proof.proofValue ?? '',
}

describe('a credential with proofs of two suites', () => {
  test('is received and shown with either', async () => {
    const received = await openPredicates(selectProof(both, BBS_PREDICATES_2026), {
      ...{ profile, secrets },
    })
    const answer = { ...holder.answer, held: received }
    const shown = await present(issuer, { ...holder, answer })
    await expect(verify(issuer, shown)).resolves.toBeDefined()

    await expect(verifyBaseCredential(selectProof(both, BBS_2023), options)).resolves.toEqual(
      credential,
    )
    await expect(verifyDerivedCredential(derived, options)).resolves.toMatchObject({
      credentialSubject: { product: 'EU/1/20/1528' },
    })
  })

  test('is received by a library that knows one of them', async () => {
    const received = (one: JsonObject) => verifiedBy(createReceiveCryptosuite(), one)
    expect(await received(both)).toBe(true)
    expect(await received({ ...both, validUntil: '2030-01-01T00:00:00Z' })).toBe(false)
  })

  test('is shown, and verified, by another library that knows one of them', async () => {
    const cryptosuite = theirs.createDiscloseCryptosuite({
      ...{ selectivePointers: ['/credentialSubject/product'], presentationHeader },
    })
    const suite = new DataIntegrityProof({ cryptosuite, date: null })
    const shown: JsonObject = await vc.derive({
      ...{ verifiableCredential: structuredClone(both), suite, documentLoader },
    })
    expect(shown.proof).toMatchObject({ cryptosuite: BBS_2023 })
    const verifier = theirs.createVerifyCryptosuite({
      expectedPresentationHeader: presentationHeader,
    })
    expect(await verifiedBy(verifier, shown)).toBe(true)
    await expect(verifyDerivedCredential(shown, options)).resolves.toBeDefined()
  })

  test('is refused where it is shown as it is', async () => {
    await expect(verifyDerivedCredential(both, options)).rejects.toThrow(code('severalProofs'))
    for (const proof of [holder.secured.proof, invalid]) {
      const beside = { ...derived, proof: [derived.proof, proof] }
      await expect(verifyDerivedCredential(beside, options)).rejects.toThrow(code('severalProofs'))
    }
    const base = selectProof(both, BBS_2023)
    await expect(verifyDerivedCredential(base, options)).rejects.toThrow(code('notADerivedProof'))
    const other = selectProof(both, BBS_PREDICATES_2026)
    await expect(verifyDerivedCredential(other, options)).rejects.toThrow(
      code('unknownCryptosuite'),
    )
  })

  test('shows nothing by a proof that is not the one of the suite that was asked for', async () => {
    const shown = await present(issuer, holder)
    const [document] = shown.verifiableCredential as readonly [JsonObject]
    const { verificationMethod } = holder.secured.proof
    const left: readonly [JsonValue, string][] = [
      // It is by a key that there is no profile of.
      [derived.proof, 'issuerNotTrusted'],
      [{ ...derived.proof, verificationMethod: verificationMethod ?? '' }, 'malformed'],
      [holder.secured.proof, 'malformed'],
      [both.proof ?? [], 'malformed'],
    ]
    for (const [proof, expected] of left) {
      const instead = { ...shown, verifiableCredential: [{ ...document, proof }] }
      await expect(verify(issuer, instead)).rejects.toThrow(code(expected))
    }
    const instead = { ...shown, verifiableCredential: [derived] }
    await expect(verify(issuer, instead)).rejects.toThrow(code('issuerNotTrusted'))
  })

  test('does not do for its holder where one of them is invalid beside one that holds', async () => {
    const set = { ...both, proof: [signed.proof, invalid] }
    await expect(verifyBaseCredential(selectProof(set, BBS_2023), options)).resolves.toBeDefined()
    const opening = openPredicates(selectProof(set, BBS_PREDICATES_2026), { profile, secrets })
    await expect(opening).rejects.toThrow(code('proofInvalid'))
  })
})

describe('a proof set is refused', () => {
  const without: JsonObject = credential
  test.each<[string, unknown, string]>([
    ['of a credential that is none', 'credential', 'malformed'],
    ['without proofs', without, 'proofMissing'],
    ['with none of the suite', { ...without, proof: [holder.secured.proof] }, 'proofMissing'],
    ['with proofs that are none', { ...without, proof: ['bbs-2023'] }, 'proofMissing'],
    ['with two of the suite', { ...without, proof: [signed.proof, signed.proof] }, 'severalProofs'],
    ['with a context of its own', { ...both, '@context': [{}] }, 'inlineContext'],
  ])('%s', (_name, value, expected) => {
    expect(() => selectProof(value, BBS_2023)).toThrow(code(expected))
  })

  test('of two credentials, or of one suite', () => {
    const other = { ...signed, validUntil: '2030-01-01T00:00:00Z' }
    expect(() => joinProofs(other, holder.secured)).toThrow(code('malformed'))
    expect(() => joinProofs(signed, holder.secured, signed)).toThrow(code('severalProofs'))
  })
})

const documentLoader = createDocumentLoader({ dereference: resolve })

async function verifiedBy(cryptosuite: object, one: JsonObject): Promise<boolean> {
  const suite = new DataIntegrityProof({ cryptosuite, date: null })
  const { verified } = await vc.verifyCredential({
    ...{ credential: structuredClone(one), suite, documentLoader, now },
  })
  return verified
}
