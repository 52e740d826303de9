import { readFileSync } from 'node:fs'
import type { JsonObject } from '@unscored/core'
import { createMemoryStore, presentCredential, receiveCredential } from '@unscored/holder'
import {
  type AuditResult,
  auditDisclosure,
  parsePopulationTable,
  readDisclosure,
} from '@unscored/linkability'
import {
  createVaccinationCredential,
  signCredential,
  vaccinationMandatoryPointers,
} from '@unscored/vc'
import { createRequest } from '@unscored/verifier'
import { fictitiousDose } from './fictitious-dose.ts'
import { createFictitiousIssuer } from './fictitious-issuer.ts'

const now = () => new Date('2021-05-04T18:00:00Z')
const dose = { ...fictitiousDose, doseDate: '2021-04-10', country: 'IT' }
const table = new URL(import.meta.resolve('@unscored/linkability/tables/italy-doses.txt'))
const population = parsePopulationTable(readFileSync(table, 'utf8'))

/** What became of a credential, and of a visit with it. */
export interface AuditedVisit {
  /** `taken`, or the words with which a wallet that knows the profile refuses it. */
  readonly received: string
  /** What the auditor says of what was shown, here by a wallet that took it all the same. */
  readonly audit: AuditResult
}

/** The same visit with two credentials that differ in one member. */
export interface CarelessCredential {
  readonly careless: AuditedVisit
  readonly careful: AuditedVisit
}

/**
 * An issuer leaves the id of its database in a credential. No door asks for it, but it is shown with whatever is within, since
 * statements about a thing name the thing. The auditor is given both presentations, and not told what was changed.
 */
export async function auditCareless(): Promise<CarelessCredential> {
  return {
    careless: await auditVisit({ id: 'urn:uuid:00000000-0000-4000-8000-000000004711' }),
    careful: await auditVisit({}),
  }
}

async function auditVisit(members: JsonObject): Promise<AuditedVisit> {
  const { key, did, resolver } = await createFictitiousIssuer()
  const plain = createVaccinationCredential({ suite: 'bbs-2023', issuer: did, dose })
  const credential = await signCredential({
    ...{ credential: { ...plain, ...members }, key, suite: 'bbs-2023', now },
    ...{ mandatoryPointers: vaccinationMandatoryPointers, labelsInDocumentOrder: true },
  })
  const store = createMemoryStore()
  const received = await receiveCredential(credential, { store, resolver, now }).then(
    () => 'taken',
    ({ message }: Error) => message,
  )
  // Not every wallet knows the profile: one that does not keeps it as it is.
  if (received !== 'taken') await store.add({ credential, addedAt: now() })

  const domain = 'https://theatre.example'
  const claims = ['product', 'doseNumber'].map((name) => `/credentialSubject/${name}`)
  const request = createRequest({
    ...{ domain, credentials: [{ id: 'dose', claims }], now },
    ...{ suites: ['bbs-2023'], validity: 'notAsked' },
  })
  const presentation = await presentCredential(request, { store, domain, resolver, now })
  const disclosure = await readDisclosure({ ...presentation })
  const audit = auditDisclosure({ disclosure, population, policy: { trustIssuer: true } })
  return { received, audit }
}

/** `npx tsx examples/src/careless-credential.ts` */
async function main(): Promise<void> {
  const { careless, careful } = await auditCareless()
  for (const [name, { received, audit }] of Object.entries({ careless, careful })) {
    console.log(`A ${name} credential (this wallet: ${received}):`)
    for (const sentence of audit.summary) console.log(`  ${sentence}`)
  }
}

if (process.argv[1] === import.meta.filename) await main()
