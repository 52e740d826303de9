import {
  type ImportDccOptions,
  IssuerError,
  type IssuerErrorCode,
  importDcc,
} from '@unscored/issuer'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  alterPart,
  type CreateTestDccOptions,
  createTestDcc,
  createTestSigner,
  type DccSigner,
  fictitiousVaccination,
  keyId,
  NOW,
  withEntry,
  withPayload,
} from '../support/dcc.ts'
import { describeWith, readShared } from '../support/shared.ts'

const record = {
  familyName: 'Fictitious',
  givenName: 'Éxample',
  birthDate: '1970-01-01',
  disease: '840539006',
  prophylaxis: '1119349007',
  product: 'EU/1/20/1528',
  manufacturer: 'ORG-100030215',
  doseNumber: 2,
  totalDoses: 2,
  doseDate: '2021-06-01',
  country: 'XX',
  certifier: 'Fictitious Ministry of Health',
}

/** Imports what {@link createTestDcc} makes, trusting who signed it unless told otherwise. */
async function importTest(dcc: CreateTestDccOptions = {}, options: Partial<ImportDccOptions> = {}) {
  const { text, certificate } = await createTestDcc(dcc)
  return importDcc({ text, trusted: [certificate], now: NOW, ...options })
}

describe('a fictitious certificate', () => {
  test('is imported as a flat record without its identifier', async () => {
    expect(await importTest()).toStrictEqual({
      records: [record],
      issuer: 'XX',
      issuedAt: new Date('2021-06-30T00:00:00Z'),
      expiresAt: new Date('2022-06-30T00:00:00Z'),
      signed: true,
    })
  })

  test('gives one record for each of its entries', async () => {
    const first = { ...fictitiousVaccination.v[0], dn: 1, dt: '2021-05-01' }
    const v = [first, ...fictitiousVaccination.v]
    const { records } = await importTest({ payload: withPayload({ v }) })
    expect(records).toEqual([{ ...record, doseNumber: 1, doseDate: '2021-05-01' }, record])
  })

  test.each(['ES256', 'PS256'] as const)('is imported where %s signed it', async (algorithm) => {
    expect(await importTest({ algorithm })).toMatchObject({ records: [record], signed: true })
  })

  test('is trusted by a certificate in base64 too, among others', async () => {
    const { text, certificate } = await createTestDcc()
    const other = await createTestSigner()
    const rsa = await createTestSigner({ algorithm: 'PS256' })
    const trusted = [other.certificate, rsa.certificate, base64(certificate)]
    expect(await importDcc({ text, trusted, now: NOW })).toMatchObject({ signed: true })
  })

  test('is imported from a text with line breaks around it', async () => {
    const { text, certificate } = await createTestDcc()
    const imported = importDcc({ text: `\n${text}\r\n`, trusted: [certificate], now: NOW })
    expect(await imported).toMatchObject({ records: [record] })
  })
})

describe('what countries do differently is imported all the same', () => {
  const token = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))
  const claim = (key: number, value: unknown) => ({ claims: new Map([[key, value]]) })

  test.each<[string, CreateTestDccOptions]>([
    ['a message without a tag', { alter: (message) => message.subarray(1) }],
    ['a message tagged as a token', { alter: (m) => Uint8Array.of(0xd8, 61, ...m) }],
    ['a key usage under the other root', { keyUsages: ['1.3.6.1.4.1.0.1847.2021.1.2'] }],
    ['a key usage of vaccinations alone', { keyUsages: ['1.3.6.1.4.1.1847.2021.1.2'] }],
    ['no extended key usage', { keyUsages: [] }],
    ['a key usage that is about nothing of this', { keyUsages: ['1.3.6.1.5.5.7.3.2'] }],
    ['a key identifier that is nobody’s', { protectedHeader: header([1, -7], [4, token('00')]) }],
    ['no key identifier', { protectedHeader: header([1, -7]) }],
    ['further header parameters', { protectedHeader: header([1, -7], [3, 61]) }],
    [
      'the algorithm in the unprotected header',
      { protectedHeader: header(), unprotectedHeader: header([1, -7]) },
    ],
    ['no iss', claim(1, undefined)],
    ['no iat', claim(6, undefined)],
    ['iat in the future', claim(6, Date.parse('2021-08-01T00:00:00Z') / 1000)],
    ['a fraction of a second', claim(4, Date.parse('2021-08-01T00:00:00Z') / 1000 + 0.25)],
    ['exp now', claim(4, NOW.getTime() / 1000)],
    ['nbf in the past', claim(5, Date.parse('2021-06-01T00:00:00Z') / 1000)],
    ['a further claim', claim(7, new Uint8Array(16))],
    ['null groups', { payload: withPayload({ t: null, r: null }) }],
    ['empty groups', { payload: withPayload({ t: [], r: [] }) }],
    ['members that the schema does not know', { payload: withPayload({ meta: { deep: [1] } }) }],
    ['an entry with further members', { payload: withEntry({ lot: 'X' }) }],
    ['a dose date with a time', { payload: withEntry({ dt: '2021-06-01T23:30:00+02:00' }) }],
    ['a birth date with a time', { payload: withPayload({ dob: '1970-01-01T00:00:00' }) }],
    ['a longer version', { payload: withPayload({ ver: '1.10.12' }) }],
  ])('%s', async (_, dcc) => {
    expect(await importTest(dcc)).toMatchObject({ records: [record], signed: true })
  })

  test('indefinite lengths, long integers, floats and tags in the CBOR', async () => {
    const text = (value: string) => Buffer.concat([Buffer.of(0x78, value.length), ascii(value)])
    const ascii = (value: string) => Buffer.from(value)
    const map = (...items: (Buffer | string)[]) =>
      Buffer.concat(
        [0xbf, ...items, 0xff].map((item) =>
          typeof item === 'number' ? Buffer.of(item) : Buffer.from(item),
        ),
      )
    const float = (value: number) => {
      const octets = Buffer.alloc(9, 0xfb)
      octets.writeDoubleBE(value, 1)
      return octets
    }
    const entry = map(
      ...['tg', '840539006', 'vp', '1119349007', 'mp', 'EU/1/20/1528'].map(text),
      ...['ma', 'ORG-100030215', 'co', 'XX', 'is', record.certifier, 'ci', 'X'].map(text),
      ...[text('dn'), float(2), text('sd'), Buffer.of(0x1b, 0, 0, 0, 0, 0, 0, 0, 2)],
      ...[text('dt'), Buffer.of(0xd9, 0x03, 0xec), text('2021-06-01')],
    )
    const name = map(...['fnt', 'FICTITIOUS', 'gnt', 'EXAMPLE'].map(text))
    const payload = map(
      ...['ver', '1.3.0', 'dob', '1970-01-01', 'nam'].map(text),
      ...[name, text('v'), Buffer.of(0x9f), entry, Buffer.of(0xff)],
    )
    const claims = map(
      ...[Buffer.of(0x04, 0xc1), float(Date.parse('2022-01-01T00:00:00.500Z') / 1000)],
      ...[Buffer.of(0x39, 0x01, 0x03), map(Buffer.of(0x01), payload)],
    )
    expect(await importTest({ token: claims })).toEqual({
      records: [{ ...record, familyName: 'FICTITIOUS', givenName: 'EXAMPLE' }],
      issuer: '',
      issuedAt: undefined,
      expiresAt: new Date('2022-01-01T00:00:00.500Z'),
      signed: true,
    })
  })

  test.each([
    [{ fn: 'One', fnt: 'ONE', gn: 'Two', gnt: 'TWO' }, 'One', 'Two'],
    [{ fnt: 'ONE', gnt: 'TWO' }, 'ONE', 'TWO'],
    [{ fn: '', fnt: 'ONE', gn: null, gnt: 'TWO<THREE' }, 'ONE', 'TWO<THREE'],
    [{ fnt: 'ONE' }, 'ONE', ''],
    [{ gn: 'Two', gnt: 'TWO' }, '', 'Two'],
    [{ fnt: '', gnt: '' }, '', ''],
  ])('the name %o', async (nam, familyName, givenName) => {
    const { records } = await importTest({ payload: withPayload({ nam }) })
    expect(records).toEqual([{ ...record, familyName, givenName }])
  })

  test.each(['', '1970', '1970-05', '1970-00', '1970-05-00', '2021-07-01'])(
    'the birth date %o',
    async (dob) => {
      const { records } = await importTest({ payload: withPayload({ dob }) })
      expect(records).toEqual([{ ...record, birthDate: dob }])
    },
  )

  test.each([
    [{ mp: 'COVID-19 Vaccine Moderna' }, { product: 'COVID-19 Vaccine Moderna' }],
    [{ ma: 'SinovacBiotech' }, { manufacturer: 'SinovacBiotech' }],
    [{ ma: 'ORG-1000030215' }, { manufacturer: 'ORG-1000030215' }],
    [
      { vp: '', co: '', is: '' },
      { prophylaxis: '', country: '', certifier: '' },
    ],
    [
      { dn: 3, sd: 1 },
      { doseNumber: 3, totalDoses: 1 },
    ],
  ])('the entry %o', async (changes, expected) => {
    const { records } = await importTest({ payload: withEntry(changes) })
    expect(records).toEqual([{ ...record, ...expected }])
  })

  test('an RSA key that is marked as one for PSS', async () => {
    const { text, certificate } = await createTestDcc({ algorithm: 'PS256', keyUsages: [] })
    const [general, pss] = ['2a864886f70d010101', '2a864886f70d01010a']
    const hex = Buffer.from(certificate).toString('hex')
    const marked = Buffer.from(hex.replace(general, pss), 'hex')
    expect(hex.split(general)).toHaveLength(2)
    expect(await importDcc({ text, trusted: [marked], now: NOW })).toMatchObject({ signed: true })
  })
})

describe('is refused:', () => {
  let signer: DccSigner
  beforeAll(async () => {
    signer = await createTestSigner()
  })

  const claim = (key: number, value: unknown) => ({ claims: new Map([[key, value]]) })
  const changed = (index: number, part: unknown) => ({
    alter: (message: Uint8Array) => alterPart(message, index, part),
  })
  const later = new Date('2021-08-01T00:00:00Z')
  const seconds = later.getTime() / 1000

  test.each<[string, IssuerErrorCode, CreateTestDccOptions]>([
    ['a message that is no CBOR', 'dccCose', { alter: () => Uint8Array.of(0xff) }],
    ['no message at all', 'dccCose', { alter: () => new Uint8Array() }],
    ['a message that is no array', 'dccCose', { alter: () => Uint8Array.of(0xa0) }],
    ['a message of three parts', 'dccCose', { alter: () => Uint8Array.of(0x83, 0x40, 0xa0, 0x40) }],
    ['octets after the message', 'dccCose', { alter: (m) => Uint8Array.of(...m, 0) }],
    [
      'a message of many signers',
      'dccCose',
      { alter: (m) => Uint8Array.of(0xd8, 98, ...m.subarray(1)) },
    ],
    ['a protected header that is no octets', 'dccCose', changed(0, new Map())],
    ['a protected header that is no CBOR', 'dccCose', changed(0, Uint8Array.of(0xff))],
    ['a protected header that is no map', 'dccCose', changed(0, Uint8Array.of(0x80))],
    ['an unprotected header that is no map', 'dccCose', changed(1, [])],
    ['a detached payload', 'dccCose', changed(2, null)],
    ['a signature that is no octets', 'dccCose', changed(3, null)],
    [
      'a critical header parameter',
      'dccCose',
      { protectedHeader: header([1, -7], [2, [99]], [99, 1]) },
    ],

    ['no algorithm', 'dccAlgorithm', { protectedHeader: header() }],
    ['ES384', 'dccAlgorithm', { protectedHeader: header([1, -35]) }],
    ['a MAC', 'dccAlgorithm', { protectedHeader: header([1, 5]) }],
    ['an algorithm that is a text', 'dccAlgorithm', { protectedHeader: header([1, 'ES256']) }],

    ['a token that is no CBOR', 'dccCwt', { token: Uint8Array.of(0xff) }],
    ['a token that is no map', 'dccCwt', { token: Uint8Array.of(0x80) }],
    ['a token with a claim twice', 'dccCwt', { token: Uint8Array.of(0xa2, 1, 0x60, 1, 0x60) }],
    ['iss that is no text', 'dccCwt', claim(1, 49)],
    ['no exp', 'dccCwt', claim(4, undefined)],
    ['exp that is a text', 'dccCwt', claim(4, '2022-01-01')],
    ['exp beyond all dates', 'dccCwt', claim(4, 1e18)],
    ['iat that is no number', 'dccCwt', claim(6, true)],
    ['nbf that is no number', 'dccCwt', claim(5, [])],
    ['no hcert', 'dccCwt', claim(-260, undefined)],
    ['hcert that is octets', 'dccCwt', claim(-260, new Uint8Array(8))],
    ['hcert without a payload', 'dccCwt', claim(-260, new Map())],
    ['a payload that is octets', 'dccCwt', { payload: new Uint8Array(8) }],
    ['a payload that is a text', 'dccCwt', { payload: '{}' }],

    ['exp in the past', 'dccExpired', claim(4, NOW.getTime() / 1000 - 1)],
    ['nbf to come', 'dccNotYetValid', claim(5, seconds)],

    [
      'a signer whose certificate has expired',
      'dccCertificateExpired',
      { notAfter: new Date('2021-06-30T23:59:59Z') },
    ],
    ['a signer whose certificate is to come', 'dccCertificateNotYetValid', { notBefore: later }],
    ['a signer of tests', 'dccKeyUsage', { keyUsages: ['1.3.6.1.4.1.1847.2021.1.1'] }],
    [
      'a signer of tests and recoveries',
      'dccKeyUsage',
      { keyUsages: ['1.3.6.1.4.1.0.1847.2021.1.1', '1.3.6.1.4.1.0.1847.2021.1.3'] },
    ],

    ['a test', 'dccNotAVaccination', { payload: withPayload({ v: undefined, t: [{}] }) }],
    ['a recovery', 'dccNotAVaccination', { payload: withPayload({ v: null, r: [{}] }) }],
  ])('%s: %s', async (_, code, dcc) => {
    await expect(importTest(dcc)).rejects.toMatchObject({ name: 'IssuerError', code })
  })

  test.each<[string, string, unknown]>([
    ['all three groups', 'v', withPayload({ t: [{}], r: [{}] })],
    ['a vaccination and a test', 'v', withPayload({ t: [{}] })],
    ['no group', 'v', withPayload({ v: undefined })],
    ['an empty group', 'v', withPayload({ v: [] })],
    ['a group that is no array', 'v', withPayload({ v: {} })],
    ['an entry that is no map', 'v[1]', withPayload({ v: [fictitiousVaccination.v[0], 'x'] })],
    ['no version', 'ver', withPayload({ ver: undefined })],
    ['a version of another form', 'ver', withPayload({ ver: '1.3' })],
    ['no name', 'nam', withPayload({ nam: undefined })],
    ['a name that is a text', 'nam', withPayload({ nam: 'Fictitious' })],
    ['a name without a standardised form', 'nam', withPayload({ nam: { fn: 'Fictitious' } })],
    [
      'a standardised form in small letters',
      'nam.fnt',
      withPayload({ nam: { fnt: 'Fictitious' } }),
    ],
    ['a given name that is a number', 'nam.gn', withPayload({ nam: { gn: 1, gnt: '' } })],
    ['a name of 81 characters', 'nam.fn', withPayload({ nam: { fn: 'é'.repeat(81), fnt: '' } })],
    ['no birth date', 'dob', withPayload({ dob: undefined })],
    ['a birth date of another century', 'dob', withPayload({ dob: '1815-08-24' })],
    ['a birth date in words', 'dob', withPayload({ dob: '1 May 1970' })],
    ['a birth date to come', 'dob', withPayload({ dob: '2021-07-02' })],
    ['a birth year to come', 'dob', withPayload({ dob: '2022' })],
    ['a dose date that is no date', 'v[0].dt', withEntry({ dt: 'yesterday' })],
    ['a dose date that is incomplete', 'v[0].dt', withEntry({ dt: '2021-06' })],
    ['a day that February does not have', 'v[0].dt', withEntry({ dt: '2021-02-29' })],
    ['a month that no year has', 'v[0].dt', withEntry({ dt: '2021-13-01' })],
    ['a dose number that is a text', 'v[0].dn', withEntry({ dn: '2' })],
    ['dose number zero', 'v[0].dn', withEntry({ dn: 0 })],
    ['half a dose', 'v[0].sd', withEntry({ sd: 1.5 })],
    ['a negative number of doses', 'v[0].sd', withEntry({ sd: -2 })],
    ['an organisation that cannot be', 'v[0].ma', withEntry({ ma: 'ORG-99999999' })],
    ...['tg', 'vp', 'mp', 'ma', 'dn', 'sd', 'dt', 'co', 'is', 'ci'].flatMap(
      (member): [string, string, unknown][] => [
        [`no ${member}`, `v[0].${member}`, withEntry({ [member]: undefined })],
        [`${member} that is a list`, `v[0].${member}`, withEntry({ [member]: [] })],
        [`a long ${member}`, `v[0].${member}`, withEntry({ [member]: '1'.repeat(81) })],
      ],
    ),
  ])('%s, naming %s', async (_, member, payload) => {
    const refusal = importTest({ signer, payload })
    await expect(refusal).rejects.toMatchObject({ name: 'IssuerError', code: 'dccSchema' })
    await expect(refusal).rejects.toThrow(`${member}: `)
  })

  test.each<[string, IssuerErrorCode, (text: string) => string]>([
    ['an empty text', 'dccPrefix', () => ''],
    ['no prefix', 'dccPrefix', (text) => text.slice(4)],
    ['another version of the prefix', 'dccPrefix', (text) => text.replace('HC1', 'HC2')],
    ['a prefix in small letters', 'dccPrefix', (text) => text.replace('HC1', 'hc1')],
    ['a text in small letters', 'dccBase45', (text) => `HC1:${text.slice(4).toLowerCase()}`],
    ['a length that base45 does not have', 'dccBase45', () => 'HC1:BB8B'],
    ['nothing after the prefix', 'dccInflate', () => 'HC1:'],
    ['a text cut in half', 'dccInflate', (text) => text.slice(0, 4 + 150)],
    ['what was not compressed', 'dccInflate', () => 'HC1:UJCLQE7W581'],
    ['a text longer than any QR code', 'dccTooLarge', (text) => text.padEnd(4297, '0')],
    ['a huge text', 'dccTooLarge', (text) => text.padEnd(2 ** 24, '0')],
  ])('%s: %s', async (_, code, change) => {
    const { text, certificate } = await createTestDcc({ signer })
    const refusal = importDcc({ text: change(text), trusted: [certificate], now: NOW })
    await expect(refusal).rejects.toMatchObject({ name: 'IssuerError', code })
  })

  test.each<[string, IssuerErrorCode, (signer: DccSigner) => Promise<(Uint8Array | string)[]>]>([
    ['nobody is trusted', 'dccKeyUnknown', async () => []],
    [
      'an RSA key is trusted alone',
      'dccKeyUnknown',
      async () => [(await createTestSigner({ algorithm: 'PS256' })).certificate],
    ],
    [
      'another key is trusted alone',
      'dccSignature',
      async () => [(await createTestSigner()).certificate],
    ],
    ['what is trusted is no certificate', 'dccCertificate', async () => [Uint8Array.of(0x30, 0)]],
    ['what is trusted is no base64', 'dccCertificate', async () => ['%']],
  ])('where %s: %s', async (_, code, trusted) => {
    const refusal = importTest({ signer }, { trusted: await trusted(signer) })
    await expect(refusal).rejects.toMatchObject({ name: 'IssuerError', code })
  })

  test('a signature of another message', async () => {
    const other = await createTestDcc({ signer, payload: withEntry({ dn: 1 }) })
    const { text } = await createTestDcc({
      signer,
      alter: (m) => Uint8Array.of(...m.subarray(0, -64), ...other.message.subarray(-64)),
    })
    const refusal = importDcc({ text, trusted: [signer.certificate], now: NOW })
    await expect(refusal).rejects.toMatchObject({ code: 'dccSignature' })
  })

  test.each([0, 63, 65, 128])('a signature of %i octets', async (length) => {
    const refusal = importTest({ signer, ...changed(3, new Uint8Array(length)) })
    await expect(refusal).rejects.toMatchObject({ code: 'dccSignature' })
  })

  test('a certificate of a key that is named by another’s identifier', async () => {
    const named = await createTestSigner()
    const protectedHeader = header([1, -7], [4, await keyId(named)])
    const trusted = [signer.certificate, named.certificate]
    const refusal = importTest({ signer, protectedHeader }, { trusted })
    await expect(refusal).rejects.toMatchObject({ code: 'dccSignature' })
  })

  test('with messages that tell nothing of the holder or the certificate', async () => {
    const secret = 'SECRET'
    const nam = { fn: secret, fnt: secret.toLowerCase() }
    const refusals = await Promise.allSettled([
      importTest({ payload: withPayload({ nam }) }),
      importTest({ payload: withPayload({ dob: secret }) }),
      importTest({ payload: withEntry({ ma: 'ORG-1234', ci: secret }) }),
      importTest({ signer, payload: withEntry({ ci: secret }) }, { trusted: [] }),
      importTest({}, { text: `HC1:${secret.toLowerCase()}` }),
    ])
    for (const refusal of refusals) {
      const reason: unknown = refusal.status === 'rejected' ? refusal.reason : undefined
      expect(reason).toBeInstanceOf(IssuerError)
      expect(String(reason).toUpperCase()).not.toMatch(/SECRET|1234/)
    }
  })
})

describe('a certificate that nobody trusted has signed', () => {
  test.each<[string, CreateTestDccOptions]>([
    ['by another key', {}],
    ['by nobody', { alter: (message) => alterPart(message, 3, new Uint8Array()) }],
    ['by an algorithm that is not allowed', { protectedHeader: header([1, -47]) }],
  ])('%s, is imported as unsigned where the caller asks for it', async (_, dcc) => {
    const { certificate } = await createTestSigner()
    const imported = await importTest(dcc, {
      trusted: [certificate],
      acceptUnverifiedSignature: true,
    })
    expect(imported).toMatchObject({ records: [record], signed: false })
  })

  test('is refused for all else that it lacks', async () => {
    const payload = withEntry({ dn: 0 })
    const refusal = importTest({ payload }, { trusted: [], acceptUnverifiedSignature: true })
    await expect(refusal).rejects.toMatchObject({ code: 'dccSchema' })
  })

  test('a signature that verifies is told of, asked for or not', async () => {
    expect(await importTest({}, { acceptUnverifiedSignature: true })).toMatchObject({
      signed: true,
    })
  })
})

interface Sample {
  file: string
  kind: 'v' | 't' | 'r'
  json: typeof fictitiousVaccination & Record<string, unknown>
  prefix: string
  prefixLength: number
  expected: Record<string, boolean>
  validationClock: string
  certificate: string
}

/** The reason that a country states by saying that a check fails. */
const statedReasons: Record<string, readonly IssuerErrorCode[]> = {
  EXPECTEDUNPREFIX: ['dccPrefix'],
  EXPECTEDB45DECODE: ['dccBase45'],
  EXPECTEDCOMPRESSION: ['dccInflate', 'dccInflatedTooLarge'],
  EXPECTEDDECODE: ['dccCose', 'dccCwt'],
  EXPECTEDVERIFY: ['dccSignature', 'dccCose'],
  EXPECTEDSCHEMAVALIDATION: ['dccSchema'],
  EXPECTEDEXPIRATIONCHECK: ['dccExpired'],
  EXPECTEDKEYUSAGE: ['dccKeyUsage'],
}

const SAMPLES = 'dgc-testdata/dcc-samples.jsonl'

describeWith('data', SAMPLES, 'national samples', () => {
  const samples = readShared('data', SAMPLES)
    .trim()
    .split('\n')
    .map((line): Sample => JSON.parse(line))
  const failing = ({ expected }: Sample) =>
    Object.entries(expected).flatMap(([check, holds]) => (holds ? [] : [check]))
  const vaccinations = samples.filter(({ kind }) => kind === 'v')
  const importSample = ({ prefix, certificate, validationClock }: Sample) =>
    importDcc({ text: prefix, trusted: [certificate], now: parseClock(validationClock) })

  test('are whole', () => {
    expect(vaccinations).toHaveLength(63)
    for (const { prefix, prefixLength } of samples) expect(prefix).toHaveLength(prefixLength)
  })

  test.each(vaccinations.filter((sample) => failing(sample).length === 0))(
    'imports $file as its country wrote it, its signature checked',
    async (sample) => {
      const { records, signed } = await importSample(sample)
      const { nam, dob, v } = sample.json
      expect(signed).toBe(true)
      expect(records).toStrictEqual(
        v.map(({ tg, vp, mp, ma, dn, sd, dt, co, is }) => ({
          familyName: nam.fn,
          givenName: nam.gn,
          birthDate: dob.replace(/T.*/, ''),
          disease: tg,
          prophylaxis: vp,
          product: mp,
          manufacturer: ma,
          doseNumber: dn,
          totalDoses: sd,
          doseDate: dt.replace(/T.*/, ''),
          country: co,
          certifier: is,
        })),
      )
    },
  )

  test.each(vaccinations.filter((sample) => failing(sample).length > 0))(
    'refuses $file for the reason that its country states',
    async (sample) => {
      const reasons = failing(sample).flatMap((check) => statedReasons[check] ?? [])
      await expect(importSample(sample)).rejects.toSatisfy(
        (error) => error instanceof IssuerError && reasons.includes(error.code),
      )
    },
  )

  test.each(samples.filter((sample) => sample.kind !== 'v'))(
    'refuses $file, which is of a test or a recovery',
    async (sample) => {
      const reasons = failing(sample).flatMap((check) => statedReasons[check] ?? [])
      await expect(importSample(sample)).rejects.toSatisfy(
        (error) =>
          error instanceof IssuerError && ['dccNotAVaccination', ...reasons].includes(error.code),
      )
    },
  )
})

/** The clocks of the samples: fractions of any length, zones without a colon or left out where UTC is meant. */
function parseClock(clock: string): Date {
  const [, time, fraction = '', zone = ''] = /^([^.Z+]+)(\.\d+)?(.*)$/.exec(clock) ?? []
  const colon = zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')
  return new Date(`${time}${fraction.slice(0, 4)}${colon || 'Z'}`)
}

function header(...parameters: [number, unknown][]): ReadonlyMap<number, unknown> {
  return new Map(parameters)
}

function base64(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64')
}
