import type { JsonObject, JsonValue } from '@unscored/core'
import {
  type AuditDisclosureOptions,
  type AuditFinding,
  auditDisclosure,
  auditSources,
  type Disclosure,
  parsePopulationTable,
  readDisclosure,
  type SourceId,
} from '@unscored/linkability'
import { type Dose, vaccinationMandatoryPointers } from '@unscored/vc'
import { createRequest } from '@unscored/verifier'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeWith, readSharedJson } from '../../support/shared.ts'
import { italianText } from '../population/tables.ts'
import { proveRule } from '../predicates.ts'
import { card, createManifest, dcc, dose, jwt, keep, sdJwt, show } from '../samples.ts'

const population = parsePopulationTable(italianText())
const manifest = await createManifest()

type Options = Partial<AuditDisclosureOptions>

const audit = (disclosure: Disclosure, options: Options = {}) =>
  auditDisclosure({ disclosure, manifest, population, ...options })

const auditInput = async (input: unknown, options: Options = {}) =>
  audit(await readDisclosure(input), options)

const sourcesOf = (findings: readonly AuditFinding[]) => [
  ...new Set(findings.map(({ source }) => source)),
]

describe('a careful presentation', () => {
  test('gives away its values alone, and is private enough', async () => {
    const result = await auditInput(await show())
    expect(sourcesOf(result.findings)).toEqual(['value', 'combination'])
    // Second doses of Comirnaty, all of them.
    expect(result.anonymity.worst).toEqual({ least: 5793582, most: 5793582 })
    expect(result.verdict).toBe('met')
    expect(result.summary[0]).toContain('Private enough')
  })

  test('of one day and product leaves those who were vaccinated then', async () => {
    const result = await auditInput(await show({ shown: ['product', 'doseNumber', 'doseDate'] }))
    expect(result.anonymity.people).toEqual({ least: 59472, most: 59472 })
    const combination = result.findings.find(({ source }) => source === 'combination')
    // log2 of 21,161,899 doses, or of the 14,878,628 people who had them at least, over 59,472.
    expect(combination?.bits).toEqual({ least: 7.967, most: 8.475 })
  })

  test('of a list of thousands that say the same is one of one', async () => {
    const { product, doseNumber } = dose
    const credentialSubject = Array.from({ length: 12_000 }, () => ({ product, doseNumber }))
    const type = Array.from({ length: 12_000 }, () => 'VerifiableCredential')
    const { anonymity, findings } = await auditInput({ credentialSubject, type })
    expect(anonymity.worst).toEqual({ least: 1, most: 5793582 })
    // Every type but the first.
    expect(findings.filter(({ source }) => source === 'unknown')).toHaveLength(11_999)
  })

  test('of the older suite tells the month of signing beside', async () => {
    const result = await auditInput(await show({ suite: 'BbsBlsSignature2020' }))
    expect(sourcesOf(result.findings)).toEqual(['value', 'combination', 'created'])
  })

  test('of predicates leaves all who fulfil the rule', async () => {
    const { presentation, request, lists } = await proveRule()
    const result = audit(await readDisclosure(presentation, { request, lists }), {
      policy: { trustIssuer: true },
      manifest: undefined as never,
    })
    expect(result.verdict).toBe('met')
    expect(sourcesOf(result.findings)).toEqual(['value', 'combination', 'pseudonym'])
  })
})

describe('what is said otherwise than it seems is not known:', () => {
  const unknownIn = ({ findings }: { findings: readonly AuditFinding[] }) =>
    findings.flatMap(({ source, pointers }) => (source === 'unknown' ? pointers : []))

  test('a constant of the manifest that has another value', async () => {
    const { certifier } = dose
    const shown = (value: string) =>
      auditInput(jwt({}, { credentialSubject: { certifier: value } }))
    expect(unknownIn(await shown(certifier))).toEqual([])
    expect(unknownIn(await shown('Office 7712'))).toEqual(['/vc/credentialSubject/certifier'])
  })

  test('a member that is told twice and not alike', async () => {
    const told = (doses: JsonValue) => auditInput(jwt({}, { credentialSubject: doses }))
    expect(unknownIn(await told([{ doseNumber: 2 }, { doseNumber: 2 }]))).toEqual([])
    const result = await told([{ doseNumber: 7712 }, { doseNumber: 2 }])
    expect(unknownIn(result)).toEqual([
      ...['/vc/credentialSubject/0/doseNumber', '/vc/credentialSubject/1/doseNumber'],
    ])
  })
})

/** What each source is caught by: one thing more than in a presentation without it. */
const planted: readonly {
  source: SourceId
  name: string
  input: () => Promise<unknown> | unknown
  options?: () => Promise<Options>
}[] = [
  { source: 'certificateNumber', name: 'the UVCI of a certificate', input: () => dcc() },
  {
    source: 'certificateNumber',
    name: 'the revocation id of a card',
    input: () => card({ resourceType: 'Bundle' }, { rid: 'x' }),
  },
  {
    source: 'id',
    name: 'an id of a credential',
    input: () =>
      show({
        mark: (one) => ({ ...one, id: 'urn:uuid:1' }),
        mandatoryPointers: ['/issuer', '/id'],
      }),
  },
  { source: 'id', name: 'the id of a token', input: () => jwt({ jti: 'urn:uuid:1' }) },
  {
    source: 'holder',
    name: 'a holder’s DID',
    input: () => show({ mark: withSubject({ id: 'did:example:holder' }) }),
  },
  {
    source: 'holder',
    name: 'the subject of a token',
    input: () => jwt({ sub: 'did:example:holder' }),
  },
  {
    source: 'confirmationKey',
    name: 'a cnf key',
    input: () => sdJwt(['product'], { cnf: { jwk: { kty: 'EC', x: '1' } } }),
  },
  { source: 'signature', name: 'the signature of a token', input: () => jwt() },
  { source: 'signature', name: 'the signature of an SD-JWT', input: () => sdJwt([]) },
  { source: 'signature', name: 'a base proof', input: () => keep() },
  { source: 'signature', name: 'a base proof of 2020', input: () => keep('BbsBlsSignature2020') },
  {
    source: 'batchNumber',
    name: 'a lot number',
    input: () =>
      card({ entry: [{ resource: { resourceType: 'Immunization', lotNumber: '0000001' } }] }),
  },
  { source: 'name', name: 'a family name', input: () => show({ shown: ['familyName'] }) },
  { source: 'name', name: 'a date of birth', input: () => show({ shown: ['birthDate'] }) },
  { source: 'value', name: 'when a dose was given', input: () => show({ shown: ['doseDate'] }) },
  {
    source: 'combination',
    name: 'a day with a product',
    input: () => show({ shown: ['doseDate', 'product'] }),
  },
  { source: 'fineDate', name: 'the day of a dose', input: () => show({ shown: ['doseDate'] }) },
  { source: 'validity', name: 'the second of an expiry', input: () => jwt({ exp: 1640000001 }) },
  { source: 'created', name: 'the second of issue', input: () => jwt({ iat: 1620000001 }) },
  {
    source: 'issuerKey',
    name: 'a key that the manifest does not have',
    input: () => show(),
    options: async () => ({ manifest: await createManifest(['did:web:issuer.example#other']) }),
  },
  {
    source: 'issuerKey',
    name: 'one of two keys, of other months',
    input: () => show(),
    options: async () => {
      const [keyed] = (await createManifest()).profiles
      const [key] = keyed?.keys ?? []
      const keys = [
        { ...key, id: 'did:web:issuer.example#old', signsUntil: '2021-04-01T00:00:00Z' },
        { ...key, validFrom: '2021-04-01T00:00:00Z' },
      ]
      return { manifest: { ...manifest, profiles: [{ ...keyed, keys }] } as never }
    },
  },
  {
    source: 'issuerKey',
    name: 'a key without a manifest',
    input: () => show(),
    options: async () => ({ manifest: undefined as never }),
  },
  {
    source: 'messageCount',
    name: 'a statement more than others have',
    input: () =>
      show({
        mark: (one) => ({
          ...one,
          credentialSchema: { id: 'urn:schema', type: 'VaccinationDose' },
        }),
      }),
  },
  {
    source: 'mandatoryPointers',
    name: 'a claim that is always shown',
    input: () => show({ mandatoryPointers: ['/issuer', '/credentialSubject/doseDate'] }),
  },
  {
    source: 'mandatoryPointers',
    name: 'a claim that the manifest says to be always shown',
    input: () => show({ mandatoryPointers: ['/issuer', '/credentialSubject/doseDate'] }),
    options: async () => ({
      manifest: {
        ...manifest,
        profiles: manifest.profiles.map((one) => ({
          ...one,
          mandatoryCount: one.mandatoryCount + 1,
          mandatoryPointers: [...vaccinationMandatoryPointers, '/credentialSubject/doseDate'],
        })),
      },
    }),
  },
  { source: 'nodeOrder', name: 'labels of another order', input: () => showShuffled() },
  {
    source: 'nodeOrder',
    name: 'labels that depend on what is hidden',
    input: () => relabelled('BbsBlsSignature2020', ['urn:bnid:_:c14n3', 'urn:bnid:_:c14n1']),
  },
  {
    source: 'statusIndex',
    name: 'a place in a status list',
    input: () => withStatus({ statusListCredential: 'https://a.example/1', statusListIndex: '7' }),
  },
  {
    source: 'statusIndex',
    name: 'a place in the list of a token',
    input: () => sdJwt([], { status: { status_list: { uri: 'https://a.example/1', idx: 7 } } }),
  },
  {
    source: 'statusList',
    name: 'a list without a place',
    input: () => withStatus({ statusListCredential: 'https://a.example/1' }),
  },
  {
    source: 'proofSet',
    name: 'two proofs',
    input: async () => {
      const { proof = null, ...others } = await show()
      return { ...others, proof: [proof, proof] }
    },
  },
  {
    source: 'nonceReuse',
    name: 'a nonce that came before',
    input: () => show({ nonce: 'again' }),
    options: async () => ({
      history: [{ disclosure: await readDisclosure(await show({ nonce: 'again' })) }],
    }),
  },
  {
    source: 'unknown',
    name: 'a claim of no vocabulary',
    input: () => jwt({}, { credentialSubject: { shoeSize: 43 } }),
  },
  { source: 'unknown', name: 'what has no format', input: () => 'XYZ:123' },
]

/** A request for a pseudonym is no leak of bits: it links, and is tested below. */
const linksAlone: readonly SourceId[] = ['pseudonym']

describe('what is planted is caught', () => {
  test('every source has something planted', () => {
    const all = [...new Set(planted.map(({ source }) => source)), ...linksAlone]
    expect(all.sort()).toEqual(Object.keys(auditSources).sort())
  })

  test.each(planted)('$source: $name', async ({ source, input, options }) => {
    const result = await auditInput(await input(), await options?.())
    const found = result.findings.filter((finding) => finding.source === source)
    expect(found.length).toBeGreaterThan(0)
    for (const { bits, remedy, pointers } of found) {
      expect(bits.most).toBeGreaterThanOrEqual(1)
      expect(remedy).not.toBe('')
      expect(pointers.length).toBeGreaterThan(0)
      expect(result.summary.join('\n')).toContain(remedy)
    }
  })

  test.each(planted)(
    'and nothing of it is in a presentation without: $source, $name',
    async ({ source }) => {
      if (source === 'value' || source === 'combination') return
      const result = await auditInput(await show())
      expect(sourcesOf(result.findings)).not.toContain(source)
    },
  )
})

function withSubject(members: JsonObject) {
  return ({ credentialSubject, ...others }: JsonObject): JsonObject => ({
    ...others,
    credentialSubject: { ...(credentialSubject as JsonObject), ...members },
  })
}

async function withStatus(members: JsonObject): Promise<JsonObject> {
  return { ...(await show()), credentialStatus: { type: 'BitstringStatusListEntry', ...members } }
}

/** By a key that happens to put the labels in another order: it is half of all. */
async function showShuffled(): Promise<JsonObject> {
  for (;;) {
    const shown = await show({ labelsInDocumentOrder: false })
    const [labels = []] = (await readDisclosure(shown)).credentials.map(
      ({ shape }) => shape?.labels,
    )
    if (String(labels) !== '0,1') return shown
  }
}

async function relabelled(
  suite: 'BbsBlsSignature2020',
  ids: readonly string[],
): Promise<JsonObject> {
  const { credentialSubject, ...others } = await show({ suite })
  return {
    ...others,
    id: ids[0] ?? '',
    credentialSubject: { ...(credentialSubject as JsonObject), id: ids[1] ?? '' },
  }
}

describe('identifiers', () => {
  test('leave one person', async () => {
    const result = await auditInput(await dcc())
    expect(result.anonymity.people).toEqual({ least: 1, most: 1 })
    expect(result.verdict).toBe('notMet')
    expect(result.summary).toContain('Whoever sees it knows which one person or certificate it is.')
  })

  test('of whom it is not known how many share it leave one to all', async () => {
    const result = await auditInput(await show({ shown: ['familyName'] }))
    expect(result.anonymity.people.least).toBe(1)
    expect(result.verdict).toBe('unknown')
  })
})

describe('a sequence of disclosures', () => {
  const past = async (input: unknown, at?: string, party?: string) => ({
    disclosure: await readDisclosure(input),
    ...(at !== undefined && { at }),
    ...(party !== undefined && { party }),
  })

  test('of unlinkable presentations does not combine', async () => {
    const history = [await past(await show({ shown: ['doseDate'], nonce: 'a' }))]
    const result = await auditInput(await show({ shown: ['product'] }), { history })
    expect(result.sequence).toMatchObject({ disclosures: 2, linked: 0, by: [] })
    expect(result.sequence.anonymity).toEqual(result.anonymity)
  })

  test('combines where a time says that it is of one person', async () => {
    const history = [
      await past(await show({ shown: ['doseDate'], nonce: 'a' }), '2021-05-04T12:00:00Z'),
    ]
    const now = { history, at: '2021-05-04T12:00:30Z' }
    const disclosure = await show({ shown: ['product', 'doseNumber'] })
    const apart = await auditInput(disclosure, now)
    const together = await auditInput(disclosure, { ...now, policy: { linkWithinSeconds: 60 } })
    expect(apart.sequence.linked).toBe(0)
    expect(together.sequence).toMatchObject({ linked: 1, by: ['time'] })
    expect(together.sequence.anonymity.people).toEqual({ least: 59472, most: 59472 })
  })

  test('combines by a pseudonym, which does not name anybody', async () => {
    const { presentation, request, lists } = await proveRule()
    const disclosure = await readDisclosure(presentation, { request, lists })
    const before = createRequest({
      ...{
        domain: request.domain,
        credentials: [{ id: 'dose', claims: ['/credentialSubject/doseDate'] }],
      },
      ...{ pseudonym: { context: 'entry:2021-05-04' }, now: () => new Date('2021-05-04') },
    })
    const result = audit(disclosure, {
      history: [await past(before)],
      policy: { trustIssuer: true },
      manifest: undefined as never,
    })
    expect(result.sequence).toMatchObject({ linked: 1, by: ['pseudonym'] })
    expect(result.sequence.anonymity.worst.least).toBeLessThan(result.anonymity.worst.least)
    expect(result.anonymity.people.least).toBeGreaterThan(1000)
    expect(result.findings.map(({ source, links }) => [source, links])).toContainEqual([
      'pseudonym',
      true,
    ])
  })

  test('combines by an identifier, over a visit between', async () => {
    const history = [
      await past(sdJwt(['doseDate'], { cnf: { jwk: 1 } })),
      await past(jwt({ cnf: { jwk: 1 } })),
    ]
    const result = await auditInput(sdJwt(['product'], { cnf: { jwk: 1 } }), { history })
    expect(result.sequence).toMatchObject({ linked: 2, by: ['identifier'] })
  })

  test('to different parties combines only where they collude', async () => {
    const history = [await past(sdJwt(['doseDate']), undefined, 'https://ferry.example')]
    const party = 'https://theatre.example'
    const result = await auditInput(sdJwt(['product']), {
      history,
      party,
      policy: { colluding: 'sameParty' },
    })
    expect(result.sequence.linked).toBe(0)
    const colluding = await auditInput(sdJwt(['product']), { history, party })
    expect(colluding.sequence.linked).toBe(1)
  })
})

describe('a request', () => {
  const ask = (claims: readonly string[]) =>
    createRequest({
      domain: 'https://theatre.example',
      credentials: [{ id: 'dose', claims: claims.map((name) => `/credentialSubject/${name}`) }],
      now: () => new Date('2021-05-04'),
    })

  test('tells before it is answered what the answer would', async () => {
    const few = await auditInput(ask(['doseNumber']))
    const many = await auditInput(ask(['doseNumber', 'product', 'doseDate']))
    expect(few.side).toBe('request')
    expect(few.verdict).toBe('met')
    expect(many.anonymity.worst).toEqual({ least: 1, most: 1 })
    expect(many.verdict).toBe('notMet')
    expect(many.anonymity.median.least).toBeGreaterThan(1000)
  })

  test('is bounded by a list of which the codes are not known', async () => {
    const { request } = await proveRule()
    const open = audit(await readDisclosure(request))
    const closed = audit(
      await readDisclosure(request, { lists: new Map([['approved', ['EU/1/20/1528']]]) }),
    )
    expect(open.anonymity.worst.least).toBeLessThan(closed.anonymity.worst.least)
  })
})

describe('a result', () => {
  const names: readonly (keyof Dose)[] = [
    'product',
    'doseNumber',
    'totalDoses',
    'doseDate',
    'manufacturer',
    'prophylaxis',
    'country',
  ]

  test('is never a larger set for one value more, and knows no order of members', async () => {
    const order = fc.shuffledSubarray([...names], { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(order, async (chosen) => {
        const [, ...fewer] = chosen
        const shown = (members: readonly (keyof Dose)[]) => {
          const subject = Object.fromEntries(
            members.map((name): [string, JsonValue] => [name, dose[name]]),
          )
          return auditInput({ '@context': [], type: [], credentialSubject: subject })
        }
        const whole = await shown(chosen)
        expect(whole.anonymity.people.most).toBeLessThanOrEqual(
          (await shown(fewer)).anonymity.people.most ?? Number.POSITIVE_INFINITY,
        )
        expect(JSON.stringify(await shown([...chosen].reverse()))).toBe(JSON.stringify(whole))
      }),
      { numRuns: 40 },
    )
  })

  test('is JSON, the same each time, and holds nothing that was disclosed', async () => {
    const text = JSON.stringify(await auditInput(await dcc()))
    expect(JSON.parse(text)).toEqual(await auditInput(await dcc()))
    for (const value of ['Fictitious', dose.product, dose.doseDate, 'URN:UVCI']) {
      expect(text).not.toContain(value)
    }
  })

  test('without a population is bounds', async () => {
    const disclosure = await readDisclosure(await show())
    const result = auditDisclosure({ disclosure, manifest })
    expect(result.anonymity.people).toEqual({ least: 1, most: null })
    expect(result.verdict).toBe('unknown')
  })

  test('says what it takes for granted', async () => {
    const disclosure = await readDisclosure(await show())
    const { assumptions, verdict } = auditDisclosure({ disclosure, population })
    expect(verdict).toBe('unknown')
    expect(assumptions.join(' ')).toContain('There is no manifest')
  })
})

describeWith('data', 'smart-health-cards/', 'a card of three doses', () => {
  test('tells who it is', async () => {
    const bundle = readSharedJson<JsonObject>(
      'data',
      'smart-health-cards/covid-vaccines-bundle.json',
    )
    const result = await auditInput(card(bundle))
    expect(result.formats).toEqual(['smart-health-card'])
    expect(sourcesOf(result.findings)).toEqual(
      expect.arrayContaining(['signature', 'batchNumber', 'name']),
    )
    expect(result.verdict).toBe('notMet')
  })
})
