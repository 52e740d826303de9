import { createHash } from 'node:crypto'
import { canonicalJson, encodeMultikey, type JsonObject, withCodec } from '@unscored/core'
import { issueCredential } from '@unscored/issuer'
import {
  bundledDocumentLoader,
  deriveCredential,
  parseSecuredCredential,
  type SecuredCredential,
  type SuiteId,
  signCredential,
  traitsBefore,
  traitsOf,
  vaccinationMandatoryPointers,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { contexts, issuer, now, presentationHeader, resolve } from './bbs-2023/issuing.ts'
import { dose, suites } from './vaccination/doses.ts'

const issue = (suite: SuiteId) => issueCredential({ key: issuer.key, dose, suite, now: () => now })
const whole = (credential: SecuredCredential) =>
  traitsOf(credential, { part: 'whole', dereference: resolve })
const derived = async (credential: SecuredCredential, pointers: readonly string[]) =>
  traitsOf(
    await deriveCredential({ credential, pointers, presentationHeader, dereference: resolve }),
    { part: 'shown', dereference: resolve },
  )

/** As `digestMultibase` of the VC Data Model 2.0 has it, by another implementation of SHA-256. */
function digest(document: JsonObject): string {
  const hash = createHash('sha256').update(canonicalJson(document)).digest()
  return `u${Buffer.concat([Buffer.of(0x12, 0x20), hash]).toString('base64url')}`
}

describe.each(suites)('the traits of a credential of %s', (suite) => {
  test('are all that its issuer has chosen', async () => {
    const credential = await issue(suite)
    const traits = await whole(credential)
    expect(traits).toMatchObject({
      part: 'whole',
      issuer: issuer.did,
      types: credential.type,
      suite,
      features: ['baseline'],
      verificationMethod: issuer.key.id,
      publicKey: encodeMultikey(withCodec('Bls12381G2-public', issuer.key.publicKey)),
      parameters: [],
    })
    const urls = credential['@context'] as string[]
    const loaded = await Promise.all(urls.map((url) => bundledDocumentLoader(url)))
    expect(traits.contexts).toEqual(
      loaded.map(({ documentUrl: url, document }) => ({ url, digest: digest(document) })),
    )
    expect(traits.schema?.url).toMatch(/^https:\/\/w3id\.org\/unscored\/vaccination\/v1\//)
    const values = new Map(traits.members.map(({ pointer, value }) => [pointer, value]))
    expect(values.get('/credentialSubject/product')).toBe(dose.product)
    expect(values.get('/issuer')).toBe(issuer.did)
    expect(values.has('/type')).toBe(false)
  })

  test('are known before it is signed, but for whose it is', async () => {
    const { proof: _, ...document } = await issue(suite)
    const mandatoryPointers = suite === 'bbs-2023' ? vaccinationMandatoryPointers : []
    const before = await traitsBefore(document, { suite, mandatoryPointers })
    expect(await whole(await issue(suite))).toMatchObject(before)
  })

  test('are the same of whatever part is shown', async () => {
    const credential = await issue(suite)
    const { messageCount, mandatoryCount, contexts: listed, publicKey } = await whole(credential)
    for (const pointers of [
      ['/credentialSubject/product'],
      ['/credentialSubject', suite === 'bbs-2023' ? '/validFrom' : '/issuanceDate'],
    ]) {
      const shown = await derived(credential, pointers)
      expect(shown).toMatchObject({
        ...{ part: 'shown', messageCount, mandatoryCount, contexts: listed, publicKey },
        features: ['baseline'],
      })
      expect(shown.mandatoryPointers).toBeUndefined()
    }
  })

  test('count each statement', async () => {
    const { messageCount } = await whole(await issue(suite))
    const { proof: _, validUntil: __, expirationDate: ___, ...shorter } = await issue(suite)
    const signed = await signCredential({
      credential: shorter,
      key: issuer.key,
      suite,
      now: () => now,
      ...(suite === 'bbs-2023' && { mandatoryPointers: vaccinationMandatoryPointers }),
    })
    expect((await whole(signed)).messageCount).toBe(messageCount - 1)
  })
})

describe('the traits of a credential', () => {
  test('tell which statements are always shown', async () => {
    const { proof: _, ...document } = await issue('bbs-2023')
    const sign = (mandatoryPointers: readonly string[]) =>
      signCredential({ credential: document, key: issuer.key, mandatoryPointers })
    const usual = await whole(await sign(vaccinationMandatoryPointers))
    const more = await whole(await sign(['/issuer', '/credentialSubject/product']))
    expect(more.mandatoryPointers).toEqual(['/issuer', '/credentialSubject/product'])
    // With a member of the subject, its type is shown, and whose subject it is.
    expect(more.mandatoryCount).toBe(usual.mandatoryCount + 3)
    expect(more.messageCount).toBe(usual.messageCount - 3)
  })

  test('have items of an array where the array stands, and contexts further in', async () => {
    const traits = await traitsBefore(
      {
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        type: ['VerifiableCredential'],
        issuer: { id: issuer.did },
        credentialSubject: { id: 'did:example:a' },
        evidence: [{ type: 'A' }, { type: ['B', 'C'] }],
      },
      { suite: 'bbs-2023', mandatoryPointers: [] },
    ).catch((error: { code?: unknown }) => error.code)
    expect(traits).toBe('undefinedTerm')
    const { members } = await traitsOf(
      parseSecuredCredential({
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        type: ['VerifiableCredential'],
        issuer: { id: issuer.did },
        credentialSubject: [
          { '@context': 'https://www.w3.org/ns/credentials/v2', id: 'did:example:a' },
          { id: 'did:example:b' },
        ],
        proof: (await issue('bbs-2023')).proof,
      }),
      { part: 'whole', dereference: resolve },
    )
    expect(members).toEqual([
      { pointer: '/issuer/id', value: issuer.did },
      { pointer: '/credentialSubject/@context', value: 'https://www.w3.org/ns/credentials/v2' },
      { pointer: '/credentialSubject/id', value: 'did:example:a' },
      { pointer: '/credentialSubject/id', value: 'did:example:b' },
    ])
  })

  test.each([
    {
      name: 'a context that is not known',
      change: {
        '@context': ['https://www.w3.org/ns/credentials/v2', 'https://contexts.example/x'],
      },
      code: 'unknownContext',
    },
    { name: 'a context of its own', change: { '@context': [{}] }, code: 'inlineContext' },
    { name: 'no key', change: { proof: { cryptosuite: 'bbs-2023' } }, code: 'malformed' },
    {
      name: 'a suite that is not known',
      change: { proof: { verificationMethod: issuer.key.id } },
      code: 'unknownCryptosuite',
    },
  ])('are not told with $name: $code', async ({ change, code }) => {
    const credential = { ...(await issue('bbs-2023')), ...change }
    await expect(whole(credential)).rejects.toMatchObject({ code })
  })

  test('hash the contexts that a caller brings as they are', async () => {
    const [[url = '', document = {}] = []] = [...contexts]
    const credential = await signCredential({
      credential: {
        '@context': ['https://www.w3.org/ns/credentials/v2', url],
        type: ['VerifiableCredential'],
        issuer: issuer.did,
        credentialSubject: { type: 'Journey', title: 'Round the island' },
      },
      key: issuer.key,
      contexts,
    })
    const traits = await traitsOf(credential, { part: 'whole', dereference: resolve, contexts })
    expect(traits.contexts[1]).toEqual({ url, digest: digest(document) })
    expect(traits.schema).toBeUndefined()
  })
})
