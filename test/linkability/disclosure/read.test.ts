import type { JsonObject, JsonValue } from '@unscored/core'
import { type Disclosure, readDisclosure } from '@unscored/linkability'
import { encodeCompactPresentation } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { dccText } from '../../support/dcc.ts'
import { describeWith, readShared, readSharedJson } from '../../support/shared.ts'
import { proveRule } from '../predicates.ts'
import { base64url, card, cardText, dcc, dose, jwt, keep, sdJwt, show, token } from '../samples.ts'

/** The members that a disclosure tells of, with what is known of each. */
function told({ credentials }: Disclosure) {
  return Object.fromEntries(
    credentials.flatMap(({ claims }) =>
      claims.map(({ member, pointer, known }) => [member ?? pointer, known]),
    ),
  )
}

function kinds({ identifiers, credentials }: Disclosure): string[] {
  const all = [...identifiers, ...credentials.flatMap((one) => one.identifiers)]
  return all.map(({ kind }) => kind).sort()
}

const unknownIn = ({ unknown, credentials }: Disclosure) =>
  [...unknown, ...credentials.flatMap((one) => one.unknown)].map(({ pointer }) => pointer).sort()

const shownValues = { product: { value: dose.product }, doseNumber: { value: 2 } }

describe('a presentation tells what it shows, in', () => {
  test('bbs-2023', async () => {
    const read = await readDisclosure(await show())
    expect(told(read)).toEqual(shownValues)
    expect(kinds(read)).toEqual(['nonce'])
    expect(unknownIn(read)).toEqual([])
    expect(read.credentials[0]).toMatchObject({
      ...{ format: 'bbs-2023', proofs: 1, times: [] },
      shape: { suite: 'bbs-2023', messageCount: 16, mandatoryCount: 3, labels: [0, 1] },
    })
  })

  test('BbsBlsSignatureProof2020', async () => {
    const read = await readDisclosure(await show({ suite: 'BbsBlsSignature2020' }))
    expect(told(read)).toEqual(shownValues)
    expect(kinds(read)).toEqual(['nonce'])
    expect(unknownIn(read)).toEqual([])
    expect(read.credentials[0]).toMatchObject({
      format: 'bbs-plus-2020',
      shape: { suite: 'BbsBlsSignature2020', labels: [] },
    })
    expect(read.credentials[0]?.times.map(({ kind, precision }) => [kind, precision])).toEqual([
      ['created', 'month'],
    ])
  })

  test('bbs-predicates-2026, with what its request says is proven', async () => {
    const { presentation, request, profiles, lists } = await proveRule()
    const read = await readDisclosure(presentation, { request, lists })
    expect(told(read)).toEqual({
      doseDate: { from: '2020-08-07', until: '2021-04-20' },
      product: { oneOf: ['EU/1/20/1528', 'EU/1/20/1507'] },
      doseNumber: { from: 2, until: 99 },
    })
    expect(kinds(read)).toEqual(['nonce', 'pseudonym'])
    expect(unknownIn(read)).toEqual([])
    const compact = encodeCompactPresentation(presentation, { request, profiles })
    expect(await readDisclosure(compact, { request, profiles, lists })).toEqual(read)
  })

  test('JWT VC', async () => {
    const read = await readDisclosure(
      jwt({ sub: 'did:example:holder', jti: 'urn:uuid:1', iat: 1620000001 }),
    )
    expect(told(read)).toEqual({ ...shownValues, doseDate: { value: dose.doseDate } })
    expect(kinds(read)).toEqual(['holder', 'id', 'signature'])
    expect(read.credentials[0]).toMatchObject({ format: 'jwt-vc', key: 'key-1' })
    expect(read.credentials[0]?.times).toEqual([
      { kind: 'created', pointer: '/iat', value: '2021-05-03T00:00:01.000Z', precision: 'second' },
    ])
  })

  test('SD-JWT VC, of which undisclosed members are not told', async () => {
    const read = await readDisclosure(
      sdJwt(['product', 'doseNumber'], { cnf: { jwk: { kty: 'EC' } } }),
    )
    expect(told(read)).toEqual(shownValues)
    expect(kinds(read)).toEqual(['confirmationKey', 'signature'])
    expect(unknownIn(read)).toEqual([])
  })

  test('EU DCC', async () => {
    const read = await readDisclosure(await dcc())
    expect(told(read)).toMatchObject({
      doseDate: { value: dose.doseDate },
      country: { value: 'IT' },
    })
    expect(told(read)).toHaveProperty('familyName')
    expect(kinds(read)).toEqual(['certificateNumber', 'signature'])
    expect(unknownIn(read)).toEqual([])
  })

  test('a JWT presentation, with its holder and what it holds', async () => {
    const vp = { holder: 'did:example:holder', verifiableCredential: [jwt()] }
    const read = await readDisclosure(token({ vp }))
    expect(kinds(read)).toEqual(['holder', 'signature'])
    expect(told(read)).toHaveProperty('product')
  })

  test('an answer of OpenID4VP', async () => {
    const read = await readDisclosure({
      vp_token: { dose: [await show()], other: [sdJwt(['country'])] },
    })
    expect(read.credentials.map(({ format }) => format)).toEqual(['bbs-2023', 'sd-jwt-vc'])
  })
})

describe('a signature is told where it is shown:', () => {
  test.each(['bbs-2023', 'BbsBlsSignature2020'] as const)(
    'of %s, as its holder keeps it',
    async (suite) => {
      expect(kinds(await readDisclosure(await keep(suite)))).toContain('signature')
    },
  )

  test('of a set of proofs, each', async () => {
    const { proof = null, ...document } = await keep()
    const both = await readDisclosure({ ...document, proof: [proof, proof] })
    expect(both.credentials[0]?.proofs).toBe(2)
  })
})

describe('nothing that is not known is left out:', () => {
  test.each<{ name: string; input: unknown; pointers: readonly string[] }>([
    { name: 'a text of no format', input: 'XYZ:123', pointers: [''] },
    { name: 'an object of no format', input: { a: { b: [1, 2] } }, pointers: ['/a/b/0', '/a/b/1'] },
    { name: 'a list', input: ['x'], pointers: ['/0'] },
    { name: 'a number', input: 5, pointers: [''] },
    { name: 'a claim of a JWT', input: jwt({ tracking: 'x' }), pointers: ['/tracking'] },
    {
      name: 'a parameter of a header',
      input: token({}, { trace: 'x' }),
      pointers: ['/header/trace'],
    },
    {
      name: 'a member of a credential',
      input: jwt({}, { evidence: { id2: 'x' } }),
      pointers: ['/vc/evidence/id2'],
    },
    {
      name: 'a type',
      input: jwt({}, { type: ['VerifiableCredential', 'Tag7'] }),
      pointers: ['/vc/type/1'],
    },
    {
      name: 'a context',
      input: jwt({}, { '@context': ['https://a.example/7'] }),
      pointers: ['/vc/@context/0'],
    },
    {
      name: 'a member of an issuer',
      input: jwt({}, { issuer: { id: 'did:a:b', name: 'x' } }),
      pointers: ['/vc/issuer/name'],
    },
    {
      name: 'beside an answer',
      input: { vp_token: { a: jwt() }, state: 'x' },
      pointers: ['/state'],
    },
    {
      name: 'a proof of an unknown suite',
      input: {
        credentialSubject: { product: 'x' },
        proof: { type: 'X', proofValue: 'z', mark: 1 },
      },
      pointers: ['/proof/mark', '/proof/proofValue'],
    },
  ])('$name', async ({ input, pointers }) => {
    expect(unknownIn(await readDisclosure(input))).toEqual(pointers)
  })

  test('a claim of no vocabulary', async () => {
    const read = await readDisclosure(jwt({}, { credentialSubject: { shoeSize: 43 } }))
    expect(told(read)).toEqual({ '/vc/credentialSubject/shoeSize': { value: 43 } })
  })

  test('a member of a proof', async () => {
    const { proof, ...others } = await show()
    const read = await readDisclosure({ ...others, proof: { ...(proof as JsonObject), mark: 'x' } })
    expect(unknownIn(read)).toEqual(['/proof/mark'])
  })
})

describe('what is malformed is refused at once:', () => {
  const bundle: JsonObject = { resourceType: 'Bundle' }
  const rows: { name: string; input: () => unknown; code: string }[] = [
    { name: 'nothing', input: () => ' \n', code: 'disclosureMalformed' },
    { name: 'a text too long', input: () => 'x'.repeat(2 ** 20 + 1), code: 'disclosureTooLarge' },
    {
      name: 'octets too many',
      input: () => new Uint8Array(2 ** 20 + 1),
      code: 'disclosureTooLarge',
    },
    { name: 'octets without a request', input: () => new Uint8Array(5), code: 'requestNeeded' },
    { name: 'broken JSON', input: () => '{"a":', code: 'invalidJson' },
    { name: 'JSON too deep', input: () => '['.repeat(100), code: 'tooDeep' },
    { name: 'a certificate of no base45', input: () => 'HC1:abc', code: 'disclosureMalformed' },
    {
      name: 'a certificate too long',
      input: () => `HC1:${'0'.repeat(5000)}`,
      code: 'disclosureTooLarge',
    },
    {
      name: 'a certificate that is not compressed',
      input: () => 'HC1:UJCLQE7W581',
      code: 'invalidDeflate',
    },
    {
      name: 'a certificate that inflates to megabytes',
      input: () => dccText(new Uint8Array(2 ** 21)),
      code: 'tooLarge',
    },
    {
      name: 'a certificate of no COSE',
      input: () => dccText(Uint8Array.of(0x80)),
      code: 'disclosureMalformed',
    },
    {
      name: 'a certificate of no CBOR',
      input: () => dccText(Uint8Array.of(0xff)),
      code: 'invalidCbor',
    },
    { name: 'a card of odd digits', input: () => 'shc:/123', code: 'disclosureMalformed' },
    { name: 'a card of no JWS', input: () => 'shc:/1111', code: 'disclosureMalformed' },
    {
      name: 'one of two codes of a card',
      input: () => 'shc:/1/2/1111',
      code: 'disclosureMalformed',
    },
    {
      name: 'a card that inflates to megabytes',
      input: () => card({ ...bundle, x: 'x'.repeat(2 ** 20) }),
      code: 'tooLarge',
    },
    {
      name: 'a card that is not deflated',
      input: () => token({}, { zip: 'DEF' }),
      code: 'invalidDeflate',
    },
    {
      name: 'a JWT without claims',
      input: () => token(new TextEncoder().encode('[]')),
      code: 'disclosureMalformed',
    },
    {
      name: 'a JWT of no JSON',
      input: () => `e30.${base64url('{')}.x`,
      code: 'disclosureMalformed',
    },
    {
      name: 'an SD-JWT with a broken disclosure',
      input: () => `${sdJwt(['country'])}${base64url('{')}~`,
      code: 'disclosureMalformed',
    },
    {
      name: 'a request with a member more',
      input: () => ({ nonce: 'x', expires: 'x', dcql_query: {}, more: 1 }),
      code: 'requestMalformed',
    },
  ]
  test.each(rows)('$name', async ({ input, code }) => {
    await expect(readDisclosure(input())).rejects.toMatchObject({ code })
  })

  test('a presentation of predicates without its request', async () => {
    const { presentation } = await proveRule()
    await expect(readDisclosure(presentation)).rejects.toMatchObject({ code: 'requestNeeded' })
  })

  test('a proof that is changed in its form', async () => {
    const { proof, ...others } = await show()
    const broken = { ...(proof as JsonObject), proofValue: 'uAAAA' }
    await expect(readDisclosure({ ...others, proof: broken })).rejects.toMatchObject({
      code: 'unknownProofHeader',
    })
  })
})

describeWith('data', 'smart-health-cards/', 'a SMART Health Card', () => {
  const bundle = readSharedJson<JsonObject>('data', 'smart-health-cards/covid-vaccines-bundle.json')

  test.each([
    { form: 'JWS', text: () => card(bundle) },
    { form: 'the text of its QR code', text: () => cardText(card(bundle)) },
    { form: 'a file', text: (): JsonValue => ({ verifiableCredential: [card(bundle)] }) },
  ])('as $form tells each dose, with the person in the first', async ({ text }) => {
    const read = await readDisclosure(text())
    expect(read.credentials.map(({ claims }) => claims.map(({ member }) => member))).toEqual([
      ['familyName', 'givenName', 'givenName', 'birthDate', 'product', 'doseDate', 'certifier'],
      ['product', 'doseDate', 'certifier'],
      ['product', 'doseDate', 'certifier'],
    ])
    expect(read.credentials[0]?.claims[4]?.known).toEqual({ value: 'EU/1/20/1507' })
    expect(kinds(read)).toEqual(['batchNumber', 'batchNumber', 'batchNumber', 'signature'])
    expect(unknownIn(read)).toEqual([])
  })
})

describeWith('data', 'dgc-testdata/', 'certificates of many countries', () => {
  const samples = readShared('data', 'dgc-testdata/dcc-samples.jsonl')
    .trim()
    .split('\n')
    .map(
      (
        line,
      ): { file: string; kind: string; prefix?: string; expected: JsonObject; json: JsonObject } =>
        JSON.parse(line),
    )
    .filter(
      ({ prefix, expected }) => prefix?.startsWith('HC1:') && expected.EXPECTEDDECODE === true,
    )

  test.each(samples)('$file tells a number and a name', async ({ prefix, json }) => {
    const read = await readDisclosure(prefix ?? '')
    const { nam, v } = json
    if (nam === undefined || v === undefined) return
    expect(kinds(read)).toContain('certificateNumber')
    expect(told(read)).toHaveProperty('familyName')
    expect(read.credentials[0]?.format).toBe('dcc')
  })
})
