import { encodeMultibase, isJsonObject, type JsonObject, parseMultibase } from '@unscored/core'
import { generateDocumentKeyPair, signDocument, verifyDocument } from '@unscored/vc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDocumentKey, dereferencing, saying } from './documents.ts'

const now = new Date('2026-05-20T12:00:00Z')
const { did, key, document: didDocument } = await createDocumentKey(1)
const other = await createDocumentKey(2)
const dereference = dereferencing(didDocument, other.document)
const options = { signer: did, dereference, now }

const content = { b: [1, 'two', { three: null }, []], a: 1e21, é: '\u2028' }
const document = saying(content)
const signed = await signDocument({ document, key, now: () => now })
const proof = isJsonObject(signed.proof) ? signed.proof : {}

const codeOf = async (value: unknown, changes: object = {}) =>
  verifyDocument(value, { ...options, ...changes }).then(
    () => 'verified',
    (error: { code?: unknown }) => error.code ?? error,
  )

describe('a document that somebody signed', () => {
  test('says what it said before', async () => {
    expect(await verifyDocument(signed, options)).toEqual(document)
  })

  test('is the same however its JSON is written', async () => {
    const { b, a, ...rest } = content
    const reordered = { proof, content: { ...rest, a, b }, type: document.type }
    expect(await codeOf({ ...reordered, '@context': document['@context'] })).toBe('verified')
  })

  test('says who signed it, with which suite, and when', () => {
    expect(proof).toEqual({
      type: 'DataIntegrityProof',
      created: '2026-05-20T12:00:00Z',
      verificationMethod: key.id,
      cryptosuite: 'eddsa-rdfc-2022',
      proofPurpose: 'assertionMethod',
      proofValue: proof.proofValue,
    })
    expect(parseMultibase(proof.proofValue, ['z'])).toHaveLength(64)
  })

  test('may be JSON-LD of any bundled context', async () => {
    const credential = {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiableCredential'],
      issuer: did,
      credentialSubject: { id: 'did:example:subject' },
    }
    const secured = await signDocument({ document: credential, key, now: () => now })
    expect(await verifyDocument(secured, options)).toEqual(credential)
    const changed = { ...secured, credentialSubject: { id: 'did:example:other' } }
    expect(await codeOf(changed)).toBe('proofInvalid')
  })

  const signature = parseMultibase(proof.proofValue, ['z'])
  const withProof = (changes: object) => ({ ...signed, proof: { ...proof, ...changes } })
  const withContent = (changed: unknown) => ({ ...signed, content: changed })

  test.each<{ name: string; value: unknown; code: string }>([
    { name: 'other content', value: withContent({ ...content, a: 1 }), code: 'proofInvalid' },
    {
      name: 'another order of a list',
      value: withContent({ ...content, b: content.b.toReversed() }),
      code: 'proofInvalid',
    },
    {
      name: 'an item less',
      value: withContent({ ...content, b: content.b.slice(1) }),
      code: 'proofInvalid',
    },
    {
      name: 'an empty list less',
      value: withContent({ ...content, b: content.b.slice(0, 3) }),
      code: 'proofInvalid',
    },
    { name: 'a member more', value: withContent({ ...content, c: null }), code: 'proofInvalid' },
    {
      name: 'text in place of a number',
      value: withContent({ ...content, a: '1e21' }),
      code: 'proofInvalid',
    },
    { name: 'another type', value: { ...signed, type: 'TrustRegistry' }, code: 'proofInvalid' },
    {
      name: 'a type more',
      value: { ...signed, type: ['IssuerManifest', 'TrustRegistry'] },
      code: 'proofInvalid',
    },
    { name: 'an id', value: { ...signed, id: 'urn:x:y' }, code: 'proofInvalid' },
    {
      name: 'a member __proto__ in it',
      value: withContent(JSON.parse('{"__proto__":{"a":1}}')),
      code: 'malformed',
    },
    { name: 'half a surrogate pair in it', value: withContent('\ud800'), code: 'malformed' },
    {
      name: 'a member that no context knows',
      value: { ...signed, note: 'x' },
      code: 'undefinedTerm',
    },
    {
      name: 'contexts in another order',
      value: { ...signed, '@context': [...(signed['@context'] as string[])].reverse() },
      code: 'malformed',
    },
    {
      name: 'an unknown context',
      value: { ...signed, '@context': ['https://contexts.example/x'] },
      code: 'unknownContext',
    },
    {
      name: 'a context of its own',
      value: { ...signed, '@context': [{ content: 'urn:x:y' }] },
      code: 'inlineContext',
    },
    { name: 'no proof', value: document, code: 'proofMissing' },
    {
      name: 'two proofs',
      value: { ...signed, proof: [proof, { ...proof, created: '2026-05-20T12:00:01Z' }] },
      code: 'severalProofs',
    },
    { name: 'a proof that is text', value: { ...signed, proof: 'x' }, code: 'malformed' },
    {
      name: 'a proof of another type',
      value: withProof({ type: 'Ed25519Signature2020' }),
      code: 'unknownCryptosuite',
    },
    {
      name: 'a proof of another suite',
      value: withProof({ cryptosuite: 'eddsa-jcs-2022' }),
      code: 'unknownCryptosuite',
    },
    {
      name: 'a proof for another purpose',
      value: withProof({ proofPurpose: 'authentication' }),
      code: 'wrongProofPurpose',
    },
    {
      name: 'a proof that says more',
      value: withProof({ expires: '2030-01-01T00:00:00Z' }),
      code: 'malformed',
    },
    {
      name: 'a proof without a key',
      value: withProof({ verificationMethod: undefined }),
      code: 'invalidJson',
    },
    {
      name: 'the key of another',
      value: withProof({ verificationMethod: other.key.id }),
      code: 'issuerMismatch',
    },
    {
      name: 'a key that is not there',
      value: withProof({ verificationMethod: `${did}#key-2` }),
      code: 'notFound',
    },
    {
      name: 'a key that is no DID URL',
      value: withProof({ verificationMethod: 'https://issuer.example/key' }),
      code: 'issuerMismatch',
    },
    {
      name: 'another time of signing',
      value: withProof({ created: '2026-05-19T12:00:00Z' }),
      code: 'proofInvalid',
    },
    {
      name: 'no time of signing',
      value: {
        ...signed,
        proof: Object.fromEntries(Object.entries(proof).filter(([name]) => name !== 'created')),
      },
      code: 'proofInvalid',
    },
    {
      name: 'a time of signing that is none',
      value: withProof({ created: 'now' }),
      code: 'invalidCreated',
    },
    {
      name: 'a signature that is too short',
      value: withProof({ proofValue: encodeMultibase(signature.slice(1), 'z') }),
      code: 'invalidLength',
    },
    {
      name: 'a signature in another encoding',
      value: withProof({ proofValue: encodeMultibase(signature, 'u') }),
      code: 'invalidMultibase',
    },
    {
      name: 'a signature of zeros',
      value: withProof({ proofValue: encodeMultibase(new Uint8Array(64), 'z') }),
      code: 'proofInvalid',
    },
    { name: 'what is no document', value: 'x', code: 'malformed' },
  ])('is refused with $name: $code', async ({ value, code }) => {
    expect(await codeOf(value)).toBe(code)
  })

  test('does not verify with any one bit of the signature changed, nor with its scalar plus the order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(511), async (bit) => {
        const changed = signature.slice()
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(await codeOf(withProof({ proofValue: encodeMultibase(changed, 'z') }))).toBe(
          'proofInvalid',
        )
      }),
      { seed: 20210501, numRuns: 40 },
    )
    // RFC 8032 §5.1.7: S is below the order, so that nobody makes a second signature of one.
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    const scalar =
      signature.slice(32).reduceRight((sum, octet) => sum * 256n + BigInt(octet), 0n) + order
    const octets = Uint8Array.from({ length: 32 }, (_, i) =>
      Number((scalar >> BigInt(8 * i)) & 255n),
    )
    const second = Uint8Array.of(...signature.slice(0, 32), ...octets)
    expect(await codeOf(withProof({ proofValue: encodeMultibase(second, 'z') }))).toBe(
      'proofInvalid',
    )
  })

  test('is refused of another signer than the one asked for, whom nobody asks', async () => {
    const asked: string[] = []
    const recording = (didUrl: string) => {
      asked.push(didUrl)
      return dereference(didUrl)
    }
    expect(await codeOf(signed, { signer: other.did, dereference: recording })).toBe(
      'issuerMismatch',
    )
    expect(asked).toEqual([])
    expect(await codeOf(signed, { signer: other.did })).toBe('issuerMismatch')
  })

  test('is refused where it was signed in the future', async () => {
    expect(await codeOf(signed, { now: new Date('2026-05-20T11:56:00Z') })).toBe('verified')
    expect(await codeOf(signed, { now: new Date('2026-05-20T11:54:00Z') })).toBe('notYetValid')
  })

  const [method] = didDocument.verificationMethod ?? []
  test.each<{ name: string; change: JsonObject; code: string }>([
    {
      name: 'does not list the key for that',
      change: { assertionMethod: [] },
      code: 'issuerMismatch',
    },
    {
      name: 'lists the key for something else',
      change: { assertionMethod: [], authentication: [key.id] },
      code: 'issuerMismatch',
    },
    {
      name: 'revoked the key',
      change: { verificationMethod: [{ ...method, revoked: '2026-01-01T00:00:00Z' }] as never },
      code: 'invalidKey',
    },
    {
      name: 'let the key expire',
      change: { verificationMethod: [{ ...method, expires: '2026-01-01T00:00:00Z' }] as never },
      code: 'keyExpired',
    },
    {
      name: 'has another key there',
      change: {
        verificationMethod: [{ ...method, publicKeyMultibase: other.did.slice(8) }] as never,
      },
      code: 'proofInvalid',
    },
    {
      name: 'has a key of P-256 there',
      change: {
        verificationMethod: [
          { ...method, publicKeyMultibase: 'zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv' },
        ] as never,
      },
      code: 'invalidKey',
    },
    {
      name: 'says that the key is of another',
      change: { verificationMethod: [{ ...method, controller: other.did }] as never },
      code: 'issuerMismatch',
    },
  ])('is refused where its signer $name: $code', async ({ change, code }) => {
    const changed = dereferencing({ ...didDocument, ...change }, other.document)
    expect(await codeOf(signed, { dereference: changed })).toBe(code)
  })
})

describe('who signs', () => {
  test.each<{ name: string; given: JsonObject; code: string }>([
    { name: 'a document that has a proof', given: signed, code: 'malformed' },
    {
      name: 'a member that no context knows',
      given: { ...document, note: 'x' },
      code: 'undefinedTerm',
    },
    {
      name: 'a context that is not known',
      given: { '@context': ['https://contexts.example/x'] },
      code: 'unknownContext',
    },
    { name: 'a member __proto__', given: saying(JSON.parse('{"__proto__":1}')), code: 'malformed' },
  ])('signs not $name', async ({ given, code }) => {
    await expect(signDocument({ document: given, key })).rejects.toMatchObject({ code })
  })

  test('needs a pair of keys', async () => {
    const mixed = { ...key, publicKey: other.key.publicKey }
    await expect(signDocument({ document, key: mixed })).rejects.toThrow(RangeError)
    const short = { ...key, secretKey: new Uint8Array(31) }
    await expect(signDocument({ document, key: short })).rejects.toThrow(RangeError)
  })

  test('does not change what it is given', async () => {
    const given = structuredClone(document)
    await signDocument({ document: given, key })
    expect(given).toEqual(document)
  })

  test('makes keys of a random source that works', async () => {
    const { secretKey, publicKey } = await generateDocumentKeyPair()
    expect([secretKey.length, publicKey.length]).toEqual([32, 32])
    await expect(generateDocumentKeyPair((length) => new Uint8Array(length))).rejects.toThrow(
      RangeError,
    )
    await expect(generateDocumentKeyPair(() => Uint8Array.of(1))).rejects.toThrow(RangeError)
  })
})
