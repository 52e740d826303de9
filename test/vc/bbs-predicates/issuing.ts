import {
  createSignedSet,
  digitElements,
  gapsBetween,
  generateKeyPair,
  generateNym,
  openSignedSet,
  type SignedSet,
  signGaps,
} from '@unscored/bbs'
import {
  codeScalar,
  createVaccinationCredential,
  createVaccinationPredicateProfile,
  type Dose,
  openPredicates,
  type PredicateAnswer,
  type PredicateRequest,
  presentPredicates,
  requestPredicatesBinding,
  signPredicates,
  verifyPredicates,
} from '@unscored/vc'
import { fictitiousDose } from '../../../examples/src/fictitious-dose.ts'

export const LIST = 7
export const EPOCH = 2953
export const APPROVED = 'approved-products-12'

/** Of the fictitious dose: its product, and another. */
export const approved = [fictitiousDose.product, 'EU/1/20/1507']

/** An issuer with everything that it publishes. */
export async function createIssuer(issuer = 'did:web:issuer.example') {
  const keys = await generateKeyPair()
  const revocation = await generateKeyPair()
  const digits = await createSignedSet({ elements: digitElements })
  const products = await createSignedSet({ elements: approved.map(codeScalar) })
  const profile = createVaccinationPredicateProfile({
    issuer,
    verificationMethod: `${issuer}#predicates-1`,
    publicKey: keys.publicKey,
    digits,
    revocationKey: revocation.publicKey,
  })
  return {
    profile,
    key: { id: profile.verificationMethod, ...keys },
    revocation,
    products,
    digits: await opened(digits),
    lists: new Map([[APPROVED, await opened(products)]]),
    manifest: new Uint8Array(32).fill(5),
    gaps: await signGaps({ ...revocation, epoch: EPOCH, gaps: gapsBetween(LIST, [100, 300]) }),
  }
}

export type Issuer = Awaited<ReturnType<typeof createIssuer>>

async function opened(set: SignedSet) {
  const open = await openSignedSet(set)
  if (open === undefined) throw new Error('a set is malformed')
  return open
}

export interface IssueOptions {
  dose?: Partial<Dose>
  /** Members that it does not have. */
  without?: readonly string[]
  id?: number
  secret?: Uint8Array
}

/** A credential of a holder, with what she proves by. */
export async function issue(
  { profile, key, manifest, gaps }: Issuer,
  { dose = {}, without = [], id = 200, secret = generateNym() }: IssueOptions = {},
) {
  const terms = { profile, manifest, nonce: crypto.getRandomValues(new Uint8Array(16)) }
  const { request, blinding } = await requestPredicatesBinding({ ...terms, secret })
  const { credentialSubject, ...others } = createVaccinationCredential({
    suite: 'bbs-2023',
    issuer: profile.issuer,
    dose: { ...fictitiousDose, ...dose },
    validFrom: new Date('2026-01-01'),
    validUntil: new Date('2027-01-01'),
  })
  const members = Object.entries(credentialSubject).filter(([name]) => !without.includes(name))
  const credential = { ...others, credentialSubject: Object.fromEntries(members) }
  const revocation = { list: LIST, id }
  const secured = await signPredicates({ ...terms, credential, key, request, revocation })
  const held = await openPredicates(secured, { profile, secrets: { blinding, secret } })
  const gap = gaps.find(({ after, before }) => after < id && id < before)
  const answer: PredicateAnswer = { held, profile, ...(gap && { gap }) }
  return { secured, secret, blinding, answer }
}

export type Holder = Awaited<ReturnType<typeof issue>>

/** The reference rule: the second dose or a later one of an approved product, in a time, not revoked, first entry. */
export const request: PredicateRequest = {
  domain: 'https://theatre.example',
  nonce: 'Zm9yIHRoZSB0ZXN0cyBvbmx5IQ',
  expires: '2026-11-26T12:00:00Z',
  credentials: [
    {
      id: 'dose',
      predicates: [
        {
          kind: 'date',
          pointer: '/credentialSubject/doseDate',
          from: '2021-01-01',
          until: '2021-12-31',
        },
        { kind: 'code', pointer: '/credentialSubject/product', list: APPROVED },
        { kind: 'integer', pointer: '/credentialSubject/doseNumber', from: 2, until: 99 },
      ],
      disclosures: [],
      notRevoked: true,
    },
  ],
  epoch: EPOCH,
  pseudonym: { context: 'entry:2026-11-26' },
}

/** What a holder answers. */
export function present(
  { digits, lists }: Issuer,
  { secret, answer }: Holder,
  asked: PredicateRequest = request,
) {
  return presentPredicates({ request: asked, answers: [answer], secret, digits: [digits], lists })
}

/** What a verifier makes of it. */
export function verify(
  { profile, lists }: Issuer,
  presentation: unknown,
  asked: PredicateRequest = request,
) {
  return verifyPredicates(presentation, { request: asked, profiles: [profile], lists })
}
