import { IssuerError, importDcc } from '@unscored/issuer'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { createTestDcc, dccText, fictitiousVaccination, NOW, withPayload } from '../support/dcc.ts'

type TestDcc = Awaited<ReturnType<typeof createTestDcc>>

let dcc: TestDcc
let records: Awaited<ReturnType<typeof importDcc>>['records']

beforeAll(async () => {
  dcc = await createTestDcc()
  records = (await importText(dcc.text)).records
})

function importText(text: string, acceptUnverifiedSignature = false) {
  const trusted = [dcc.certificate]
  return importDcc({ text, trusted, now: NOW, acceptUnverifiedSignature })
}

/** The code of the refusal of a text, or what came of it; anything thrown without a code fails the test. */
function outcomeOf(text: string, acceptUnverifiedSignature = false) {
  return importText(text, acceptUnverifiedSignature).catch((error: unknown) => {
    expect(error).toBeInstanceOf(IssuerError)
    return error as IssuerError // asserted in the line above
  })
}

describe('a certificate with any one octet of its message changed', () => {
  test.each([0x01, 0x80, 0xff])('by %i is refused, and never said to be signed', async (mask) => {
    for (const [index, octet] of dcc.message.entries()) {
      const text = dccText(dcc.message.with(index, octet ^ mask))
      expect(await outcomeOf(text)).toBeInstanceOf(IssuerError)
      expect(await outcomeOf(text, true)).not.toHaveProperty('signed', true)
    }
  })

  test('signed with PS256, is refused too', async () => {
    const { message, certificate } = await createTestDcc({ algorithm: 'PS256' })
    for (const [index, octet] of message.entries()) {
      const text = dccText(message.with(index, octet ^ 1))
      const refusal = importDcc({ text, trusted: [certificate], now: NOW })
      await expect(refusal).rejects.toBeInstanceOf(IssuerError)
    }
  })
})

describe('a text', () => {
  const character = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:abz_é\n')

  test('with another character anywhere is refused, or says the same', async () => {
    const property = fc.asyncProperty(
      fc.nat({ max: dcc.text.length - 1 }),
      character,
      async (index, replacement) => {
        const text = dcc.text.slice(0, index) + replacement + dcc.text.slice(index + 1)
        const outcome = await outcomeOf(text)
        if (!(outcome instanceof IssuerError)) expect(outcome.records).toEqual(records)
      },
    )
    await fc.assert(property, { numRuns: 1000 })
  })

  test('cut short anywhere is refused', async () => {
    for (let length = 0; length < dcc.text.length; length++) {
      expect(await outcomeOf(dcc.text.slice(0, length))).toBeInstanceOf(IssuerError)
    }
  })

  test('of any characters is refused', async () => {
    const property = fc.asyncProperty(fc.string({ unit: character }), async (text) => {
      expect(await outcomeOf(text)).toBeInstanceOf(IssuerError)
      expect(await outcomeOf(`HC1:${text}`)).toBeInstanceOf(IssuerError)
    })
    await fc.assert(property, { numRuns: 500 })
  })
})

describe('what is small and grows is refused:', () => {
  const zeros = (length: number) => dccText(new Uint8Array(length))

  test('a QR code that inflates to megabytes', async () => {
    const text = zeros(2.5 * 2 ** 20)
    expect(text.length).toBeLessThan(4296)
    expect(await outcomeOf(text)).toMatchObject({ code: 'dccInflatedTooLarge' })
  })

  test('a text that would inflate to 100 MB, before it is inflated', async () => {
    const text = zeros(100 * 2 ** 20)
    expect(await outcomeOf(text)).toMatchObject({ code: 'dccTooLarge' })
  })

  test('a message that is one octet more than is read', async () => {
    expect(await outcomeOf(zeros(2 ** 14))).toMatchObject({ code: 'dccCose' })
    expect(await outcomeOf(zeros(2 ** 14 + 1))).toMatchObject({ code: 'dccInflatedTooLarge' })
  })

  const nested = (octets: readonly number[]) =>
    Uint8Array.from({ length: 15_000 }, (_, i) => octets[i % octets.length] ?? 0)

  test.each([
    ['arrays', [0x81]],
    ['arrays of indefinite length', [0x9f]],
    ['maps', [0xa1, 0x01]],
    ['maps in keys', [0xa1]],
    ['tags', [0xd2]],
    ['tagged arrays', [0xc1, 0x81]],
  ])('%s nested thousands deep', async (_, octets) => {
    const message = dccText(nested(octets))
    expect(await outcomeOf(message)).toMatchObject({ code: 'dccCose' })
    const { text } = await createTestDcc({ signer: dcc.signer, token: nested(octets) })
    expect(await outcomeOf(text)).toMatchObject({ code: 'dccCwt' })
  })

  test.each([
    ['octets', [0x5b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]],
    ['text', [0x7a, 0x7f, 0xff, 0xff, 0xff]],
    ['an array', [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['a map', [0xba, 0xff, 0xff, 0xff, 0xff]],
  ])('a length of %s that is not there', async (_, octets) => {
    const token = Uint8Array.from(octets)
    expect(await outcomeOf(dccText(token))).toMatchObject({ code: 'dccCose' })
    const { text } = await createTestDcc({ signer: dcc.signer, token })
    expect(await outcomeOf(text)).toMatchObject({ code: 'dccCwt' })
  })
})

describe('whatever is signed', () => {
  test('octets that are no message are refused', async () => {
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async (octets) => {
      expect(await outcomeOf(dccText(octets), true)).toMatchObject({ code: 'dccCose' })
    })
    await fc.assert(property, { numRuns: 500 })
  })

  test('octets that are no token are refused', async () => {
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async (token) => {
      const { text } = await createTestDcc({ signer: dcc.signer, token })
      expect(await outcomeOf(text)).toMatchObject({ code: 'dccCwt' })
    })
    await fc.assert(property, { numRuns: 200 })
  })

  test('any value of any member gives records of fixed shape or a refusal of the payload', async () => {
    const { nam, v } = fictitiousVaccination
    const changes: readonly ((value: unknown) => Record<string, unknown>)[] = [
      ...['ver', 'nam', 'dob', 'v', 't', 'r'].map((name) => (value: unknown) => ({
        [name]: value,
      })),
      ...Object.keys(nam).map((name) => (value: unknown) => ({ nam: { ...nam, [name]: value } })),
      ...Object.keys({ ...v[0] }).map((name) => (value: unknown) => ({
        v: [{ ...v[0], [name]: value }],
      })),
    ]
    const shape = Object.keys({ ...records[0] })
    const property = fc.asyncProperty(
      fc.constantFrom(...changes),
      fc.jsonValue(),
      async (change, value) => {
        const payload = withPayload(change(value))
        const { text } = await createTestDcc({ signer: dcc.signer, payload })
        const outcome = await outcomeOf(text)
        if (outcome instanceof IssuerError) {
          expect(['dccSchema', 'dccNotAVaccination']).toContain(outcome.code)
        } else {
          for (const record of outcome.records) expect(Object.keys(record)).toEqual(shape)
        }
      },
    )
    await fc.assert(property, { numRuns: 1000 })
  })
})
