import { createAuditor, type DisclosureToAudit, parsePopulationTable } from '@unscored/linkability'
import type { PresentationRequest } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { italianText } from '../population/tables.ts'
import { createWholeManifest, show } from '../samples.ts'

const population = parsePopulationTable(italianText())
const request: PresentationRequest = {
  domain: 'https://gate.example',
  nonce: 'AAAAAAAAAAAAAAAAAAAAAA',
  expires: '2021-05-04T12:05:00Z',
  dcql_query: { credentials: [] },
  suites: ['bbs-2023'],
}
const auditor = createAuditor({ population, policy: { trustIssuer: true } })
const judge = async (changes: Partial<DisclosureToAudit> = {}, judging = auditor) =>
  judging({
    ...{ request, presentation: await show(), codeLists: [], history: [], day: '2021-05-04' },
    ...changes,
  })

describe('an auditor for wallets', () => {
  test('says in words what it found, and no value', async () => {
    const { leaks, ...verdict } = await judge()
    expect(verdict.verdict).toBe('met')
    expect(verdict.statement).toMatch(/^Private enough by the policy: at least 1,000 people/)
    expect(leaks.map(({ source }) => source)).toContain('value')
    for (const { statement } of leaks) expect(verdict.statement).not.toContain(statement)
    expect(JSON.stringify([leaks, verdict])).not.toContain('EU/1/20/1528')
  })

  test('does not know how an issuer signs of which it has no manifest', async () => {
    const strict = createAuditor({ population })
    expect((await judge({}, strict)).verdict).toBe('unknown')
    const manifest = await createWholeManifest()
    const manifestOf = (did: string) => (did === manifest.issuer ? manifest : undefined)
    expect((await judge({ manifests: { manifestOf } }, strict)).verdict).toBe('met')
    const nobody = { manifestOf: () => undefined }
    expect((await judge({ manifests: nobody }, strict)).verdict).toBe('unknown')
  })

  test('says of what is the same each time that it can be linked', async () => {
    expect((await judge()).linkable).toBe(false)
    const recognised = { ...request, pseudonym: { context: 'loans' } }
    expect((await judge({ request: recognised })).linkable).toBe(true)
    const id = 'urn:uuid:00000000-0000-4000-8000-000000000000'
    const marked = await show({ mark: (credential) => ({ ...credential, id }), shown: ['product'] })
    expect((await judge({ presentation: { ...marked, id } })).linkable).toBe(true)
    const byTime = createAuditor({ population, policy: { linkWithinSeconds: 60 } })
    expect((await judge({}, byTime)).linkable).toBe(true)
  })

  test('takes the disclosures of one day for those of one person, where it is to look at times', async () => {
    const byTime = createAuditor({
      population,
      policy: { trustIssuer: true, k: 2000, linkWithinSeconds: 60 },
    })
    const past = {
      ...{ day: '2021-05-04', domain: 'https://other.example' },
      shown: [{ pointers: ['/credentialSubject/doseDate'] }],
    }
    // On the day on which the fewest had this, 1,582 had it.
    expect(await judge({ history: [past] }, byTime)).toMatchObject({
      verdict: 'notMet',
      anonymity: { least: 1582, most: 1582 },
    })
    const document = { credentialSubject: { doseDate: '2021-04-10' } }
    const [told] = past.shown
    const known = { ...past, shown: [{ ...told, pointers: told?.pointers ?? [], document }] }
    expect(await judge({ history: [known] }, byTime)).toMatchObject({
      verdict: 'met',
      anonymity: { least: 59472, most: 59472 },
    })
    expect((await judge({ history: [{ ...past, day: '2021-05-03' }] }, byTime)).verdict).toBe('met')
  })
})
