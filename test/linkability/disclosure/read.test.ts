import { encodeCbor, type JsonObject, type JsonValue } from '@unscored/core'
import { type Disclosure, readDisclosure } from '@unscored/linkability'
import { encodeCompactPresentation } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { dccText } from '../../support/dcc.ts'
import { describeWith, readShared, readSharedJson } from '../../support/shared.ts'
import { issuer } from '../../vc/bbs-2023/issuing.ts'
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
    // A type is whatever its issuer makes it.
    expect(unknownIn(read)).toEqual(['/vct'])
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
    expect(kinds(read)).toEqual(['confirmationKey', 'holder', 'signature'])
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
      pointers: ['/iss', '/vc/issuer/name'],
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
    { name: 'another audience than a visit has', input: jwt({ aud: 'x' }), pointers: ['/aud'] },
    { name: 'a time that is none', input: jwt({ exp: 'x' }), pointers: ['/exp'] },
    { name: 'another issuer beside', input: jwt({}, { issuer: 'did:a:b' }), pointers: ['/iss'] },
    {
      name: 'a proof within a JWT',
      input: jwt({}, { proof: { type: 'X' } }),
      pointers: ['/vc/proof'],
    },
    {
      name: 'a member whose name begins like another',
      input: jwt({}, { proofs: 'x' }),
      pointers: ['/vc/proofs'],
    },
    {
      name: 'an id deep in an issuer',
      input: jwt({}, { issuer: { id: issuer.did, office: { id: 'x' } } }),
      pointers: ['/vc/issuer/office/id'],
    },
    { name: 'the name of what is empty', input: jwt({}, { x7: {} }), pointers: ['/vc/x7'] },
    {
      name: 'a known type in another place',
      input: jwt({}, { x7: { type: 'VerifiableCredential' } }),
      pointers: ['/vc/x7/type'],
    },
    {
      name: 'the name of what an inline context has',
      input: jwt({}, { '@context': [{ x7: 'VerifiableCredential' }] }),
      pointers: ['/vc/@context/0/x7'],
    },
    {
      name: 'a known type twice',
      input: jwt({}, { type: ['VerifiableCredential', 'VerifiableCredential'] }),
      pointers: ['/vc/type/1'],
    },
    {
      name: 'a member of a status',
      input: jwt(
        {},
        {
          credentialStatus: { type: 'BitstringStatusListEntry', statusListCredential: 'x', x7: 1 },
        },
      ),
      pointers: ['/vc/credentialStatus/0/x7'],
    },
    {
      name: 'the number of a node that there is not',
      input: jwt({}, { id: 'urn:bnid:_:c14n7712' }),
      pointers: ['/vc/id'],
    },
    ...['jwk', 'x5c', 'x5u', 'jti', '__proto__'].map((name) => ({
      name: `${name} of a header`,
      input: token({ vc: {} }, JSON.parse(`{"${name}":["x"]}`)),
      pointers: [`/header/${name}`],
    })),
    { name: 'a type of token', input: token({ vc: {} }, { typ: 'x' }), pointers: ['/header/typ'] },
    {
      name: 'beside a presentation in a token',
      input: token({ vp: { type: ['VerifiablePresentation', 'X'] }, x7: 1 }, { x8: 1 }),
      pointers: ['/header/x8', '/vp/type/1', '/x7'],
    },
    {
      name: 'forms of a presentation, its holder and its proof',
      input: {
        '@context': [{ x7: 'x' }],
        type: 'X',
        holder: { id: 'did:a:b', name: 'x' },
        verifiableCredential: [],
        proof: { type: 'X', id: 'x', verificationMethod: 'did:a:b#c' },
      },
      pointers: ['/@context/0/x7', '/holder/name', '/proof/0/id', '/type'],
    },
    ...[
      { proof: { type: 'X', proofPurpose: 'x7', domain: 'x7' }, pointers: ['/proof/0'] },
      { proof: 'x7', pointers: ['/proof/0'] },
    ].map(({ proof, pointers }) => ({
      name: `a proof of a holder that names no key: ${JSON.stringify(proof)}`,
      input: { verifiableCredential: [], proof },
      pointers,
    })),
    {
      name: 'a name of its own in a status, with a value that is known',
      input: jwt({}, { credentialStatus: { statusListCredential: 'x', x7: 'revocation' } }),
      pointers: ['/vc/credentialStatus/0/x7'],
    },
    {
      name: 'an algorithm in a list',
      input: token({ vc: {} }, { alg: ['ES256'] }),
      pointers: ['/header/alg'],
    },
    {
      name: 'a disclosure that nobody signed',
      input: `${sdJwt(['country'])}${base64url(JSON.stringify(['salt', 'x7', 1]))}~`,
      pointers: ['/disclosures/1', '/vct'],
    },
    {
      name: 'who an SD-JWT is for, as its issuer has it',
      input: sdJwt([], { aud: 'x', iss: 7 }),
      pointers: ['/aud', '/iss', '/vct'],
    },
    {
      name: 'a claim of a proof that an SD-JWT is hers',
      input: sdJwt([]) + token({ nonce: 'n', aud: 'x', iat: 1, sd_hash: 'x', x7: 1 }),
      pointers: ['/keyBinding/x7', '/vct'],
    },
  ])('$name', async ({ input, pointers }) => {
    expect(unknownIn(await readDisclosure(input))).toEqual(pointers)
  })

  test.each(['2021-04-01#7712', '2021-04-01T13:45:12.123Z', '2021-4-1', 'x2021'])(
    'what stands where a day would: %s',
    async (doseDate) => {
      const { credentials } = await readDisclosure(jwt({}, { credentialSubject: { doseDate } }))
      const pointer = '/vc/credentialSubject/doseDate'
      expect(credentials[0]?.claims).toEqual([{ pointer, known: { value: doseDate } }])
    },
  )

  test('what a subject is that is a text', async () => {
    expect(told(await readDisclosure({ credentialSubject: 'x', proof: [] }))).toEqual({
      '/credentialSubject': { value: 'x' },
    })
  })

  test.each([
    ['2021-05-01T00:00:00Z', 'month'],
    ['2021-05-01T00:00:00.000Z', 'month'],
    ['2021-05-01T00:00:00.0000000Z', 'second'],
    ['2021-05-02T00:00:00.00Z', 'second'],
  ])('of the time %s how it is written', async (validFrom, precision) => {
    const { credentials } = await readDisclosure(jwt({}, { validFrom }))
    expect(credentials[0]?.times).toMatchObject([{ pointer: '/vc/validFrom', precision }])
  })

  test('a name of the profile within another member', async () => {
    const subject = { x7: { product: dose.product } }
    const read = await readDisclosure(jwt({}, { credentialSubject: subject }))
    expect(told(read)).toEqual({ '/vc/credentialSubject/x7/product': { value: dose.product } })
    const claims = await readDisclosure(sdJwt([], { x7: { product: dose.product } }))
    expect(told(claims)).toEqual({ '/x7/product': { value: dose.product } })
  })

  test('whose a token is that shows something', async () => {
    const shown = token({ vp: { verifiableCredential: [] }, iss: 'did:a:b', nonce: 'n', jti: 'x' })
    expect(kinds(await readDisclosure(shown))).toEqual([
      ...['confirmationKey', 'holder', 'id', 'nonce'],
    ])
    const bound = sdJwt([]) + token({ nonce: 'n', sd_hash: 'x' })
    expect(kinds(await readDisclosure(bound))).toEqual(['confirmationKey', 'nonce', 'signature'])
  })

  test.each([
    ['expires', '2030-01-01T00:00:00Z'],
    ['challenge', 'x'],
    ['domain', 'x'],
    ['nonce', 'x'],
    ['proofPurpose', 'x'],
    ['@context', 'x'],
    ['verificationMethod', { id: 'x' }],
  ])('%s of a proof that is not as everybody has it', async (name, value) => {
    const { proof, ...others } = await show()
    const marked = { ...others, proof: { ...(proof as JsonObject), [name]: value } }
    expect(unknownIn(await readDisclosure(marked))).toEqual([`/proof/${name}`])
  })

  test('a suite that is written otherwise', async () => {
    const { proof, ...others } = await show({ suite: 'BbsBlsSignature2020' })
    const marked = {
      ...(proof as JsonObject),
      type: 'https://x7.example/#BbsBlsSignatureProof2020',
    }
    const read = await readDisclosure({ ...others, proof: marked })
    expect(read.credentials[0]?.format).toBe('unknown')
  })

  test('what a presentation of predicates says otherwise', async () => {
    const { presentation, request, lists } = await proveRule()
    const { proof, verifiableCredential, ...others } = presentation as JsonObject
    const [document] = verifiableCredential as JsonObject[]
    const context = { request, lists }
    const marked = {
      ...others,
      type: ['VerifiablePresentation', 'X'],
      verifiableCredential: [{ ...document, proof: [document?.proof ?? null] }],
      proof: { ...(proof as JsonObject), proofPurpose: 'x' },
    }
    expect(unknownIn(await readDisclosure(marked, context))).toEqual([
      ...['/proof/proofPurpose', '/type/1', '/verifiableCredential/0/proof'],
    ])
    const text = { ...others, proof: proof ?? null, verifiableCredential: ['x'] }
    expect(unknownIn(await readDisclosure(text, context))).toEqual(['/verifiableCredential/0'])
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

describe('nothing that is not known is left out of a certificate:', () => {
  const entry = { mp: 'EU/1/20/1528', ci: 'URN:UVCI:01:XX:1' }
  const content = new Map<string, unknown>([
    ...([
      ['ver', '1.3.0'],
      ['dob', '1990-01-01'],
      ['v', [new Map(Object.entries(entry))]],
    ] as const),
  ])
  const header = new Map<unknown, unknown>([
    [1, -7],
    [4, Uint8Array.of(1)],
  ])
  const claims = new Map<unknown, unknown>([
    [1, 'IT'],
    [4, 1_700_000_000],
    [-260, new Map<unknown, unknown>([[1, content]])],
  ])
  const plain = { header, unprotected: new Map<unknown, unknown>(), claims, more: [] as unknown[] }
  const textOf = ({ header, unprotected, claims, more }: typeof plain) =>
    dccText(
      encodeCbor([encodeCbor(header), unprotected, encodeCbor(claims), Uint8Array.of(7), ...more]),
    )
  const withContent = (...changes: readonly (readonly [string, unknown])[]) => ({
    claims: new Map([
      ...claims,
      [-260, new Map<unknown, unknown>([[1, new Map([...content, ...changes])]])],
    ]),
  })

  test.each<{ name: string; changes: Partial<typeof plain>; pointers: readonly string[] }>([
    { name: 'nothing', changes: {}, pointers: [] },
    {
      name: 'an unprotected parameter',
      changes: { unprotected: new Map([[-70_001, 'x']]) },
      pointers: ['/unprotected/-70001'],
    },
    {
      name: 'a second key',
      changes: { unprotected: new Map([[4, Uint8Array.of(2)]]) },
      pointers: ['/unprotected/4'],
    },
    {
      name: 'a key that is no octets',
      changes: {
        header: new Map<unknown, unknown>([
          [1, -7],
          [4, 'x'],
        ]),
      },
      pointers: ['/protected/4'],
    },
    {
      name: 'a parameter',
      changes: { header: new Map([...header, ['x7', 1]]) },
      pointers: ['/protected/x7'],
    },
    {
      name: 'an algorithm of nobody else',
      changes: { header: new Map([...header, [1, -70_001]]) },
      pointers: ['/protected/1'],
    },
    { name: 'a part of the message', changes: { more: ['x'] }, pointers: ['/4'] },
    {
      name: 'a time that is none',
      changes: { claims: new Map([...claims, [6, 'x']]) },
      pointers: ['/6'],
    },
    {
      name: 'an issuer that is none',
      changes: { claims: new Map([...claims, [1, 7]]) },
      pointers: ['/1'],
    },
    {
      name: 'a second certificate',
      changes: {
        claims: new Map([
          ...claims,
          [
            -260,
            new Map<unknown, unknown>([
              [1, content],
              [2, 'x'],
            ]),
          ],
        ]),
      },
      pointers: ['/-260/2'],
    },
    { name: 'a version', changes: withContent(['ver', '7.7.1']), pointers: ['/ver'] },
    { name: 'tests that are no list', changes: withContent(['t', 'x']), pointers: ['/t'] },
    {
      name: 'a known name in another place',
      changes: withContent(['x7', new Map([['mp', 'EU/1/20/1528']])]),
      pointers: ['/x7/mp'],
    },
  ])('$name', async ({ changes, pointers }) => {
    const read = await readDisclosure(textOf({ ...plain, ...changes }))
    expect(unknownIn(read)).toEqual(pointers)
  })
})

describe('nothing that is not known is left out of a card:', () => {
  const resource = { resourceType: 'Immunization', status: 'completed' }
  const bundle = { resourceType: 'Bundle', type: 'collection', entry: [{ resource }] }
  const at = '/vc/credentialSubject/fhirBundle'
  const vc = (members: JsonObject, subject: JsonObject = {}) => ({
    vc: { credentialSubject: { fhirBundle: bundle, ...subject }, ...members },
  })
  const inResource = (members: JsonObject) => ({
    ...bundle,
    entry: [{ fullUrl: 'resource:0', resource: { ...resource, ...members } }],
  })

  test.each<{ name: string; input: string; pointers: readonly string[] }>([
    { name: 'nothing', input: card(bundle), pointers: [] },
    { name: 'a member', input: card(bundle, vc({ evidence: 'x' })), pointers: ['/vc/evidence'] },
    { name: 'a type', input: card(bundle, vc({ type: ['x'] })), pointers: ['/vc/type/0'] },
    {
      name: 'a member of the subject',
      input: card(bundle, vc({}, { x7: 1 })),
      pointers: ['/vc/credentialSubject/x7'],
    },
    { name: 'of the bundle', input: card({ ...bundle, x7: 1 }), pointers: [`${at}/x7`] },
    {
      name: 'of an entry',
      input: card({ ...bundle, entry: [{ fullUrl: 'urn:uuid:1', resource, x7: 1 }] }),
      pointers: [`${at}/entry/0/fullUrl`, `${at}/entry/0/x7`],
    },
    {
      name: 'a resource that is a text',
      input: card({ ...bundle, entry: [{ resource: 'x' }] }),
      pointers: [`${at}/entry/0/resource`],
    },
    {
      name: 'unusual values where all have the same',
      input: card(inResource({ status: 'x', patient: { reference: 'Patient/7712' } })),
      pointers: [`${at}/entry/0/resource/patient/reference`, `${at}/entry/0/resource/status`],
    },
    {
      name: 'a mark in what is about the resource',
      input: card(inResource({ meta: { security: [{ code: 'IAL7712' }], tag: [{ code: 'x' }] } })),
      pointers: [
        `${at}/entry/0/resource/meta/security/0/code`,
        `${at}/entry/0/resource/meta/tag/0/code`,
      ],
    },
    {
      name: 'a vocabulary of nobody else',
      input: card(inResource({ vaccineCode: { coding: [{ system: 'x', code: '208' }] } })),
      pointers: [`${at}/entry/0/resource/vaccineCode/coding/0/system`],
    },
    { name: 'a time that is none', input: card(bundle, { nbf: 'x' }), pointers: ['/nbf'] },
  ])('$name', async ({ input, pointers }) => {
    expect(unknownIn(await readDisclosure(input))).toEqual(pointers)
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
    expect(kinds(read)).toEqual(['batchNumber', 'batchNumber', 'batchNumber', 'id', 'signature'])
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
