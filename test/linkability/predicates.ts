import { type PredicateRequest, presentPredicates } from '@unscored/vc'
import {
  createPredicateIssuer,
  issueWithPredicates,
} from '../../examples/src/fictitious-predicates.ts'
import { dose } from './samples.ts'

const APPROVED = ['EU/1/20/1528', 'EU/1/20/1507']
const now = new Date('2021-05-04T12:00:00Z')
const EPOCH = 18_751

/** A rule proven of a dose, and what is needed to read that. */
export async function proveRule(changes: Partial<PredicateRequest['credentials'][number]> = {}) {
  const issuer = await createPredicateIssuer({
    approved: 'approved',
    products: APPROVED,
    epoch: EPOCH,
  })
  const { secret, answer } = await issueWithPredicates(issuer, { dose, now })
  const subject = '/credentialSubject/'
  const request: PredicateRequest = {
    domain: 'https://theatre.example',
    nonce: 'AAAAAAAAAAAAAAAAAAAAAA',
    expires: '2021-05-04T12:05:00Z',
    credentials: [
      {
        id: 'dose',
        predicates: [
          { kind: 'date', pointer: `${subject}doseDate`, from: '2020-08-07', until: '2021-04-20' },
          { kind: 'code', pointer: `${subject}product`, list: 'approved' },
          { kind: 'integer', pointer: `${subject}doseNumber`, from: 2, until: 99 },
        ],
        ...{ disclosures: [], notRevoked: true },
        ...changes,
      },
    ],
    epoch: EPOCH,
    pseudonym: { context: 'entry:2021-05-04' },
  }
  const { digits, lists, profile } = issuer
  const presentation = await presentPredicates({
    ...{ request, answers: [answer], secret, digits: [digits], lists },
  })
  return { presentation, request, profiles: [profile], lists: new Map([['approved', APPROVED]]) }
}
