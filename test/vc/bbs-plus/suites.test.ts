import * as vc from '@digitalbazaar/vc'
import type { JsonObject, JsonValue } from '@unscored/core'
import {
  createBbsPlusDiscloseSuite,
  createBbsPlusReceiveSuite,
  createBbsPlusSignSuite,
  createBbsPlusVerifySuite,
} from '@unscored/vc'
import fc from 'fast-check'
import jsigs from 'jsonld-signatures'
import { describe, expect, test } from 'vitest'
import {
  contexts,
  credential,
  derive,
  documentLoader,
  frame,
  ISSUER,
  issue,
  KEY_ID,
  loaderOf,
  nonce,
  now,
  otherPublicKey,
  publicKey,
  refusals,
  secretKey,
  verificationMethod,
} from './issuing.ts'

const purpose = new jsigs.purposes.AssertionProofPurpose()
const issued = await issue()
const shown = await derive(issued)

/** A copy in which the value at a path is another; `undefined` removes it. */
function changed(document: JsonObject, path: readonly string[], value?: JsonValue): JsonObject {
  const [name = '', ...rest] = path
  const { [name]: old, ...others } = document
  const within = rest.length === 0 ? value : changed(old as JsonObject, rest, value)
  return within === undefined ? others : { ...others, [name]: within }
}

describe('through @digitalbazaar/vc', () => {
  test('a credential is issued and received', async () => {
    expect(await refusals(issued)).toEqual([])
  })

  test('a part of it is shown and verified', async () => {
    expect(await refusals(shown)).toEqual([])
    const { proof: _, ...document } = shown
    expect(document).toEqual({
      '@context': credential['@context'],
      id: credential.id,
      type: 'VerifiableCredential',
      issuer: ISSUER,
      issuanceDate: credential.issuanceDate,
      expirationDate: credential.expirationDate,
      credentialSubject: {
        id: expect.stringMatching(/^urn:bnid:_:c14n\d$/),
        type: 'Dose',
        order: 2,
        vaccine: {
          id: expect.stringMatching(/^urn:bnid:_:c14n\d$/),
          type: 'Vaccine',
          product: 'EU/1/20/1528',
        },
      },
    })
  })

  test('the derived document has one proof, with the nonce of the verifier', () => {
    expect(shown.proof).toEqual({
      type: 'BbsBlsSignatureProof2020',
      created: '2021-06-01T00:00:00Z',
      proofPurpose: 'assertionMethod',
      verificationMethod: KEY_ID,
      nonce: btoa(String.fromCharCode(...nonce)),
      proofValue: expect.any(String),
    })
  })

  test('two presentations of one credential share no octets of their proofs', async () => {
    const octets = async () =>
      atob(String((await derive(issued)).proof.proofValue)).slice(HEAD_BYTES)
    const [first, second] = [await octets(), await octets()]
    for (let i = 0; i < first.length; i += 16) {
      const window = first.slice(i, i + 16)
      // The lengths between the parts are the same in all proofs.
      if (!window.includes('\0\0\0')) expect(second).not.toContain(window)
    }
  })

  test('derivation leaves other proofs behind', async () => {
    const other = { type: 'Ed25519Signature2020', proofPurpose: 'assertionMethod' }
    const derived = await derive({ ...issued, proof: [issued.proof as JsonValue, other] })
    expect(await refusals(derived)).toEqual([])
    expect(derived.proof.type).toBe('BbsBlsSignatureProof2020')
  })

  test('a nonce is optional for the verifier', async () => {
    const suite = createBbsPlusVerifySuite({ contexts })
    const result = await vc.verifyCredential({ credential: shown, suite, documentLoader, now })
    expect(result.verified).toBe(true)
  })

  test('the context of the suite is added where it lacks', async () => {
    const [base, dose] = credential['@context']
    const document = await issue({ ...credential, '@context': [base, dose] })
    expect(document['@context']).toEqual(credential['@context'])
    expect(await refusals(document)).toEqual([])
  })

  test('the context of the suite is demanded where it may not be added', async () => {
    const suite = createBbsPlusSignSuite({ verificationMethod: KEY_ID, secretKey })
    const document = { '@context': credential['@context'][0] }
    expect(() => suite.ensureSuiteContext({ document, addSuiteContext: false })).toThrow(TypeError)
  })
})

/** What precedes the random part of a derived proof: two octets of count, the bitmap. */
const HEAD_BYTES = 2 + 3

describe('the moment of creation', () => {
  test('is the beginning of the month', () => {
    expect(issued.proof).toMatchObject({ created: '2021-06-01T00:00:00Z' })
  })

  test('is what the issuer says otherwise', async () => {
    const document = await issue(credential, '2021-06-15T12:34:56.789+02:00')
    expect(document.proof).toMatchObject({ created: '2021-06-15T12:34:56.789+02:00' })
    expect(await refusals(document)).toEqual([])
    expect(await refusals(await derive(document))).toEqual([])
  })

  test.each([
    '2021-06-15',
    '2021-06-15 12:34:56Z',
    '2021-06-31T12:34:56Z',
    '2021-13-01T12:34:56Z',
    '2021-06-15T25:00:00Z',
    '2021-06-15T12:34Z',
    '2021-06-15T12:34:56Z\n',
    '2021-06-15T12:34:56Z" .',
    '',
    1623760496,
    null,
    ['2021-06-15T12:34:56Z'],
  ])('%j is refused', async (created) => {
    expect(await refusals(changed(issued, ['proof', 'created'], created))).toEqual([
      'invalidCreated',
    ])
    expect(await refusals(changed(shown, ['proof', 'created'], created))).toEqual([
      'invalidCreated',
    ])
  })

  test('is not signed where it is no moment', async () => {
    await expect(issue(credential, 'yesterday')).rejects.toMatchObject({ code: 'invalidCreated' })
  })
})

describe('documents whose ids sort before and after placeholders', () => {
  const ids = [
    'did:example:1',
    'https://example.com/1',
    'urn:aaa:1',
    'urn:bni:1',
    'urn:bnie:1',
    'urn:uuid:7d8e5b2e-6a5d-4b7e-9f50-0b8a0f4f3a11',
    'urn:uvci:01:XX:1',
    'z:1',
  ]

  test.each(ids)('as the id of the credential: %s', async (id) => {
    expect(await refusals(await derive(await issue({ ...credential, id })))).toEqual([])
  })

  test('as values of one member, blank nodes among them', async () => {
    const recipient = [...ids.map((id) => ({ id })), { remark: 'a' }, { remark: 'b' }]
    const credentialSubject = { type: 'Dose', recipient, source: ids, remark: ['~', 'a', 'Z'] }
    const document = await issue({ ...credential, credentialSubject })
    const all = { type: 'VerifiableCredential', credentialSubject: {} }
    expect(await refusals(await derive(document, all))).toEqual([])
    const some = { ...all, credentialSubject: { '@explicit': true, type: 'Dose', recipient: {} } }
    expect(await refusals(await derive(document, some))).toEqual([])
  })

  test('but not as lists: their links are nodes, for which no context has a term', async () => {
    const credentialSubject = { type: 'Dose', reactions: ['rash', 'fever', 'cough'] }
    const document = await issue({ ...credential, credentialSubject })
    const all = { type: 'VerifiableCredential', credentialSubject: {} }
    await expect(derive(document, all)).rejects.toMatchObject({ code: 'malformed' })
  })

  test('an id of the form of a placeholder is not signed', async () => {
    const document = { ...credential, id: 'urn:bnid:_:c14n0' }
    await expect(issue(document)).rejects.toMatchObject({ code: 'malformed' })
  })
})

describe('text that looks like RDF', () => {
  const texts = [
    '_:c14n0',
    '<urn:bnid:_:c14n0>',
    'urn:bnid:_:c14n0',
    '_:c14n1',
    '_:b0',
    'a "quoted" text\nof two lines\twith a tab, a \\ and a \u0007',
    '" .\n_:c14n0 <https://vocabulary.example/order> "1',
  ]
  const all = { type: 'VerifiableCredential', credentialSubject: {} }
  const derivedWith = (remark: string) => {
    const known = derivedByText.get(remark) ?? deriveWith(remark)
    derivedByText.set(remark, known)
    return known
  }
  const derivedByText = new Map<string, Promise<JsonObject>>()
  const deriveWith = async (remark: string) => {
    const credentialSubject = { ...credential.credentialSubject, remark }
    return derive(await issue({ ...credential, credentialSubject }), all)
  }

  test.each(texts)('%j is shown as it was signed', async (remark) => {
    const derived = await derivedWith(remark)
    expect(derived.credentialSubject).toMatchObject({ remark })
    expect(await refusals(derived)).toEqual([])
  })

  test.each(texts)('%j cannot be put in the place of another', async (remark) => {
    for (const other of texts.slice(0, 2).filter((text) => text !== remark)) {
      const derived = changed(await derivedWith(other), ['credentialSubject', 'remark'], remark)
      expect(await refusals(derived)).toEqual(['proofInvalid'])
    }
  })
})

describe('a changed derived document is refused', () => {
  const subject = 'credentialSubject'
  const { vaccine } = shown.credentialSubject as { vaccine: JsonObject }
  const { proof: _, ...document } = shown

  test.each([
    { what: 'a claim', path: [subject, 'vaccine', 'product'], to: 'EU/1/20/1507' },
    {
      what: 'a claim to a list of it and another',
      path: [subject, 'vaccine', 'product'],
      to: ['EU/1/20/1528', 'x'],
    },
    { what: 'the datatype of a claim', path: [subject, 'order'], to: '2' },
    { what: 'the lexical form of a claim', path: [subject, 'order'], to: 2.0 + 0.5 },
    {
      what: 'the language of a claim',
      path: [subject, 'vaccine', 'product'],
      to: { '@value': 'EU/1/20/1528', '@language': 'en' },
    },
    { what: 'a claim to be there that was hidden', path: [subject, 'country'], to: 'XX' },
    { what: 'a claim to be there that was never signed', path: [subject, 'remark'], to: 'x' },
    { what: 'a claim to be gone', path: [subject, 'order'], to: undefined },
    { what: 'a node to be gone', path: [subject, 'vaccine'], to: undefined },
    { what: 'the type of a node', path: [subject, 'vaccine', 'type'], to: 'Recipient' },
    {
      what: 'the types of a node, one more',
      path: [subject, 'vaccine', 'type'],
      to: ['Vaccine', 'Dose'],
    },
    { what: 'the types of a node, none', path: [subject, 'vaccine', 'type'], to: undefined },
    { what: 'the issuer', path: ['issuer'], to: 'did:example:other' },
    { what: 'the validity', path: ['expirationDate'], to: '2039-06-01T00:00:00Z' },
    { what: 'the id of the credential', path: ['id'], to: 'urn:uvci:01:XX:1' },
    { what: 'the id of the credential to be gone', path: ['id'], to: undefined },
    { what: 'the id of a node', path: [subject, 'vaccine', 'id'], to: 'urn:bnid:_:c14n7' },
    {
      what: 'the id of a node to that of another',
      path: [subject, 'vaccine', 'id'],
      to: (shown.credentialSubject as JsonObject).id,
    },
    { what: 'the id of a node to be gone', path: [subject, 'vaccine', 'id'], to: undefined },
    { what: 'the id of the subject to be gone', path: [subject, 'id'], to: undefined },
    {
      what: 'a node to be a mere reference',
      path: [subject, 'vaccine'],
      to: { id: vaccine.id as string },
    },
    { what: 'the moment of creation', path: ['proof', 'created'], to: '2021-07-01T00:00:00Z' },
    { what: 'the moment of creation to be gone', path: ['proof', 'created'], to: undefined },
  ])('$what', async ({ path, to }) => {
    expect(await refusals(changed(shown, path, to))).toEqual(['proofInvalid'])
  })

  test('a claim renamed', async () => {
    const { order, ...others } = shown.credentialSubject as JsonObject
    const renamed = { ...others, batchNumber: order ?? null }
    expect(await refusals({ ...shown, credentialSubject: renamed })).toEqual(['proofInvalid'])
  })

  test('a claim moved to another node', async () => {
    const { order, ...others } = shown.credentialSubject as JsonObject
    const moved = { ...others, vaccine: { ...vaccine, order: order ?? null } }
    expect(await refusals({ ...shown, credentialSubject: moved })).toEqual(['proofInvalid'])
  })

  test('two claims exchanged', async () => {
    const all = { type: 'VerifiableCredential', credentialSubject: {} }
    const { credentialSubject, ...rest } = await derive(issued, all)
    const { batchNumber, country, ...others } = credentialSubject as JsonObject
    const exchanged = { ...others, batchNumber: country ?? null, country: batchNumber ?? null }
    expect(await refusals({ ...rest, credentialSubject: exchanged })).toEqual(['proofInvalid'])
  })

  test('a node split in two, one of them without an id', async () => {
    const { product, ...named } = vaccine
    const split = [named, { product: product ?? null }]
    expect(await refusals(changed(shown, [subject, 'vaccine'], split))).toEqual(['proofInvalid'])
  })

  test('the proof of another part of the same credential', async () => {
    const narrower = { ...frame, credentialSubject: { '@explicit': true, type: 'Dose' } }
    const { proof } = await derive(issued, narrower)
    expect(await refusals({ ...document, proof: proof as JsonObject })).toEqual(['proofInvalid'])
  })

  test('any text or number in it', async () => {
    const leaves = leavesOf(document).filter(([path]) => !path.includes('@context'))
    const leaf = fc.constantFrom(...leaves)
    const property = fc.asyncProperty(leaf, fc.nat(), async ([path, value], position) => {
      const text = String(value)
      const at = position % text.length
      const other = text[at] === '1' ? '2' : '1'
      const altered = changed(document, path, text.slice(0, at) + other + text.slice(at + 1))
      expect(await refusals({ ...altered, proof: shown.proof as JsonObject })).not.toEqual([])
    })
    await fc.assert(property, { numRuns: 25, seed: 1 })
  })
})

describe('a changed base document is refused', () => {
  test.each([
    { what: 'a claim', path: ['credentialSubject', 'order'], to: 1 },
    { what: 'a claim added', path: ['credentialSubject', 'remark'], to: 'x' },
    { what: 'a claim removed', path: ['credentialSubject', 'country'], to: undefined },
    { what: 'the moment of creation', path: ['proof', 'created'], to: '2021-07-01T00:00:00Z' },
    { what: 'the moment of creation removed', path: ['proof', 'created'], to: undefined },
  ])('$what', async ({ path, to }) => {
    const altered = changed(issued, path, to)
    expect(await refusals(altered)).toEqual(['proofInvalid'])
    await expect(derive(altered)).rejects.toMatchObject({ code: 'proofInvalid' })
  })
})

describe('what is malformed is refused', () => {
  test.each([
    { what: 'null', path: ['credentialSubject', 'remark'], to: null, code: 'malformed' },
    { what: 'an empty array', path: ['credentialSubject', 'remark'], to: [], code: 'malformed' },
    {
      what: 'an unknown member',
      path: ['credentialSubject', 'cured'],
      to: true,
      code: 'undefinedTerm',
    },
    {
      what: 'an unknown type',
      path: ['credentialSubject', 'type'],
      to: 'Cure',
      code: 'undefinedTerm',
    },
    {
      what: 'an IRI with brackets',
      path: ['credentialSubject', 'source'],
      to: 'urn:a><urn:b',
      code: 'malformed',
    },
    {
      what: 'a context that is not known',
      path: ['@context'],
      to: [...credential['@context'], 'https://context.example/2'],
      code: 'unknownContext',
    },
    {
      what: 'a context within the document',
      path: ['@context'],
      to: [...credential['@context'], { remark: 'urn:a:b' }],
      code: 'inlineContext',
    },
    {
      what: 'a member of the proof that it does not cover',
      path: ['proof', 'domain'],
      to: 'example.com',
      code: 'malformed',
    },
    { what: 'an id of the proof', path: ['proof', 'id'], to: 'urn:a:b', code: 'malformed' },
    {
      what: 'a context of the proof',
      path: ['proof', '@context'],
      to: { created: 'urn:a:b' },
      code: 'malformed',
    },
    {
      what: 'a proof without a value',
      path: ['proof', 'proofValue'],
      to: undefined,
      code: 'malformed',
    },
    {
      what: 'a proof value that is no text',
      path: ['proof', 'proofValue'],
      to: 1,
      code: 'malformed',
    },
    {
      what: 'a proof value that is no base64',
      path: ['proof', 'proofValue'],
      to: 'uAAAA',
      code: 'malformed',
    },
    {
      what: 'a proof value with a line break',
      path: ['proof', 'proofValue'],
      to: 'AAAA\nAAAA',
      code: 'malformed',
    },
    {
      what: 'a proof value with spare bits set',
      path: ['proof', 'proofValue'],
      to: 'AB==',
      code: 'malformed',
    },
    { what: 'an empty proof value', path: ['proof', 'proofValue'], to: '', code: 'invalidLength' },
    {
      what: 'a verification method that is no text',
      path: ['proof', 'verificationMethod'],
      to: { id: KEY_ID },
      code: 'malformed',
    },
    {
      what: 'a verification method that is no IRI',
      path: ['proof', 'verificationMethod'],
      to: 'a b',
      code: 'malformed',
    },
    {
      what: 'a verification method that nobody has',
      path: ['proof', 'verificationMethod'],
      to: 'did:example:nobody#1',
      code: 'notLoadable',
    },
  ])('$what', async ({ path, to, code }) => {
    expect(await refusals(changed(issued, path, to))).toEqual([code])
    expect(await refusals(changed(shown, path, to))).toEqual([code])
  })

  test('a nonce that is missing or no base64', async () => {
    expect(await refusals(changed(shown, ['proof', 'nonce']))).toEqual(['malformed'])
    expect(await refusals(changed(shown, ['proof', 'nonce'], '?'))).toEqual(['malformed'])
  })

  test('a nonce in a base proof', async () => {
    expect(await refusals(changed(issued, ['proof', 'nonce'], 'AA=='))).toEqual(['malformed'])
  })

  test('a second proof beside a derived one', async () => {
    const second = { type: 'Ed25519Signature2020', proofPurpose: 'assertionMethod' }
    const document = { ...shown, proof: [shown.proof as JsonValue, second] }
    expect(await refusals(document)).toEqual(['severalProofs'])
  })

  test('a document of which a derived proof was made for another nonce', async () => {
    const suite = createBbsPlusVerifySuite({ contexts, nonce: Uint8Array.of(1) })
    const result = await vc.verifyCredential({ credential: shown, suite, documentLoader, now })
    expect(result.error).toMatchObject({ errors: [{ code: 'presentationHeaderMismatch' }] })
  })

  test('a proof of one type in the place of the other', async () => {
    const inputs = (document: JsonObject) => {
      const { proof, ...rest } = document
      return {
        document: rest,
        proof: proof as JsonObject,
        proofSet: [proof as JsonObject],
        documentLoader,
      }
    }
    const receive = createBbsPlusReceiveSuite({ contexts }).verifyProof(inputs(shown))
    await expect(receive).rejects.toMatchObject({ code: 'notABaseProof' })
    const verify = createBbsPlusVerifySuite({ contexts }).verifyProof(inputs(issued))
    await expect(verify).rejects.toMatchObject({ code: 'notADerivedProof' })
  })
})

describe('keys', () => {
  const jwk = (crv: string) => ({ kty: 'OKP', crv, x: base64url(publicKey) })
  const { publicKeyMultibase, ...bare } = verificationMethod

  test.each([
    { ...verificationMethod, type: 'Bls12381G2Key2020' },
    { ...bare, type: 'JsonWebKey2020', publicKeyJwk: jwk('Bls12381G2') },
    { ...bare, type: 'JsonWebKey', publicKeyJwk: jwk('BLS12381_G2') },
  ])('may be given as $type', async (method) => {
    expect(await refusals(issued, loaderOf(method))).toEqual([])
    expect(await refusals(shown, loaderOf(method))).toEqual([])
  })

  test.each([
    { what: 'revoked', method: { ...verificationMethod, revoked: '2021-01-01T00:00:00Z' } },
    { what: 'of another id', method: { ...verificationMethod, id: `${ISSUER}#other` } },
    {
      what: 'of another curve',
      method: {
        ...verificationMethod,
        publicKeyMultibase: 'z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
      },
    },
    { what: 'of an unknown type', method: { ...verificationMethod, type: 'Key' } },
    {
      what: 'no point',
      method: {
        ...bare,
        type: 'JsonWebKey',
        publicKeyJwk: {
          ...jwk('BLS12381_G2'),
          x: base64url(publicKey.map((octet, i) => (i === 95 ? octet ^ 1 : octet))),
        },
      },
    },
    {
      what: 'infinity',
      method: {
        ...bare,
        type: 'JsonWebKey',
        publicKeyJwk: {
          ...jwk('BLS12381_G2'),
          x: base64url(Uint8Array.from({ length: 96 }, (_, i) => (i === 0 ? 0xc0 : 0))),
        },
      },
    },
  ])('are refused where they are $what', async ({ method }) => {
    expect(await refusals(issued, loaderOf(method))).toEqual(['invalidKey'])
    expect(await refusals(shown, loaderOf(method))).toEqual(['invalidKey'])
    const suite = createBbsPlusDiscloseSuite({ frame, nonce, contexts })
    const deriving = vc.derive({
      verifiableCredential: issued,
      suite,
      documentLoader: loaderOf(method),
    })
    await expect(deriving).rejects.toMatchObject({ code: 'invalidKey' })
  })

  test.each([
    { when: 'at that time', after: 0, codes: ['keyExpired'] },
    { when: 'before it', after: 1000, codes: [] },
  ])('that expire are refused, $when: $codes', async ({ after, codes }) => {
    const expires = new Date(now.getTime() + after).toISOString()
    const loader = loaderOf({ ...verificationMethod, expires })
    expect(await refusals(issued, loader)).toEqual(codes)
    expect(await refusals(shown, loader)).toEqual(codes)
  })

  test('another key than the one signed with does not verify', async () => {
    const method = {
      ...bare,
      type: 'JsonWebKey',
      publicKeyJwk: { kty: 'OKP', crv: 'BLS12381_G2', x: base64url(otherPublicKey) },
    }
    expect(await refusals(issued, loaderOf(method))).toEqual(['proofInvalid'])
    expect(await refusals(shown, loaderOf(method))).toEqual(['proofInvalid'])
  })

  test.each([
    { what: 'of 31 octets', key: new Uint8Array(31).fill(1) },
    { what: 'zero', key: new Uint8Array(32) },
    { what: 'not below the order', key: new Uint8Array(32).fill(0xff) },
  ])('a secret one $what signs nothing', async ({ key }) => {
    const suite = createBbsPlusSignSuite({ verificationMethod: KEY_ID, secretKey: key, contexts })
    const issuing = vc.issue({
      credential: structuredClone(credential),
      suite,
      documentLoader,
      now,
    })
    await expect(issuing).rejects.toThrow(RangeError)
  })
})

describe('derivation refuses', () => {
  const proof = issued.proof as JsonObject
  test.each([
    {
      what: 'a frame that selects nothing',
      selection: { type: 'Vaccine', id: 'urn:a:b' },
      code: 'nothingDisclosed',
    },
    {
      what: 'a frame with a term that no context defines',
      selection: { ...frame, cured: {} },
      code: 'undefinedTerm',
    },
    {
      what: 'a frame with a value of its own',
      selection: { ...frame, remark: { '@omitDefault': false, '@default': 'cured' } },
      code: 'malformed',
    },
    {
      what: 'a frame that selects several nodes',
      selection: { batchNumber: {} },
      code: 'malformed',
    },
    {
      what: 'a frame with a context that is not known',
      selection: { ...frame, '@context': 'https://context.example/2' },
      code: 'unknownContext',
    },
    {
      what: 'a document without a proof',
      document: changed(issued, ['proof']),
      code: 'proofMissing',
    },
    { what: 'a document with a derived proof', document: shown, code: 'proofMissing' },
    {
      what: 'a document with two base proofs',
      document: { ...issued, proof: [proof, proof] },
      code: 'severalProofs',
    },
    {
      what: 'a proof for another purpose',
      document: changed(issued, ['proof', 'proofPurpose'], 'authentication'),
      code: 'wrongProofPurpose',
    },
  ])('$what', async ({ document = issued, selection = frame, code }) => {
    await expect(derive(document, selection)).rejects.toMatchObject({ code })
  })

  test('an empty nonce', async () => {
    const suite = createBbsPlusDiscloseSuite({ frame, nonce: new Uint8Array(), contexts })
    const deriving = jsigs.derive(issued, { suite, purpose, documentLoader })
    await expect(deriving).rejects.toThrow(RangeError)
  })
})

test('nothing is signed for another purpose', async () => {
  const suite = createBbsPlusSignSuite({ verificationMethod: KEY_ID, secretKey, contexts })
  const inputs = { document: credential, proofSet: [], documentLoader }
  const signing = suite.createProof({ ...inputs, purpose: { term: 'authentication' } })
  await expect(signing).rejects.toMatchObject({ code: 'wrongProofPurpose' })
})

test('more than a thousand statements are not signed', async () => {
  const source = Array.from({ length: 1000 }, (_, i) => `urn:example:${i}`)
  const credentialSubject = { ...credential.credentialSubject, source }
  await expect(issue({ ...credential, credentialSubject })).rejects.toMatchObject({
    code: 'malformed',
  })
})

test.each([501, 4000])('a list of %i items is not signed', async (length) => {
  const reactions = Array.from({ length }, (_, i) => `reaction ${i}`)
  const credentialSubject = { ...credential.credentialSubject, reactions }
  await expect(issue({ ...credential, credentialSubject })).rejects.toMatchObject({
    code: 'malformed',
  })
})

test('messages hold no values', async () => {
  const { proof, ...document } = changed(shown, ['credentialSubject', 'remark'], 'a secret')
  const inputs = { document, proof: proof as JsonObject, proofSet: [proof as JsonObject] }
  const verifying = createBbsPlusVerifySuite({ contexts }).verifyProof({
    ...inputs,
    documentLoader,
  })
  const error: unknown = await verifying.catch((caught: unknown) => caught)
  expect(error).toMatchObject({ name: 'CredentialError', code: 'proofInvalid' })
  expect(String(error)).not.toContain('a secret')
})

function base64url(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64url')
}

/** The texts, numbers and booleans of a document, each with the names that lead there. */
function leavesOf(value: JsonValue, path: string[] = []): [string[], JsonValue][] {
  if (typeof value !== 'object' || value === null) return [[path, value]]
  if (Array.isArray(value)) return []
  return Object.entries(value).flatMap(([name, member]) => leavesOf(member, [...path, name]))
}
