import {
  encodeMultibase,
  encodeMultikey,
  type JsonObject,
  type JsonValue,
  parseMultibase,
} from '@unscored/core'
import {
  parseBaseProofValue,
  parseDerivedProofValue,
  serializeBaseProofValue,
  serializeDerivedProofValue,
  signCredential,
  verifyBaseCredential,
  verifyShownCredential,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { badG1, badG2 } from '../../bbs/bad-points.ts'
import {
  allFeatures,
  context,
  hasPseudonym,
  issueHeld,
  receiveWith,
  show,
  verifyAs,
} from './forms.ts'
import {
  changed,
  codeOf,
  contexts,
  issuer,
  nested,
  now,
  openProofValue,
  otherIssuer,
  resolve,
  vaccination,
  withElement,
  withProof,
} from './issuing.ts'

const forms = await Promise.all(
  allFeatures.map(async (feature) => {
    const held = await issueHeld({ feature, kind: nested })
    return { ...held, derived: await show(held, { pointers: nested.shown }) }
  }),
)

const octetsOf = (value: string) => parseMultibase(value)
const text = (octets: Iterable<number>) => encodeMultibase(Uint8Array.from(octets), 'u')
const octets = (length: number) => new Uint8Array(length).fill(1)

describe.each(forms)('$feature:', ({ feature, secrets, base, derived }) => {
  const receive = (credential: unknown) => receiveWith(secrets, credential)
  const verify = (credential: unknown) => verifyAs(feature, credential)
  const baseValue = String(base.proof.proofValue)
  const derivedValue = String(derived.proof.proofValue)

  /** What both kinds of proof have in common. */
  const sides = [
    { side: 'base', credential: base, value: baseValue, check: receive, other: derivedValue },
    { side: 'derived', credential: derived, value: derivedValue, check: verify, other: baseValue },
  ]

  test('both proofs hold before they are changed', async () => {
    expect(await codeOf(receive(base))).toBe('accepted')
    expect(await codeOf(verify(derived))).toBe('accepted')
  })

  test('proof values are written as they were read', () => {
    expect(serializeBaseProofValue(parseBaseProofValue(baseValue))).toBe(baseValue)
    expect(serializeDerivedProofValue(parseDerivedProofValue(derivedValue))).toBe(derivedValue)
  })

  describe.each(sides)(
    'a $side proof value is refused',
    ({ side, credential, value, check, other }) => {
      const rest = value.slice(1)
      const header = octetsOf(value).subarray(0, 3)
      const cbor = octetsOf(value).subarray(3)
      const { elements } = openProofValue(value)

      test.each([
        { name: 'in base58', to: encodeMultibase(octetsOf(value).subarray(0, 90), 'z') },
        { name: 'with the prefix of padded base64url', to: `U${rest}` },
        { name: 'with the prefix of base64', to: `m${rest}` },
        { name: 'without a prefix', to: rest },
        { name: 'that is empty', to: 'u', code: 'unknownProofHeader' },
        { name: 'with the characters of base64', to: `${value.slice(0, -4)}+/+/` },
        { name: 'with padding', to: `${value}=` },
        { name: 'with a line break', to: `${value}\n` },
        { name: 'with a character beyond ASCII', to: `${value.slice(0, -1)}ä` },
        { name: 'with a character left over', to: text([1, 2, 3]).concat('A') },
      ])('$name', async ({ to, code = 'invalidMultibase' }) => {
        expect(await codeOf(check(withProof(credential, { proofValue: to })))).toBe(code)
      })

      test.each([
        { name: 'of an unknown header', header: [0xd9, 0x5d, 0x00], code: 'unknownProofHeader' },
        {
          name: 'of one before all headers',
          header: [0xd9, 0x5d, 0x01],
          code: 'unknownProofHeader',
        },
        {
          name: 'of one after all headers',
          header: [0xd9, 0x5d, 0x0a],
          code: 'unknownProofHeader',
        },
        { name: 'of another tag', header: [0xd9, 0x5e, 0x02], code: 'unknownProofHeader' },
        { name: 'with two octets of a header', header: [0xd9, 0x5d], code: 'unknownProofHeader' },
      ])('$name', async ({ header: to, code }) => {
        const proofValue = text([...to, ...cbor])
        expect(await codeOf(check(withProof(credential, { proofValue })))).toBe(code)
      })

      test('of the other kind', async () => {
        const code = side === 'base' ? 'notABaseProof' : 'notADerivedProof'
        expect(await codeOf(check(withProof(credential, { proofValue: other })))).toBe(code)
      })

      test.each([
        { name: 'nothing after its header', to: [], code: 'invalidCbor' },
        { name: 'octets after its end', to: [...cbor, 0], code: 'trailingOctets' },
        { name: 'a second item', to: [...cbor, ...cbor], code: 'trailingOctets' },
        { name: 'its end cut off', to: [...cbor.subarray(0, -1)], code: 'invalidCbor' },
        { name: 'a tag around all', to: [0xd8, 0x40, ...cbor], code: 'cborTag' },
        {
          name: 'a tag around its first element',
          to: [...cbor.subarray(0, 1), 0xd8, 0x40, ...cbor.subarray(1)],
          code: 'cborTag',
        },
        {
          name: 'an array without its length',
          to: [0x9f, ...cbor.subarray(1), 0xff],
          code: 'invalidCbor',
        },
        {
          name: 'a length longer than needed',
          to: [0x98, elements.length, ...cbor.subarray(1)],
          code: 'invalidCbor',
        },
        { name: 'four elements', to: [0x84, 1, 2, 3, 4], code: 'wrongElementCount' },
        {
          name: 'two elements more',
          to: [0x80 + elements.length + 2, ...cbor.subarray(1), 0x40, 0x40],
          code: 'wrongElementCount',
        },
        { name: 'no list', to: [0xa0], code: 'wrongElementCount' },
        { name: 'text', to: [0x65, 0x61, 0x61, 0x61, 0x61, 0x61], code: 'wrongElementCount' },
      ])('with $name', async ({ to, code }) => {
        const proofValue = text([...header, ...to])
        expect(await codeOf(check(withProof(credential, { proofValue })))).toBe(code)
      })

      test.each([
        { name: 'missing', to: undefined },
        { name: 'a number', to: 1 },
        { name: 'an object', to: { type: value } },
        { name: 'a list of two', to: [value, 'uAAAA'] },
      ])('that is $name', async ({ to }) => {
        expect(await codeOf(check(withProof(credential, { proofValue: to })))).toBe(
          'invalidMultibase',
        )
      })

      test.each(elements.map((_, index) => ({ index })))(
        'with another type as element $index',
        async ({ index }) => {
          for (const wrong of ['text', true, 1, new Map([['a', 1]]), [[1]], [new Uint8Array(1)]]) {
            const proofValue = withElement(value, index, wrong)
            const code = await codeOf(check(withProof(credential, { proofValue })))
            expect(['invalidElement', 'invalidLabelMap', 'invalidIndexes']).toContain(code)
          }
        },
      )
    },
  )

  describe('a base proof is refused', () => {
    const elements = ['bbsSignature', 'bbsHeader', 'publicKey', 'hmacKey', 'mandatoryPointers']
    const lengths = [80, 64, 96, 32]

    test.each(
      lengths.flatMap((right, index) =>
        [0, right - 1, right + 1, 2 * right].map((length) => ({
          name: elements[index],
          index,
          length,
        })),
      ),
    )('with $length octets of $name', async ({ index, length }) => {
      const proofValue = withElement(baseValue, index, octets(length))
      expect(await codeOf(receive(withProof(base, { proofValue })))).toBe('invalidElement')
    })

    test.each([
      { name: 'the header', index: 1, to: octets(64), code: 'proofInvalid' },
      { name: 'the key', index: 2, to: otherIssuer.key.publicKey, code: 'proofInvalid' },
      { name: 'the HMAC key', index: 3, to: octets(32), code: 'proofInvalid' },
      {
        name: 'the mandatory pointers, by one less',
        index: 4,
        to: nested.mandatory.slice(1),
        code: 'proofInvalid',
      },
      {
        name: 'the mandatory pointers, by one more',
        index: 4,
        to: [...nested.mandatory, '/credentialSubject/title'],
        code: 'proofInvalid',
      },
      {
        name: 'a mandatory pointer to nothing',
        index: 4,
        to: ['/nothing'],
        code: 'invalidPointer',
      },
      {
        name: 'a mandatory pointer to what all objects have',
        index: 4,
        to: ['/constructor'],
        code: 'invalidPointer',
      },
      {
        name: 'a mandatory pointer that is none',
        index: 4,
        to: ['issuer'],
        code: 'invalidPointer',
      },
      { name: 'a mandatory pointer that is no text', index: 4, to: [1], code: 'invalidElement' },
    ])('with another value of $name', async ({ index, to, code }) => {
      const proofValue = withElement(baseValue, index, to)
      expect(await codeOf(receive(withProof(base, { proofValue })))).toBe(code)
    })

    const signature = parseBaseProofValue(baseValue).bbsSignature
    test.each(badG1)('whose signature holds $name', async ({ octets: point }) => {
      const proofValue = withElement(baseValue, 0, replaced(signature, 0, point))
      expect(await codeOf(receive(withProof(base, { proofValue })))).toBe('invalidPoint')
    })

    test.each(badScalars())('whose signature holds $name', async ({ octets: scalar }) => {
      const proofValue = withElement(baseValue, 0, replaced(signature, 48, scalar))
      expect(await codeOf(receive(withProof(base, { proofValue })))).toBe('invalidScalar')
    })
  })

  describe('a derived proof is refused', () => {
    const value = parseDerivedProofValue(derivedValue)
    const { mandatoryIndexes, selectiveIndexes, labelMap, bbsProof } = value
    const refusal = (index: number, element: unknown) =>
      codeOf(verify(withProof(derived, { proofValue: withElement(derivedValue, index, element) })))
    const hiddenIndex = [0, 1, 2, 3, 4, 5, 6].find((i) => !selectiveIndexes.includes(i)) ?? 7
    const count = mandatoryIndexes.length + selectiveIndexes.length

    const lists = [
      { list: 'mandatory', index: 2, right: mandatoryIndexes },
      { list: 'selective', index: 3, right: selectiveIndexes },
    ]
    describe.each(lists)('for $list indexes', ({ index, right }) => {
      test.each([
        { name: 'descending', to: right.toReversed() },
        { name: 'two of them swapped', to: [right[1], right[0], ...right.slice(2)] },
        { name: 'one of them twice', to: [right[0], ...right] },
        { name: 'negative', to: [-1, ...right.slice(1)] },
        { name: 'fractional', to: [0.5, ...right.slice(1)] },
        { name: 'huge', to: [...right.slice(0, -1), 2 ** 16] },
        { name: 'beyond 2^53', to: [...right.slice(0, -1), 2n ** 60n] },
        { name: 'text', to: right.map(String) },
        { name: 'booleans', to: right.map(() => true) },
        { name: 'null', to: [null, ...right.slice(1)] },
        { name: 'lists', to: right.map((i) => [i]) },
        { name: 'a map', to: new Map(right.entries()) },
      ])('that are $name', async ({ to }) => {
        expect(await refusal(index, to)).toBe('invalidIndexes')
      })
    })

    test.each([
      {
        name: 'one mandatory index too many, out of range',
        index: 2,
        to: [...mandatoryIndexes, count],
        code: 'invalidIndexes',
      },
      {
        name: 'a mandatory index out of range',
        index: 2,
        to: [...mandatoryIndexes.slice(0, -1), count],
        code: 'invalidIndexes',
      },
      {
        name: 'a selective index out of range',
        index: 3,
        to: [...selectiveIndexes.slice(0, -1), 60_000],
        code: 'invalidIndexes',
      },
      {
        name: 'the first selective index that is out of range',
        index: 3,
        to: [...selectiveIndexes.slice(0, -1), selectiveIndexes.length + hiddenCount(bbsProof)],
        code: 'invalidIndexes',
      },
      { name: 'no mandatory index', index: 2, to: [], code: 'proofInvalid' },
      {
        name: 'a mandatory index less',
        index: 2,
        to: mandatoryIndexes.slice(1),
        code: 'proofInvalid',
      },
      { name: 'no selective index', index: 3, to: [], code: 'proofInvalid' },
      {
        name: 'a selective index less',
        index: 3,
        to: selectiveIndexes.slice(1),
        code: 'proofInvalid',
      },
      {
        name: 'a selective index more',
        index: 3,
        to: [...selectiveIndexes, 50_000],
        code: 'proofInvalid',
      },
      {
        name: 'another selective index',
        index: 3,
        to: [...selectiveIndexes.slice(1), hiddenIndex].sort((a, b) => a - b),
        code: 'proofInvalid',
      },
      {
        name: 'all indexes mandatory',
        index: 2,
        to: Array.from({ length: count }, (_, i) => i),
        code: 'proofInvalid',
      },
    ])('for $name', async ({ index, to, code }) => {
      expect(await refusal(index, to)).toBe(code)
    })

    const entries = [...labelMap]
    const [[firstKey, firstLabel] = [0, 0]] = entries
    test.each([
      { name: 'text as labels', to: entries.map(([key, label]) => [key, `b${label}`]) },
      { name: 'text as keys', to: entries.map(([key, label]) => [`c14n${key}`, label]) },
      { name: 'a negative label', to: [[firstKey, -1], ...entries.slice(1)] },
      { name: 'a negative key', to: [[-1, firstLabel], ...entries.slice(1)] },
      { name: 'a huge label', to: [[firstKey, 2 ** 16], ...entries.slice(1)] },
      { name: 'a fraction as a label', to: [[firstKey, 0.5], ...entries.slice(1)] },
      { name: 'a list as a label', to: [[firstKey, [firstLabel]], ...entries.slice(1)] },
      { name: 'a label twice', to: [[firstKey, entries[1]?.[1]], ...entries.slice(1)] },
      { name: 'an entry missing', to: entries.slice(1) },
      { name: 'an entry more', to: [...entries, [999, 999]] },
      { name: 'another key', to: [[999, firstLabel], ...entries.slice(1)] },
      { name: 'nothing', to: [] },
    ])('for a label map with $name', async ({ to }) => {
      expect(await refusal(1, new Map(to as [unknown, unknown][]))).toBe('invalidLabelMap')
    })

    test('for two labels exchanged', async () => {
      const labels = entries.map(([, label]) => label)
      const exchanged = [labels[1], labels[0], ...labels.slice(2)]
      expect(await refusal(1, new Map(entries.map(([key], i) => [key, exchanged[i]])))).toBe(
        'proofInvalid',
      )
    })

    test.each([0, 1, 271, 273, bbsProof.length - 1, bbsProof.length + 1])(
      'for a BBS proof of %i octets',
      async (length) => {
        const cut = Uint8Array.from({ length }, (_, i) => bbsProof[i] ?? 1)
        expect(await refusal(0, cut)).toBe('invalidLength')
      },
    )

    test('for a hidden statement more or less', async () => {
      const scalar = Uint8Array.of(...new Uint8Array(31), 1)
      const last = bbsProof.length - 32
      const more = [...bbsProof.subarray(0, last), ...scalar, ...bbsProof.subarray(last)]
      const less = [...bbsProof.subarray(0, last - 32), ...bbsProof.subarray(last)]
      expect(await refusal(0, Uint8Array.from(more))).toBe('proofInvalid')
      expect(['proofInvalid', 'invalidIndexes']).toContain(await refusal(0, Uint8Array.from(less)))
    })

    test('for more hidden statements than anybody signs, without much work', async () => {
      const many = new Uint8Array(144 + 32 * 15_000).fill(1)
      many.set(bbsProof.subarray(0, 144))
      expect(await refusal(0, many)).toBe('proofInvalid')
    })

    const points = [0, 48, 96]
    test.each(badG1)('for a BBS proof that holds $name', async ({ octets: point }) => {
      for (const offset of points) {
        expect(await refusal(0, replaced(bbsProof, offset, point))).toBe('invalidPoint')
      }
    })

    const scalars = Array.from({ length: (bbsProof.length - 144) / 32 }, (_, i) => 144 + 32 * i)
    test.each(badScalars())('for a BBS proof that holds $name', async ({ octets: scalar }) => {
      for (const offset of scalars) {
        expect(await refusal(0, replaced(bbsProof, offset, scalar))).toBe('invalidScalar')
      }
    })
  })

  describe('keys are refused', () => {
    const { did, key } = issuer
    const method = {
      id: key.id,
      type: 'Multikey',
      controller: did,
      publicKeyMultibase: encodeMultikey({ codec: 'Bls12381G2-public', octets: key.publicKey }),
    }
    const jwk = (x: Uint8Array) => ({
      id: key.id,
      type: 'JsonWebKey',
      controller: did,
      publicKeyJwk: { kty: 'OKP', crv: 'BLS12381_G2', x: encodeMultibase(x, 'u').slice(1) },
    })
    const multikey = (...prefix: number[]) =>
      encodeMultibase(Uint8Array.of(...prefix, ...key.publicKey), 'z')
    const codes = async (document: JsonObject) => {
      const options = {
        contexts,
        now,
        dereference: async (url: string) =>
          url === key.id ? document : ((await resolve(url)) as JsonObject),
      }
      return [
        await codeOf(verifyBaseCredential(base, { ...options, ...(secrets && { secrets }) })),
        await codeOf(
          verifyShownCredential(derived, {
            ...options,
            ...(hasPseudonym(feature) && { pseudonymContext: context }),
          }),
        ),
      ]
    }

    test('unless they are right', async () => {
      expect(await codes(method)).toEqual(['accepted', 'accepted'])
      expect(await codes(jwk(key.publicKey))).toEqual(['accepted', 'accepted'])
    })

    test.each([
      {
        name: 'an Ed25519 key',
        document: {
          ...method,
          publicKeyMultibase: encodeMultikey({ codec: 'Ed25519-public', octets: octets(32) }),
        },
        code: 'invalidKey',
      },
      {
        name: 'a revoked key',
        document: { ...method, revoked: '2020-01-01T00:00:00Z' },
        code: 'invalidKey',
      },
      {
        name: 'a key that expires at this moment',
        document: { ...method, expires: now.toISOString() },
        code: 'keyExpired',
      },
      {
        name: 'a key that expires at a time of no zone',
        document: { ...method, expires: '2099-01-01T00:00:00' },
        code: 'keyExpired',
      },
      {
        name: 'a key that expires a second later',
        document: { ...method, expires: new Date(now.getTime() + 1000).toISOString() },
        code: 'accepted',
      },
      {
        name: 'a key of another id',
        document: { ...method, id: `${did}#other` },
        code: 'invalidKey',
      },
      {
        name: 'a key of G1',
        document: { ...method, publicKeyMultibase: multikey(0xea, 0x01) },
        code: 'invalidMultikey',
      },
      {
        name: 'a key an octet too long',
        document: { ...method, publicKeyMultibase: multikey(0xeb, 0x01, 0) },
        code: 'invalidMultikey',
      },
      {
        name: 'a key in base64url',
        document: { ...method, publicKeyMultibase: encodeMultibase(octets(98), 'u') },
        code: 'invalidMultibase',
      },
      {
        name: 'a secret key',
        document: {
          ...method,
          publicKeyMultibase: encodeMultikey({ codec: 'Bls12381-secret', octets: octets(32) }),
        },
        code: 'invalidVerificationMethod',
      },
      {
        name: 'a key of an unknown type',
        document: { ...method, type: 'Key' },
        code: 'invalidVerificationMethod',
      },
      {
        name: 'a JWK of 95 octets',
        document: jwk(key.publicKey.subarray(1)),
        code: 'invalidMultikey',
      },
      { name: 'another key', document: jwk(otherIssuer.key.publicKey), code: 'proofInvalid' },
    ])('$name: $code', async ({ document, code }) => {
      expect(await codes(document)).toEqual([code, code])
    })

    test.each(badG2)('$name', async ({ octets: point }) => {
      expect(await codes(jwk(point))).toEqual(['invalidKey', 'invalidKey'])
    })
  })

  describe.each(sides)(
    'the other members of a $side proof are refused:',
    ({ credential, check }) => {
      test.each([
        { name: 'no proof', to: changed(credential, ['proof'], undefined), code: 'proofMissing' },
        { name: 'a proof that is null', to: { ...credential, proof: null }, code: 'malformed' },
        { name: 'a proof that is text', to: { ...credential, proof: 'proof' }, code: 'malformed' },
        { name: 'no proof in a list', to: { ...credential, proof: [] }, code: 'malformed' },
        {
          name: 'the proof twice',
          to: { ...credential, proof: [credential.proof, credential.proof] },
          code: 'severalProofs',
        },
        {
          name: 'a proof of another suite beside it',
          to: { ...credential, proof: [credential.proof, { type: 'Ed25519Signature2020' }] },
          code: 'severalProofs',
        },
        {
          name: 'another cryptosuite',
          to: withProof(credential, { cryptosuite: 'eddsa-rdfc-2022' }),
          code: 'unknownCryptosuite',
        },
        {
          name: 'the cryptosuite in a list',
          to: withProof(credential, { cryptosuite: ['bbs-2023'] }),
          code: 'unknownCryptosuite',
        },
        {
          name: 'no cryptosuite',
          to: withProof(credential, { cryptosuite: undefined }),
          code: 'unknownCryptosuite',
        },
        {
          name: 'another type',
          to: withProof(credential, { type: 'Ed25519Signature2020' }),
          code: 'unknownCryptosuite',
        },
        {
          name: 'another purpose',
          to: withProof(credential, { proofPurpose: 'authentication' }),
          code: 'wrongProofPurpose',
        },
        {
          name: 'several purposes',
          to: withProof(credential, { proofPurpose: ['assertionMethod', 'authentication'] }),
          code: 'wrongProofPurpose',
        },
        {
          name: 'no purpose',
          to: withProof(credential, { proofPurpose: undefined }),
          code: 'wrongProofPurpose',
        },
        {
          name: 'a date as created',
          to: withProof(credential, { created: '2027-01-01' }),
          code: 'invalidCreated',
        },
        {
          name: 'a number as created',
          to: withProof(credential, { created: 2027 }),
          code: 'invalidCreated',
        },
        {
          name: 'a day that does not exist as created',
          to: withProof(credential, { created: '2027-02-30T00:00:00Z' }),
          code: 'invalidCreated',
        },
        {
          name: 'created, which was not signed',
          to: withProof(credential, { created: '2027-01-01T00:00:00Z' }),
          code: 'proofInvalid',
        },
        {
          name: 'a domain',
          to: withProof(credential, { domain: 'https://gate.example' }),
          code: 'malformed',
        },
        { name: 'a challenge', to: withProof(credential, { challenge: 'x' }), code: 'malformed' },
        { name: 'a nonce', to: withProof(credential, { nonce: 'x' }), code: 'malformed' },
        {
          name: 'an end',
          to: withProof(credential, { expires: '2099-01-01T00:00:00Z' }),
          code: 'malformed',
        },
        {
          name: 'an id',
          to: withProof(credential, { id: 'urn:example:proof' }),
          code: 'malformed',
        },
        {
          name: 'a proof before',
          to: withProof(credential, { previousProof: 'urn:example:proof' }),
          code: 'malformed',
        },
        {
          name: 'a claim',
          to: withProof(credential, { title: 'Round the world' }),
          code: 'malformed',
        },
        { name: 'null', to: withProof(credential, { created: null }), code: 'malformed' },
        {
          name: 'a context of its own',
          to: withProof(credential, { '@context': 'https://w3id.org/security/data-integrity/v2' }),
          code: 'malformed',
        },
        {
          name: 'no verification method',
          to: withProof(credential, { verificationMethod: undefined }),
          code: 'malformed',
        },
        {
          name: 'the verification method as an object',
          to: withProof(credential, { verificationMethod: { id: issuer.key.id } }),
          code: 'malformed',
        },
        {
          name: 'the key of another issuer',
          to: withProof(credential, { verificationMethod: otherIssuer.key.id }),
          code: 'proofInvalid',
        },
        {
          name: 'a key that nobody has',
          to: withProof(credential, { verificationMethod: `${issuer.did}#none` }),
          code: 'notFound',
        },
        {
          name: 'an address as the key',
          to: withProof(credential, { verificationMethod: 'https://issuer.example/key' }),
          code: 'unknownContext',
        },
      ])('$name', async ({ to, code }) => {
        expect(await codeOf(check(to))).toBe(code)
      })
    },
  )

  describe.each(sides)('a document with a $side proof is refused', ({ credential, check }) => {
    const context = [credential['@context'] as JsonValue].flat()
    const subject = credential.credentialSubject as JsonObject
    const deep = (levels: number): JsonValue =>
      levels === 0 ? 'x' : { type: 'Remark', remark: deep(levels - 1) }

    test.each([
      {
        name: 'with a context that is not known',
        to: { ...credential, '@context': [...context, 'https://context.example/2'] },
        code: 'unknownContext',
      },
      {
        name: 'with a context of its own',
        to: { ...credential, '@context': [...context, { title: 'urn:a:b' }] },
        code: 'inlineContext',
      },
      {
        name: 'with @vocab',
        to: { ...credential, '@context': [...context, { '@vocab': 'urn:a:' }] },
        code: 'vocabContext',
      },
      {
        name: 'with a context of its own further inside',
        to: { ...credential, credentialSubject: { ...subject, '@context': { title: 'urn:a:b' } } },
        code: 'inlineContext',
      },
      {
        name: 'without a context',
        to: changed(credential, ['@context'], undefined),
        code: 'malformed',
      },
      {
        name: 'with null',
        to: { ...credential, credentialSubject: { ...subject, remark: null } },
        code: 'malformed',
      },
      {
        name: 'with a member that no context defines',
        to: { ...credential, cured: true },
        code: 'undefinedTerm',
      },
      {
        name: 'nested beyond 64 levels',
        to: { ...credential, credentialSubject: deep(65) },
        code: 'tooDeep',
      },
      {
        name: 'nested beyond what a stack holds',
        to: { ...credential, credentialSubject: nestedLists(100_000) },
        code: 'tooDeep',
      },
      {
        name: 'beyond 1 MiB',
        to: { ...credential, credentialSubject: { ...subject, remark: 'x'.repeat(2 ** 20) } },
        code: 'tooLarge',
      },
      { name: 'that is a list', to: [credential], code: 'malformed' },
      { name: 'that is text', to: JSON.stringify(credential), code: 'malformed' },
      { name: 'that is null', to: null, code: 'malformed' },
    ])('$name', async ({ to, code }) => {
      expect(await codeOf(check(to))).toBe(code)
    })
  })
})

test('an issuer cannot sign what is refused later', async () => {
  const signing = (credential: JsonObject) =>
    codeOf(signCredential({ credential, key: issuer.key, now: () => now }))
  const { credential } = vaccination
  const subject = ['credentialSubject', 'product']
  expect(await signing(credential)).toBe('accepted')
  expect(await signing(changed(credential, subject, { '@value': 'x' }))).toBe('malformed')
  expect(await signing(changed(credential, ['credentialSubject', 'cured'], true))).toBe(
    'undefinedTerm',
  )
  expect(await signing(changed(credential, ['urn:example:cured'], true))).toBe('malformed')
})

function badScalars() {
  const r = '73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001'
  return [
    { name: 'a scalar that is 0', octets: new Uint8Array(32) },
    { name: 'a scalar that is r', octets: Uint8Array.from(Buffer.from(r, 'hex')) },
    { name: 'a scalar beyond r', octets: new Uint8Array(32).fill(0xff) },
  ]
}

function replaced(octets: Uint8Array, offset: number, by: Uint8Array): Uint8Array {
  const copy = octets.slice()
  copy.set(by, offset)
  return copy
}

function hiddenCount(bbsProof: Uint8Array): number {
  return (bbsProof.length - 272) / 32
}

function nestedLists(levels: number): JsonValue {
  let value: JsonValue = 'x'
  for (let i = 0; i < levels; i++) value = [value]
  return value
}
