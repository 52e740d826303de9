import { readFileSync } from 'node:fs'
import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { createMemoryStore, presentCredential, receiveCredential } from '@unscored/holder'
import { importDcc, issueCredential } from '@unscored/issuer'
import {
  anonymitySet,
  auditDisclosure,
  type Disclosure,
  type Knowledge,
  parsePopulationTable,
  readDisclosure,
} from '@unscored/linkability'
import {
  type PredicateRequest,
  presentPredicates,
  resolvePointer,
  vaccinationPointers,
  verifyPredicates,
} from '@unscored/vc'
import { createNonceStore, createRequest, verifyPresentation } from '@unscored/verifier'
import { createDccSigner, createFictitiousDcc, fictitiousVaccination } from './fictitious-dcc.ts'
import { fictitiousDose } from './fictitious-dose.ts'
import { createFictitiousIssuer } from './fictitious-issuer.ts'
import { createPredicateIssuer, issueWithPredicates } from './fictitious-predicates.ts'

/** What a theatre learns of one visitor by one way to show that the rule is met. */
export interface Way {
  readonly name: string
  /** What it is told, by what it is about. Whatever is not there is hidden. */
  readonly told: ReadonlyMap<string, string>
  /** Whether what two doors were sent can be told to be of one person, by octets that are the same. */
  readonly sameAtEveryDoor: boolean
  /** How much narrower it makes the choice among all who had a second dose, by values that are told. */
  readonly valueBits: number
  /** The same, by what only one of them has. */
  readonly identifierBits: number
}

const NOW = new Date('2021-05-04T18:00:00Z')
const DOSE_DATE = '2021-04-10'
const RULE_DATES = { from: '2020-08-07', until: '2021-04-20' }
const APPROVED = ['EU/1/20/1528', 'EU/1/20/1507', 'EU/1/21/1529']
const EPOCH = 18_751
const SUBJECT = '/credentialSubject/'
const doors = ['https://theatre.example', 'https://ferry.example'] as const
const dose = { ...fictitiousDose, doseDate: DOSE_DATE }
const table = new URL(import.meta.resolve('@unscored/linkability/tables/italy-doses.txt'))
const population = parsePopulationTable(readFileSync(table, 'utf8'))

/** Second doses in Italy until 2021-05-03, and how many of them were given on one day with one product, or in a time. */
export const secondDoses = {
  all: secondDosesOf({}),
  /** Comirnaty, on {@link DOSE_DATE}. */
  ofDayAndProduct: secondDosesOf({
    product: { value: dose.product },
    doseDate: { value: DOSE_DATE },
  }),
  /** Products of {@link APPROVED}, from 270 to 14 days before {@link NOW}. */
  ofRule: secondDosesOf({ product: { oneOf: APPROVED }, doseDate: RULE_DATES }),
} as const

function secondDosesOf(knowing: Knowledge): number {
  const second = { doseNumber: { value: 2 }, ...knowing }
  return anonymitySet({ table: population, knowing: second }).people.lower
}

const now = () => NOW

/**
 * Shows three ways that a second dose of an approved product is 14 to 270 days old: a certificate, chosen claims of a
 * credential, and a proof of the rule alone. What is counted is what was read or verified.
 */
export async function showThreeWays(): Promise<readonly Way[]> {
  return [await showCertificate(), await showClaims(), await proveRule()]
}

async function showCertificate(): Promise<Way> {
  const day = 24 * 60 * 60 * 1000
  const yesterday = new Date(NOW.getTime() - day)
  const signer = await createDccSigner({
    notBefore: yesterday,
    notAfter: new Date(NOW.getTime() + day),
  })
  const [vaccination] = fictitiousVaccination.v
  const payload = { ...fictitiousVaccination, v: [{ ...vaccination, dt: DOSE_DATE }] }
  const text = await createFictitiousDcc({ signer, now: yesterday, payload })
  const { records } = await importDcc({ text, trusted: [signer.certificate], now: NOW })
  const told = valuesOf({ credentialSubject: { ...records[0] } })
  told.set('Number of the certificate', String(vaccination?.ci))
  // It is the same text at every door, and one number of all.
  return {
    name: 'EU DCC',
    told,
    sameAtEveryDoor: true,
    ...counted(told, await readDisclosure(text)),
  }
}

async function showClaims(): Promise<Way> {
  const { key, did, resolver } = await createFictitiousIssuer()
  const store = createMemoryStore()
  await receiveCredential(await issueCredential({ key, dose, now }), { store, resolver, now })
  const claims = ['product', 'doseNumber', 'doseDate'].map((name) => `${SUBJECT}${name}`)
  const visits = []
  for (const domain of doors) {
    const asked = { domain, credentials: [{ id: 'dose', claims }], now }
    const request = createRequest({ ...asked, suites: ['bbs-2023'], validity: 'notAsked' })
    const sent = await presentCredential(request, { store, domain, resolver, now })
    const nonces = createNonceStore({ now })
    const { dose: found } = await verifyPresentation(sent, {
      ...{ request, trustedIssuers: [did], resolver, nonces, now },
    })
    if (found === undefined) throw new Error('nothing was verified')
    visits.push({ sent: { ...sent }, credential: found.credential })
  }
  const told = valuesOf(visits[0]?.credential ?? {})
  const proofs = visits.map(({ sent }) =>
    resolvePointer(sent, '/vp_token/dose/0/verifiableCredential/0/proof/proofValue'),
  )
  const disclosure = await readDisclosure(visits[0]?.sent)
  return {
    name: 'bbs-2023',
    told,
    sameAtEveryDoor: isRepeated(proofs),
    ...counted(told, disclosure),
  }
}

async function proveRule(): Promise<Way> {
  const approved = 'approved-products'
  const issuer = await createPredicateIssuer({ approved, products: APPROVED, epoch: EPOCH })
  const { secret, answer } = await issueWithPredicates(issuer, { dose, now: NOW })
  const { lists, digits, profile } = issuer
  let asked: PredicateRequest | undefined
  const visits = []
  for (const domain of doors) {
    const request: PredicateRequest = {
      domain,
      nonce: createRequest({ domain, credentials: [{ id: 'dose', claims: [] }], now }).nonce,
      expires: '2021-05-04T18:05:00Z',
      credentials: [
        {
          id: 'dose',
          predicates: [
            { kind: 'date', pointer: `${SUBJECT}doseDate`, ...RULE_DATES },
            { kind: 'code', pointer: `${SUBJECT}product`, list: approved },
            { kind: 'integer', pointer: `${SUBJECT}doseNumber`, from: 2, until: 99 },
          ],
          disclosures: [],
          notRevoked: true,
        },
      ],
      epoch: EPOCH,
      pseudonym: { context: 'entry:2021-05-04' },
    }
    const sent = await presentPredicates({
      ...{ request, answers: [answer], secret, digits: [digits], lists },
    })
    asked = request
    const profiles = [profile]
    // As it comes over the wire.
    const received = JSON.parse(JSON.stringify(sent))
    visits.push({ sent, ...(await verifyPredicates(received, { request, profiles, lists })) })
  }
  const [first] = visits
  const told = valuesOf(first?.credentials.dose?.credential ?? {})
  for (const predicate of first?.credentials.dose?.proven ?? []) {
    const words =
      predicate.kind === 'code'
        ? 'one of those approved'
        : `from ${predicate.from} to ${predicate.until}`
    told.set(labelOf(predicate.pointer), words)
  }
  if (first?.credentials.dose?.notRevokedIn === EPOCH) told.set('Revoked', 'no')
  told.set('Pseudonym', 'for this door and this day alone')
  const proofs = visits.map(({ sent }) => resolvePointer(sent, '/proof/proofValue'))
  const disclosure = await readDisclosure(first?.sent, asked && { request: asked })
  const pseudonyms = visits.map(({ pseudonym }) => String(pseudonym))
  return {
    name: 'bbs-predicates-2026',
    told,
    sameAtEveryDoor: isRepeated(proofs) || isRepeated(pseudonyms),
    ...counted(told, disclosure),
  }
}

function isRepeated([first, ...others]: readonly (JsonValue | undefined)[]): boolean {
  return others.includes(first)
}

function valuesOf(document: JsonObject): Map<string, string> {
  const { credentialSubject } = document
  const shown = isJsonObject(credentialSubject) ? credentialSubject : {}
  return new Map(
    vaccinationPointers.flatMap(({ pointer, label }) => {
      const value = shown[pointer.slice(SUBJECT.length)]
      return value === undefined ? [] : [[label, String(value)] as const]
    }),
  )
}

function labelOf(pointer: string): string {
  return vaccinationPointers.find((one) => one.pointer === pointer)?.label ?? pointer
}

/** Names and dates of birth are not counted: a number that is hers alone tells as much as there is to tell. */
function counted(
  told: ReadonlyMap<string, string>,
  disclosure: Disclosure,
): Pick<Way, 'valueBits' | 'identifierBits'> {
  const bits = (among: number) => Math.log2(secondDoses.all / among)
  const showsDay = told.get(labelOf(`${SUBJECT}doseDate`)) === DOSE_DATE
  const { findings } = auditDisclosure({ disclosure, population, policy: { trustIssuer: true } })
  const isHersAlone = findings.some(({ source }) => source === 'certificateNumber')
  return {
    valueBits: bits(showsDay ? secondDoses.ofDayAndProduct : secondDoses.ofRule),
    identifierBits: isHersAlone ? bits(1) : 0,
  }
}

function print(ways: readonly Way[]): void {
  const row = (what: string, cells: readonly string[]) =>
    console.log(what.padEnd(28), ...cells.map((cell) => cell.padEnd(42)))
  const bits = (amount: number) => `${amount.toFixed(1)} bits`
  row(
    '',
    ways.map(({ name }) => name),
  )
  for (const what of new Set(ways.flatMap(({ told }) => [...told.keys()]))) {
    row(
      what,
      ways.map(({ told }) => told.get(what) ?? '–'),
    )
  }
  row(
    'The same at every door',
    ways.map(({ sameAtEveryDoor }) => (sameAtEveryDoor ? 'yes' : 'no')),
  )
  row(
    'By values',
    ways.map(({ valueBits }) => bits(valueBits)),
  )
  row(
    'By an identifier',
    ways.map(({ identifierBits }) => bits(identifierBits)),
  )
  const all = Math.log2(secondDoses.all).toFixed(1)
  console.log(`\n${all} bits tell one person among ${secondDoses.all} with a second dose.`)
  console.log(`Counted in: ${population.title} (${population.licence})`)
  console.log('Not counted: name, birth, issuer, and who sent it from where and when.')
}

/** `npx tsx examples/src/three-ways.ts` */
if (process.argv[1] === import.meta.filename) print(await showThreeWays())
