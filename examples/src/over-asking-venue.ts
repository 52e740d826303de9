import { readFileSync } from 'node:fs'
import {
  createMemoryStore,
  HolderError,
  presentCredential,
  type RefusedDisclosure,
  receiveCredential,
} from '@unscored/holder'
import { issueCredential } from '@unscored/issuer'
import { type AuditorVerdict, createAuditor, parsePopulationTable } from '@unscored/linkability'
import {
  compileRules,
  type Dose,
  type PredicateRequest,
  parseRules,
  presentPredicates,
  vaccinationPointers,
  verifyPredicates,
} from '@unscored/vc'
import { createNonceStore, createRequest, verifyPresentation } from '@unscored/verifier'
import { fictitiousDose } from './fictitious-dose.ts'
import { createFictitiousIssuer } from './fictitious-issuer.ts'
import { createPredicateIssuer, issueWithPredicates } from './fictitious-predicates.ts'

/** What came of a request for more than the rule at the door needs. */
export interface OverAsking {
  /** What the wallet tells her in place of showing anything. */
  readonly refused: RefusedDisclosure
  /** The labels of what the venue learns where she accepts what gives her away. */
  readonly shown: readonly string[]
  /** The same where she answers what the rule needs, with what an auditor says of it. */
  readonly proven: {
    readonly audit: AuditorVerdict
    readonly shown: readonly string[]
    /** The labels of what the venue knows to be within the rule, and no more of. */
    readonly within: readonly string[]
  }
}

const NOW = new Date('2021-05-04T18:00:00Z')
const EPOCH = 18_751
const SUBJECT = '/credentialSubject/'
const domain = 'https://theatre.example'
const now = () => NOW
const dose = { ...fictitiousDose, doseDate: '2021-04-10', country: 'IT' }
const askedMembers: readonly (keyof Dose)[] = [
  ...(['familyName', 'givenName', 'birthDate', 'product', 'manufacturer'] as const),
  ...(['doseNumber', 'totalDoses', 'doseDate', 'country'] as const),
]
const table = new URL(import.meta.resolve('@unscored/linkability/tables/italy-doses.txt'))
const population = parsePopulationTable(readFileSync(table, 'utf8'))
/** What issuers sign is taken to be alike for everybody: this is about what is asked. */
const auditor = createAuditor({ population, policy: { trustIssuer: true } })

const days = (date: string, count: number) => ({ plusTime: [{ var: date }, count, 'day'] })
/** The rule of the door, as it is published for everybody. */
const rules = parseRules({
  ...{ Identifier: 'VR-XX-0001', Type: 'Acceptance', Version: '1.0.0' },
  ...{ Engine: 'CERTLOGIC', EngineVersion: '1.2.2', CertificateType: 'Vaccination' },
  Description: [{ lang: 'en', desc: 'At least two doses, the last of them 14 to 270 days ago.' }],
  ...{ ValidFrom: '2021-01-01T00:00:00Z', ValidTo: '2030-06-01T00:00:00Z' },
  Logic: {
    and: [
      { '>=': [{ var: 'payload.v.0.dn' }, 2] },
      {
        'not-after': [
          days('payload.v.0.dt', 14),
          days('external.validationClock', 0),
          days('payload.v.0.dt', 270),
        ],
      },
    ],
  },
})

/**
 * A venue asks a visitor for nine fields. Her wallet has the rule of the door and an auditor: it refuses, and says what would do.
 * She can show the nine all the same, or prove what the rule needs. Both are done here, and the venue verifies both.
 */
export async function visitVenue(): Promise<OverAsking> {
  return { ...(await answerNineFields()), proven: await proveRule() }
}

async function answerNineFields(): Promise<Pick<OverAsking, 'refused' | 'shown'>> {
  const { key, did, resolver } = await createFictitiousIssuer()
  const store = createMemoryStore()
  await receiveCredential(await issueCredential({ key, dose, now }), { store, resolver, now })
  const claims = askedMembers.map((name) => SUBJECT + name)
  const request = createRequest({
    ...{ domain, credentials: [{ id: 'dose', claims }], now },
    ...{ suites: ['bbs-2023'], validity: 'notAsked' },
  })
  const wallet = { store, domain, resolver, now, auditor, rules }
  const refused = await presentCredential(request, wallet).then(
    () => undefined,
    (error: unknown) => (error instanceof HolderError ? error.refused : undefined),
  )
  if (refused === undefined) throw new Error('the wallet did not refuse')

  // She names what she accepts to be told apart by: all that the refusal names.
  const accepted = refused.audit.leaks.flatMap(({ pointers }) => pointers)
  const presentation = await presentCredential(request, { ...wallet, accepted })
  const verified = await verifyPresentation(presentation, {
    ...{ request, trustedIssuers: [did], resolver, nonces: createNonceStore({ now }), now },
  })
  return { refused, shown: labelsIn(verified.dose?.credential.credentialSubject) }
}

async function proveRule(): Promise<OverAsking['proven']> {
  const [plan] = compileRules({ rules, now: NOW }).plans
  if (plan === undefined) throw new Error('nobody meets the rule')
  const predicates = plan.predicates.filter((predicate) => predicate.kind !== 'shown')
  if (predicates.length < plan.predicates.length) throw new Error('the rule needs more than proofs')
  const issuer = await createPredicateIssuer({
    ...{ approved: 'approved-products', products: [dose.product], epoch: EPOCH },
  })
  const { secret, answer } = await issueWithPredicates(issuer, { dose, now: NOW })
  const { lists, digits, profile } = issuer
  const request: PredicateRequest = {
    domain,
    nonce: createRequest({ domain, credentials: [{ id: 'dose', claims: [] }], now }).nonce,
    expires: '2021-05-04T18:05:00Z',
    credentials: [{ id: 'dose', predicates, disclosures: plan.disclosures, notRevoked: true }],
    epoch: EPOCH,
  }
  const audit = await auditor({ request, codeLists: [], history: [], day: '2021-05-04' })
  const sent = await presentPredicates({
    ...{ request, answers: [answer], secret, digits: [digits], lists },
  })
  // As it comes over the wire.
  const received = JSON.parse(JSON.stringify(sent))
  const { credentials } = await verifyPredicates(received, { request, profiles: [profile], lists })
  return {
    audit,
    shown: labelsIn(credentials.dose?.credential.credentialSubject),
    within: labelsOf((credentials.dose?.proven ?? []).map(({ pointer }) => pointer)),
  }
}

function labelsIn(subject: unknown): string[] {
  return labelsOf(Object.keys(Object(subject)).map((name) => SUBJECT + name))
}

function labelsOf(pointers: readonly string[]): string[] {
  return vaccinationPointers.flatMap(({ pointer, label }) =>
    pointers.includes(pointer) ? label : [],
  )
}

/** `npx tsx examples/src/over-asking-venue.ts` */
async function main(): Promise<void> {
  const { refused, shown, proven } = await visitVenue()
  const { audit, alternative } = refused
  console.log(
    `A venue asks for ${alternative.asked} fields. Her wallet shows none of them, and says:`,
  )
  console.log(`  ${audit.statement}`)
  for (const { statement, pointers } of audit.leaks) {
    const labels = labelsOf(pointers.map((pointer) => pointer.slice(pointer.indexOf(SUBJECT))))
    console.log(`  ${statement} (${list(labels)})`)
  }
  console.log(`  ${alternative.statement}`)
  console.log(`If she accepts that, the venue learns: ${list(shown)}.`)
  console.log(`If she proves what its rule needs, it is shown: ${list(proven.shown)}.`)
  console.log(`It knows to be within the rule: ${list(proven.within)}.`)
  console.log(`  ${proven.audit.statement}`)
}

function list(labels: readonly string[]): string {
  return labels.join(', ') || 'nothing'
}

if (process.argv[1] === import.meta.filename) await main()
