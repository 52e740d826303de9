import { encodeBase45, encodeCbor, encodeMultibase, utf8 } from '@unscored/core'
import { describe, expect, test } from 'vitest'
import { createTokenReader } from '../../../packages/linkability/src/simulation/decode.ts'
import { compress } from '../../../packages/linkability/src/simulation/formats/deflate.ts'
import { hashOf } from '../../../packages/linkability/src/simulation/token-hash.ts'

const decode = (text: string) => createTokenReader().read({ sent: utf8(text) })
const base64Url = (octets: Uint8Array) => encodeMultibase(octets, 'u').slice(1)
const random = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 151 + 7) % 256)

describe('what is read of octets', () => {
  test('the members of JSON, their order, and the day and the month of a date', async () => {
    const tokens = await decode('{"b":{"when":"2021-05-04T10:00:00Z"},"a":[1,2]}')
    expect(tokens.get('sent/json{}')).toBe(hashOf('["b","a"]'))
    expect(tokens.get('sent/json/b/when~day')).toBe(hashOf('2021-05-04'))
    expect(tokens.get('sent/json/b/when~month')).toBe(hashOf('2021-05'))
    expect(tokens.get('sent/json/a[]')).toBe(hashOf('[1,2]'))
    expect(tokens.get('sent/json/a#count')).toBe(hashOf(2))
  })

  test('the day of seconds since 1970', async () => {
    const tokens = await decode('{"iat":1620122400}')
    expect(tokens.get('sent/json/iat~day')).toBe(hashOf('2021-05-04'))
  })

  test('the segments of a JWT within JSON, and the disclosures behind it by the names of claims', async () => {
    const disclosure = base64Url(utf8('["salt salt salt","product","EU/1/20/1528"]'))
    const token = [utf8('{"alg":"ES256"}'), utf8('{"jti":"one"}'), random(64)].map(base64Url)
    const tokens = await decode(JSON.stringify({ vp: `${token.join('.')}~${disclosure}~` }))
    expect(tokens.get('sent/json/vp/jwt.1/json/jti')).toBe(hashOf('one'))
    expect(tokens.get('sent/json/vp/jwt~product/2')).toBe(hashOf('EU/1/20/1528'))
    expect(tokens.get('sent/json/vp/jwt~product/whole')).toBe(hashOf(disclosure))
    expect(tokens.get('sent/json/vp/jwt.2@32')).toBe(hashOf(random(64).subarray(32, 48)))
  })

  test('the elements of a proof value, and blocks of the proof in it', async () => {
    const proof = random(304)
    const elements = encodeCbor([proof, new Map([[0, 1]]), [0, 3, 4]])
    const value = encodeMultibase(Uint8Array.of(0xd9, 0x5d, 0x03, ...elements), 'u')
    const tokens = await decode(JSON.stringify({ proofValue: value }))
    const at = 'sent/json/proofValue/octets/cbor'
    expect(tokens.get(`${at}/0@64`)).toBe(hashOf(proof.subarray(64, 80)))
    expect(tokens.get(`${at}/0@-0`)).toBe(hashOf(proof.subarray(288)))
    expect(tokens.get(`${at}/1/0`)).toBe(hashOf(1))
    expect(tokens.get(`${at}/2[]`)).toBe(hashOf('[0,3,4]'))
  })

  test('the claims of a certificate in a QR code', async () => {
    const payload = encodeCbor(new Map([[-260, new Map([[1, { dob: '1970-01-01' }]])]]))
    const message = encodeCbor([new Uint8Array(), new Map(), payload, random(64)])
    const compressed = await compress(Uint8Array.of(0xd2, ...message), 'deflate')
    const tokens = await decode(`HC1:${encodeBase45(compressed)}`)
    expect(tokens.get('sent/dcc/cbor/2/cbor/-260/1/dob')).toBe(hashOf('1970-01-01'))
  })

  test('the card in the digits of a QR code', async () => {
    const payload = await compress(utf8('{"iss":"https://health.example"}'), 'deflate-raw')
    const jws = [utf8('{"zip":"DEF"}'), payload, random(64)].map(base64Url).join('.')
    const digits = Array.from(jws, (c) => String(c.charCodeAt(0) - 45).padStart(2, '0')).join('')
    const tokens = await decode(`shc:/${digits}`)
    expect(tokens.get('sent/shc.1/inflated/iss')).toBe(hashOf('https://health.example'))
  })

  test('the same by a reader that knows what it read last, whatever that was', async () => {
    const reader = createTokenReader()
    const shown = ['{"a":1}', '{"a":1}', '{"a":2}', '{"b":2}', '{"a":1}'].map(utf8)
    for (const presentation of shown) {
      for (const request of [utf8('[1]'), presentation]) {
        const parts = { request, presentation }
        expect(await reader.read(parts)).toEqual(await createTokenReader().read(parts))
      }
    }
  })

  test('the same hash for the same value, as octets, as text and as a number', () => {
    expect(hashOf('42')).toBe(hashOf(42))
    expect(hashOf('42')).toBe(hashOf(utf8('42')))
    const many = Array.from({ length: 200_000 }, (_, i) => hashOf(i))
    expect(new Set(many).size).toBe(many.length)
    expect(Math.max(...many.slice(0, 1000))).toBeLessThan(2 ** 48)
  })
})
