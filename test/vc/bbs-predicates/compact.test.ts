import { encodeCbor, type JsonObject } from '@unscored/core'
import {
  decodeCompactPresentation,
  encodeCompactPresentation,
  type PredicateRequest,
} from '@unscored/vc'
import fc from 'fast-check'
import { encodeQR } from 'qr'
import decodeQR from 'qr/decode.js'
import { describe, expect, test } from 'vitest'
import { presentationOf } from '../../../packages/vc/src/bbs-predicates/form.ts'
import { createIssuer, issue, present, request, verify } from './issuing.ts'

/** What one QR code holds at most: version 40, in byte mode, with the least correction (ISO/IEC 18004, table 7). */
const QR_CODE_BYTES = 2953

const issuer = await createIssuer()
const { profile } = issuer
const profiles = [profile]
const presentation = await present(issuer, await issue(issuer))
const octets = encodeCompactPresentation(presentation, { request, profiles })

const asking = (...disclosures: string[]): PredicateRequest => {
  const { epoch: _epoch, pseudonym: _pseudonym, ...rest } = request
  return { ...rest, credentials: [{ id: 'dose', predicates: [], disclosures, notRevoked: false }] }
}

describe('a compact presentation', () => {
  test('of the reference rule is shown in one QR code, read again, and verifies', async () => {
    expect(octets.length).toBeLessThanOrEqual(QR_CODE_BYTES)
    const read = readQrCode(qrCodeOf(octets))
    expect(read).toEqual(octets)
    const decoded = decodeCompactPresentation(read, { request, profiles })
    expect(decoded).toEqual(presentation)
    await expect(verify(issuer, decoded)).resolves.toBeDefined()
  })

  test('says what the presentation says, whatever it shows', () => {
    const pointers = profile.table
      .filter(({ encoding }) => encoding !== 'lastDay')
      .map(({ pointer }) => pointer)
    const shown = fc.dictionary(
      fc.constantFrom(...pointers),
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.nat()),
    )
    const proofs = fc.uint8Array({ maxLength: 50 })
    fc.assert(
      fc.property(fc.shuffledSubarray(pointers), shown, proofs, (asked, values, proof) => {
        const members = new Map(Object.entries(values).filter(([name]) => asked.includes(name)))
        const one = presentationOf({ profiles: [profile], shown: [members], proof })
        const options = { request: asking(...asked), profiles }
        const compact = encodeCompactPresentation(one, options)
        expect(decodeCompactPresentation(compact, options)).toEqual(one)
      }),
    )
  })

  test('holds no number that only JSON has', () => {
    for (const value of [-0, 1.5, 2 ** 53]) {
      const shown = [new Map([['/credentialSubject/doseNumber', value]])]
      const one = presentationOf({ profiles: [profile], shown, proof: new Uint8Array() })
      const options = { request: asking('/credentialSubject/doseNumber'), profiles }
      expect(() => encodeCompactPresentation(one, options)).toThrow(
        expect.objectContaining({ code: 'malformed' }),
      )
    }
  })

  test('is not made of what does not answer the request', () => {
    const [document] = presentation.verifiableCredential as readonly [JsonObject]
    const more = { ...presentation, verifiableCredential: [{ ...document, id: 'urn:uuid:0' }] }
    expect(() => encodeCompactPresentation(more, { request, profiles })).toThrow(
      expect.objectContaining({ code: 'notTheProfile' }),
    )
  })
})

describe('octets are refused as a compact presentation that', () => {
  const key = profile.verificationMethod
  const proof = new Uint8Array(10)
  const pseudonym = new Uint8Array(48)
  const options = {
    ...{ request: asking('/credentialSubject/product', '/credentialSubject/doseNumber'), profiles },
  }

  test('would have been, but for one thing', () => {
    const decoded = decodeCompactPresentation(encodeCbor([1, [key], [['x', null]], proof]), options)
    expect(decoded.verifiableCredential).toMatchObject([{ credentialSubject: { product: 'x' } }])
  })

  test.each<[string, unknown, string]>([
    ['are no list', new Map(), 'malformed'],
    ['are of another version', [2, [key], [['x', 1]], proof], 'malformed'],
    ['have no proof', [1, [key], [['x', 1]]], 'malformed'],
    ['have a proof that is none', [1, [key], [['x', 1]], 'proof'], 'malformed'],
    ['have a pseudonym that is too short', [1, [key], [['x', 1]], proof, proof], 'malformed'],
    ['have a pseudonym that is null', [1, [key], [['x', 1]], proof, null], 'malformed'],
    ['have one element more', [1, [key], [['x', 1]], proof, pseudonym, 0], 'malformed'],
    ['name no key', [1, [], [['x', 1]], proof], 'malformed'],
    ['name two keys', [1, [key, key], [['x', 1]], proof], 'malformed'],
    [
      'name a key of another issuer',
      [1, ['did:web:other.example#predicates-1'], [['x', 1]], proof],
      'issuerNotTrusted',
    ],
    [
      'name another key of the issuer',
      [1, ['did:web:issuer.example#predicates-2'], [['x', 1]], proof],
      'issuerNotTrusted',
    ],
    ['name a key by number', [1, [0], [['x', 1]], proof], 'issuerNotTrusted'],
    ['show too little', [1, [key], [['x']], proof], 'malformed'],
    ['show too much', [1, [key], [['x', 1, 'y']], proof], 'malformed'],
    ['show nothing of a credential', [1, [key], [], proof], 'malformed'],
    ['show a list', [1, [key], [[['x'], 1]], proof], 'malformed'],
    ['show an object', [1, [key], [[new Map(), 1]], proof], 'malformed'],
    ['show octets', [1, [key], [[proof, 1]], proof], 'malformed'],
    ['show true', [1, [key], [[true, 1]], proof], 'malformed'],
    ['show a fraction', [1, [key], [['x', 1.5]], proof], 'malformed'],
    ['show what is beyond 2^53', [1, [key], [['x', 2n ** 60n]], proof], 'malformed'],
  ])('%s', (_, content, code) => {
    expect(() => decodeCompactPresentation(encodeCbor(content), options)).toThrow(
      expect.objectContaining({ code }),
    )
  })

  test.each<[string, (whole: Uint8Array) => Uint8Array, string]>([
    ['are none', () => new Uint8Array(), 'invalidCbor'],
    ['end early', (whole) => whole.subarray(0, -1), 'invalidCbor'],
    ['go on', (whole) => Uint8Array.of(...whole, 0), 'trailingOctets'],
    ['bear a tag', (whole) => Uint8Array.of(0xc1, ...whole), 'cborTag'],
    [
      'write a number longer',
      ([list, , ...rest]) => Uint8Array.of(list ?? 0, 0x18, 1, ...rest),
      'invalidCbor',
    ],
    ['write a length longer', ([, ...rest]) => Uint8Array.of(0x98, 5, ...rest), 'invalidCbor'],
    [
      'write text that is no UTF-8',
      (whole) => replaced(whole, 'd'.charCodeAt(0), 0xff),
      'malformed',
    ],
  ])('%s', (_, change, code) => {
    expect(() => decodeCompactPresentation(change(octets), { request, profiles })).toThrow(
      expect.objectContaining({ code }),
    )
  })

  test('have one octet changed, or they do not verify', async () => {
    for (let at = 0; at < octets.length; at += 331) {
      const changed = Uint8Array.from(octets)
      changed[at] = (changed[at] ?? 0) ^ 1
      const verifying = async () =>
        verify(issuer, decodeCompactPresentation(changed, { request, profiles }))
      await expect(verifying()).rejects.toThrow(
        expect.objectContaining({ code: expect.any(String) }),
      )
    }
  })
})

function replaced(whole: Uint8Array, octet: number, by: number): Uint8Array {
  const at = whole.indexOf(octet)
  return whole.map((one, i) => (i === at ? by : one))
}

/** An image of a QR code in byte mode: one byte of grey for each of red, green, blue. */
function qrCodeOf(content: Uint8Array) {
  const modules = encodeQR('-', 'raw', {
    ...{ ecc: 'low', encoding: 'byte', border: 4, scale: 3, textEncoder: () => content },
  })
  const data = modules.flat().flatMap((black) => Array<number>(3).fill(black ? 0 : 255))
  return { width: modules.length, height: modules.length, data: Uint8Array.from(data) }
}

function readQrCode(image: ReturnType<typeof qrCodeOf>): Uint8Array {
  let read = new Uint8Array()
  decodeQR(image, {
    textDecoder: (content) => {
      read = Uint8Array.from(content)
      return ''
    },
  })
  return read
}
