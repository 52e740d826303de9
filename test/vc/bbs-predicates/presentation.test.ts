import { gapsBetween, generateNym, signGaps } from '@unscored/bbs'
import { type JsonObject, type JsonValue, parseJson } from '@unscored/core'
import {
  decodeCompactPresentation,
  encodeCompactPresentation,
  type PredicateProfile,
  type PredicateQuery,
  type PredicateRequest,
  presentPredicates,
  verifyPredicates,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import {
  parsePredicatesProof,
  serializePredicatesProof,
} from '../../../packages/vc/src/bbs-predicates/proof-value.ts'
import {
  APPROVED,
  createIssuer,
  EPOCH,
  type Holder,
  type Issuer,
  issue,
  LIST,
  present,
  request,
  verify,
} from './issuing.ts'

const issuer = await createIssuer()
const otherIssuer = await createIssuer('did:web:other.example')
const holder = await issue(issuer)
const presentation = await present(issuer, holder)

const SUBJECT = '/credentialSubject'
const [query] = request.credentials as [PredicateQuery]

/** The reference request with another query. */
const asking = (change: Partial<PredicateQuery>, more: Partial<PredicateRequest> = {}) => ({
  ...request,
  ...more,
  credentials: [{ ...query, ...change }],
})

/** Nothing but what is asked of members. */
function askingOnly(change: Partial<PredicateQuery>): PredicateRequest {
  const { epoch: _epoch, pseudonym: _pseudonym, ...rest } = request
  const none = { id: 'dose', predicates: [], disclosures: [], notRevoked: false }
  return { ...rest, credentials: [{ ...none, ...change }] }
}

const dateBetween = (from: string, until: string) => ({
  ...({ kind: 'date', pointer: `${SUBJECT}/doseDate`, from, until } as const),
})
const numberBetween = (pointer: string, from: number, until: number) => ({
  ...({ kind: 'integer', pointer: `${SUBJECT}/${pointer}`, from, until } as const),
})
const approvedProduct = { kind: 'code', pointer: `${SUBJECT}/product`, list: APPROVED } as const
const dosesLeft = (from: number, until: number) => ({
  ...{ kind: 'difference' as const, pointer: `${SUBJECT}/totalDoses`, from, until },
  minus: `${SUBJECT}/doseNumber`,
})

const code = (expected: string) => expect.objectContaining({ code: expected })

/** Whether a holder's answer verifies. */
async function holds(asked: PredicateRequest, by: Holder = holder): Promise<boolean> {
  const shown = await present(issuer, by, asked)
  return (await verify(issuer, shown, asked)) !== undefined
}

describe('an answer to a request for predicates', () => {
  test('shows what is asked, which is nothing of the person, and proves the rest', async () => {
    const { credentials, pseudonym } = await verify(issuer, presentation)
    expect(credentials.dose).toEqual({
      credential: issuer.profile.mandatory,
      issuer: issuer.profile.issuer,
      proven: request.credentials[0]?.predicates,
      notRevokedIn: EPOCH,
    })
    expect(pseudonym).toHaveLength(48)
  })

  test('is neither made nor verified with a random source that fails', async () => {
    const random = () => {
      throw new RangeError('there is no randomness')
    }
    const { secret, answer } = holder
    const { profile, digits, lists } = issuer
    const answering = presentPredicates({
      ...{ request, answers: [answer], secret, digits: [digits], lists, random },
    })
    await expect(answering).rejects.toThrow('there is no randomness')
    const verifying = verifyPredicates(presentation, {
      ...{ request, profiles: [profile], lists, random },
    })
    await expect(verifying).rejects.toThrow('there is no randomness')
  })

  test('is no longer than 3,000 octets', () => {
    const { proof, pseudonym } = proofOf(presentation)
    expect(proof.length + (pseudonym?.length ?? 0)).toBeLessThanOrEqual(3000)
  })

  test('shows members to the letter, and that others are missing', async () => {
    const withoutCountry = await issue(issuer, { without: ['country'] })
    const disclosures = [`${SUBJECT}/familyName`, `${SUBJECT}/doseNumber`, `${SUBJECT}/country`]
    const asked = askingOnly({ disclosures })
    const shown = await present(issuer, withoutCountry, asked)
    const { credentials } = await verify(issuer, shown, asked)
    expect(credentials.dose?.credential.credentialSubject).toEqual({
      ...{ type: 'VaccinationDose', familyName: 'Fictitious', doseNumber: 2 },
    })
  })

  test.each([
    ['a date on both bounds', dateBetween('2021-06-01', '2021-06-01')],
    ['a number on both bounds', numberBetween('doseNumber', 2, 2)],
    ['the widest range', numberBetween('doseNumber', 0, 255)],
    ['a code that is listed', approvedProduct],
    ['a difference on both bounds', dosesLeft(0, 0)],
    ['the widest differences', dosesLeft(-127, 128)],
    [
      'a date of birth',
      { ...dateBetween('1900-01-01', '1970-01-01'), pointer: `${SUBJECT}/birthDate` },
    ],
    [
      'a beginning of validity',
      { ...dateBetween('2026-01-01', '2026-01-01'), pointer: '/validFrom' },
    ],
  ])('proves %s', async (_, predicate) => {
    expect(await holds(askingOnly({ predicates: [predicate] }))).toBe(true)
  })

  test('proves two differences of one member, and one beside a range of either', async () => {
    const of = (...predicates: PredicateQuery['predicates']) => askingOnly({ predicates })
    expect(await holds(of(dosesLeft(0, 1), dosesLeft(-1, 0)))).toBe(true)
    expect(await holds(of(numberBetween('doseNumber', 0, 255), dosesLeft(0, 0)))).toBe(true)
    expect(await holds(of(dosesLeft(0, 0), numberBetween('totalDoses', 0, 255)))).toBe(true)
  })
})

describe('nothing can be proven of', async () => {
  const missing = await issue(issuer, { without: ['doseDate', 'doseNumber', 'totalDoses'] })
  const revoked = await issue(issuer, { id: 300 })
  const first = await issue(issuer, { dose: { doseNumber: 1 } })
  const another = await issue(issuer, { dose: { product: 'EU/1/20/9999' } })

  const only = (...predicates: PredicateQuery['predicates']) => askingOnly({ predicates })
  test.each([
    ['a date the day before', only(dateBetween('2021-06-02', '2021-12-31')), holder],
    ['a date the day after', only(dateBetween('2021-01-01', '2021-05-31')), holder],
    ['a number below', only(numberBetween('doseNumber', 3, 255)), holder],
    ['a number above', only(numberBetween('doseNumber', 0, 1)), holder],
    ['a first dose as the second', request, first],
    ['a product that is not listed', request, another],
    ['a difference below', only(dosesLeft(1, 255)), holder],
    ['a difference above', only(dosesLeft(-255, -1)), holder],
    ['a date that is missing', only(dateBetween('1900-01-01', '2079-06-06')), missing],
    ['a number that is missing', only(numberBetween('doseNumber', 0, 255)), missing],
    ['two numbers that are missing', only(dosesLeft(-127, 128)), missing],
    ['a credential that was revoked', request, revoked],
    ['a secret that is not hers', request, { ...holder, secret: generateNym() }],
  ])('%s', async (_, asked, by) => {
    await expect(present(issuer, by, asked)).rejects.toThrow(code('cannotProve'))
  })

  test('a number that lies in no gap that she shows', async () => {
    for (const gap of issuer.gaps.filter(({ after }) => after !== 100)) {
      const answer = { ...holder.answer, gap }
      await expect(present(issuer, { ...holder, answer })).rejects.toThrow(code('cannotProve'))
      const taken = { ...revoked, answer: { ...revoked.answer, gap } }
      await expect(present(issuer, taken)).rejects.toThrow(code('cannotProve'))
    }
  })

  test('a number by a gap of another list', async () => {
    const gaps = await signGaps({
      ...{ ...issuer.revocation, epoch: EPOCH, gaps: gapsBetween(LIST + 1, []) },
    })
    const answer = { ...holder.answer, ...(gaps[0] && { gap: gaps[0] }) }
    await expect(present(issuer, { ...holder, answer })).rejects.toThrow(code('cannotProve'))
  })

  test('a query that no credential answers', async () => {
    const { secret } = holder
    const answering = presentPredicates({
      ...{ request, answers: [], secret, digits: [issuer.digits], lists: issuer.lists },
    })
    await expect(answering).rejects.toThrow(code('cannotProve'))
  })

  test('the same refusal, whatever the reason', async () => {
    const refusals = [revoked, first, another, { ...holder, secret: generateNym() }].map((by) =>
      present(issuer, by).catch((error: Error) => error.message),
    )
    expect(new Set(await Promise.all(refusals)).size).toBe(1)
  })
})

describe('a gap does not do that was signed', () => {
  test.each([
    ['for another epoch', { ...issuer.revocation, epoch: EPOCH - 1 }],
    ['by another key', { ...otherIssuer.revocation, epoch: EPOCH }],
    ['by the key of credentials', { ...issuer.key, epoch: EPOCH }],
  ])('%s', async (_, { secretKey, publicKey, epoch }) => {
    const gaps = await signGaps({
      secretKey,
      publicKey,
      epoch,
      gaps: gapsBetween(LIST, [100, 300]),
    })
    const gap = gaps.find(({ after }) => after === 100)
    const answer = { ...holder.answer, ...(gap && { gap }) }
    const shown = await present(issuer, { ...holder, answer })
    await expect(verify(issuer, shown)).rejects.toThrow(code('proofInvalid'))
  })

  test('with wider bounds than it has', async () => {
    const gap = { ...(issuer.gaps[1] as Issuer['gaps'][0]), after: 0, before: 65_535 }
    const revoked = await issue(issuer, { id: 300 })
    const shown = await present(issuer, { ...revoked, answer: { ...revoked.answer, gap } })
    await expect(verify(issuer, shown)).rejects.toThrow(code('proofInvalid'))
  })
})

describe('an answer does not do where the verifier asked', () => {
  const [date, product, number] = query.predicates as [
    ReturnType<typeof dateBetween>,
    typeof approvedProduct,
    ReturnType<typeof numberBetween>,
  ]
  test.each<[string, PredicateRequest]>([
    ['for another audience', { ...request, domain: 'https://elsewhere.example' }],
    ['with another nonce', { ...request, nonce: 'Zm9yIHRoZSB0ZXN0cyBvbmx5Ig' }],
    ['until another time', { ...request, expires: '2026-11-26T12:00:01Z' }],
    ['of a later epoch', { ...request, epoch: EPOCH + 1 }],
    ['for another context', { ...request, pseudonym: { context: 'entry:2026-11-27' } }],
    ['under another id', asking({ id: 'other' })],
    ['for a later day', asking({ predicates: [{ ...date, from: '2021-06-02' }, product, number] })],
    [
      'for an earlier day',
      asking({ predicates: [{ ...date, until: '2021-05-31' }, product, number] }),
    ],
    ['for another number', asking({ predicates: [date, product, { ...number, from: 3 }] })],
    ['for less', asking({ predicates: [date, product] })],
    ['for more', asking({ predicates: [...query.predicates, dosesLeft(0, 0)] })],
    ['in another order', asking({ predicates: [product, date, number] })],
    ['for a member to be shown that is missing', asking({ disclosures: [`${SUBJECT}/country`] })],
  ])('%s', async (_, asked) => {
    await expect(verify(issuer, presentation, asked)).rejects.toThrow(code('proofInvalid'))
  })

  test('for no pseudonym', async () => {
    const { pseudonym: _, ...asked } = request
    await expect(verify(issuer, presentation, asked)).rejects.toThrow(code('featureMismatch'))
    const shown = await present(issuer, holder, asked)
    await expect(verify(issuer, shown, asked)).resolves.toBeDefined()
    await expect(verify(issuer, shown)).rejects.toThrow(code('featureMismatch'))
  })

  test('for two credentials', async () => {
    const credentials = [query, { ...query, id: 'second' }]
    const asked = { ...request, credentials }
    await expect(verify(issuer, presentation, asked)).rejects.toThrow(code('malformed'))
  })
})

describe('an answer does not do where what the verifier knows of the issuer differs in', () => {
  const { profile, lists } = issuer
  const [first, ...table] = profile.table
  const without = { issuer: profile.issuer }
  test.each<[string, Partial<PredicateProfile>, string]>([
    ['its key', { publicKey: otherIssuer.profile.publicKey }, 'proofInvalid'],
    ['its digits', { digits: otherIssuer.profile.digits }, 'proofInvalid'],
    ['its revocation key', { revocationKey: otherIssuer.revocation.publicKey }, 'proofInvalid'],
    ['the name of its key', { verificationMethod: `${profile.issuer}#other` }, 'issuerNotTrusted'],
    [
      'what all show',
      { mandatory: { ...profile.mandatory, ...without, type: [] } },
      'notTheProfile',
    ],
    [
      'the issuer',
      { mandatory: { ...profile.mandatory, issuer: 'did:web:a.example' } },
      'notTheProfile',
    ],
    ['an attribute that is left out', { table }, 'proofInvalid'],
    ['the order of attributes', { table: [...table, ...(first ? [first] : [])] }, 'proofInvalid'],
    [
      'an encoding',
      {
        table: profile.table.map((one) => ({
          ...one,
          encoding: one === first ? 'code' : one.encoding,
        })),
      },
      'proofInvalid',
    ],
    [
      'a pointer',
      { table: profile.table.map((one) => (one === first ? { ...one, pointer: '/a' } : one)) },
      'proofInvalid',
    ],
  ])('%s', async (_, change, expected) => {
    const other = { ...issuer, profile: { ...profile, ...change } }
    await expect(verify(other, presentation)).rejects.toThrow(code(expected))
  })

  test('the list of products', async () => {
    const other = { ...issuer, lists: otherIssuer.lists }
    await expect(verify(other, presentation)).rejects.toThrow(code('proofInvalid'))
    await expect(verify({ ...issuer, lists: new Map() }, presentation)).rejects.toThrow(
      code('requestMalformed'),
    )
    // A list of numbers is none of digits, and the digits are no list.
    const digits = new Map([...lists.keys()].map((id) => [id, issuer.digits]))
    await expect(verify({ ...issuer, lists: digits }, presentation)).rejects.toThrow(
      code('proofInvalid'),
    )
  })

  test('that it is not trusted', async () => {
    await expect(verify(otherIssuer, presentation)).rejects.toThrow(code('issuerNotTrusted'))
  })

  test('which of its keys signed', async () => {
    const later = { ...otherIssuer.profile, issuer: profile.issuer, mandatory: profile.mandatory }
    const next = { ...later, verificationMethod: `${profile.issuer}#predicates-2` }
    const [document] = presentation.verifiableCredential as readonly [JsonObject]
    const proof = { ...(document.proof as JsonObject), verificationMethod: next.verificationMethod }
    const claimed = { ...presentation, verifiableCredential: [{ ...document, proof }] }
    const verifying = verifyPredicates(claimed, { request, profiles: [profile, next], lists })
    await expect(verifying).rejects.toThrow(code('proofInvalid'))
  })

  test('whose credential it is', async () => {
    const foreign = await issue(otherIssuer, { secret: holder.secret })
    const answer = { ...holder.answer, held: foreign.answer.held }
    const shown = await present(issuer, { ...foreign, answer })
    await expect(verify(issuer, shown)).rejects.toThrow(code('proofInvalid'))
  })
})

describe('an altered answer is refused:', async () => {
  const { pseudonym, proof } = proofOf(presentation)
  const [document] = presentation.verifiableCredential as readonly [JsonObject]
  const withProof = (change: JsonObject) => ({
    ...{ ...presentation, proof: { ...(presentation.proof as JsonObject), ...change } },
  })
  const withValue = (value: Parameters<typeof serializePredicatesProof>[0]) =>
    withProof({ proofValue: serializePredicatesProof(value) })
  const withDocument = (...documents: JsonValue[]) => ({
    ...{ ...presentation, verifiableCredential: documents },
  })
  const other = proofOf(await present(issuer, await issue(issuer)))
  const base = holder.secured.proof
  const subject = document.credentialSubject as JsonObject

  test.each<[string, unknown, string]>([
    ['no object', [presentation], 'malformed'],
    ['a member more', { ...presentation, holder: 'did:web:holder.example' }, 'malformed'],
    ['an id', { ...presentation, id: 'urn:uuid:0' }, 'malformed'],
    ['another type', { ...presentation, type: 'VerifiablePresentation' }, 'malformed'],
    ['no proof', { ...presentation, proof: undefined }, 'invalidJson'],
    [
      'two proofs',
      { ...presentation, proof: [presentation.proof, presentation.proof] },
      'malformed',
    ],
    ['a list of one proof', { ...presentation, proof: [presentation.proof] }, 'malformed'],
    ['a proof of another suite', withProof({ cryptosuite: 'bbs-2023' }), 'malformed'],
    ['a proof that says when', withProof({ created: '2026-11-26T12:00:00Z' }), 'malformed'],
    ['a proof that says more', withProof({ challenge: request.nonce }), 'malformed'],
    [
      'a base proof as the proof',
      withProof({ proofValue: base.proofValue ?? '' }),
      'notADerivedProof',
    ],
    [
      'a base proof beside the proof',
      { ...presentation, proof: [presentation.proof, base] },
      'malformed',
    ],
    ['a base proof left in', withDocument({ ...document, proof: base }), 'malformed'],
    [
      'a credential that names no key',
      withDocument({ ...document, proof: {} }),
      'issuerNotTrusted',
    ],
    ['a credential without a proof', withDocument(issuer.profile.mandatory), 'malformed'],
    [
      'a credential that names a key for something else',
      withDocument({
        ...{
          ...document,
          proof: { ...(document.proof as JsonObject), proofPurpose: 'authentication' },
        },
      }),
      'malformed',
    ],
    ['no list of credentials', { ...presentation, verifiableCredential: document }, 'malformed'],
    ['a credential that is none', withDocument('credential'), 'malformed'],
    ['a credential and what is none', withDocument(document, 'credential'), 'malformed'],
    ['a credential twice', withDocument(document, document), 'malformed'],
    ['no credential', withDocument(), 'malformed'],
    [
      'a member that was not asked for',
      withDocument({ ...document, credentialSubject: { ...subject, familyName: 'Fictitious' } }),
      'notTheProfile',
    ],
    [
      'a validity',
      withDocument({ ...document, validUntil: '2027-01-01T00:00:00Z' }),
      'notTheProfile',
    ],
    ['a member that is null', withDocument({ ...document, validUntil: null }), 'malformed'],
    ['a context of its own', withDocument({ ...document, '@context': [{}] }), 'inlineContext'],
    [
      'an issuer that is an object',
      withDocument({ ...document, issuer: { id: issuer.profile.issuer } }),
      'notTheProfile',
    ],
    ['half a surrogate pair', withDocument({ ...document, type: ['\ud800'] }), 'malformed'],
    ['no pseudonym', withValue({ proof }), 'featureMismatch'],
    ['the pseudonym of another', withValue({ ...other, proof }), 'proofInvalid'],
    [
      'the proof of another',
      withValue({ ...other, ...(pseudonym && { pseudonym }) }),
      'proofInvalid',
    ],
    [
      'an octet less',
      withValue({ proof: proof.subarray(1), ...(pseudonym && { pseudonym }) }),
      'proofInvalid',
    ],
    [
      'an octet more',
      withValue({ proof: Uint8Array.of(...proof, 0), ...(pseudonym && { pseudonym }) }),
      'proofInvalid',
    ],
    [
      'no octets',
      withValue({ proof: new Uint8Array(), ...(pseudonym && { pseudonym }) }),
      'proofInvalid',
    ],
  ])('%s', async (_, altered, expected) => {
    await expect(verify(issuer, altered)).rejects.toThrow(code(expected))
  })

  test('any octet of the proof or of the pseudonym', async () => {
    const step = 211
    for (let at = 0; at < proof.length; at += step) {
      const octets = Uint8Array.from(proof)
      octets[at] = (octets[at] ?? 0) ^ 1
      const altered = withValue({ proof: octets, ...(pseudonym && { pseudonym }) })
      await expect(verify(issuer, altered)).rejects.toThrow(code('proofInvalid'))
    }
    const octets = Uint8Array.from(pseudonym ?? [])
    octets[47] = (octets[47] ?? 0) ^ 1
    await expect(verify(issuer, withValue({ proof, pseudonym: octets }))).rejects.toThrow(
      code('proofInvalid'),
    )
  })
})

describe('a member that is shown', async () => {
  const asked = askingOnly({ disclosures: [`${SUBJECT}/product`, `${SUBJECT}/doseNumber`] })
  const shown = await present(issuer, holder, asked)
  const [document] = shown.verifiableCredential as readonly [JsonObject]
  const subject = document.credentialSubject as JsonObject
  const { product: _, ...withoutProduct } = subject

  test.each<[string, JsonObject, string]>([
    ['cannot be another', { ...subject, product: 'EU/1/20/1507' }, 'proofInvalid'],
    ['cannot be left out', withoutProduct, 'proofInvalid'],
    ['cannot be written otherwise', { ...subject, doseNumber: '2' }, 'attributeInvalid'],
    ['cannot be spelled out', { ...subject, product: { '@value': 'EU/1/20/1528' } }, 'malformed'],
    ['cannot be a list', { ...subject, product: ['EU/1/20/1528'] }, 'attributeInvalid'],
    ['cannot have another beside it', { ...subject, totalDoses: 2 }, 'notTheProfile'],
  ])('%s', async (_name, credentialSubject, expected) => {
    const altered = { ...shown, verifiableCredential: [{ ...document, credentialSubject }] }
    await expect(verify(issuer, altered, asked)).rejects.toThrow(code(expected))
  })
})

describe('nobody can ask', () => {
  const only = (...predicates: PredicateQuery['predicates']) => askingOnly({ predicates })
  const at = (pointer: string) => ({ credential: 'dose', pointer: `${SUBJECT}/${pointer}` })
  const second = { ...query, id: 'second', predicates: [approvedProduct] }
  const two = (...equal: { credential: string; pointer: string }[][]) => ({
    ...{ ...request, credentials: [query, second], equal },
  })
  const shownSecond = { ...second, predicates: [], disclosures: [`${SUBJECT}/product`] }
  const [product, ...of] = [at('product'), { ...at('product'), credential: 'second' }] as const

  test.each<[string, PredicateRequest]>([
    ...[
      ...['/issuer', '/type', '/@context', '/proof', '/id', SUBJECT, `${SUBJECT}/type`],
      ...['/credentialSubject/id', '/15', '/revocationId', '/secret', '/blinding', '/__proto__'],
    ].map((pointer): [string, PredicateRequest] => [
      `for ${pointer} to be shown`,
      askingOnly({ disclosures: [pointer] }),
    ]),
    [
      'a date of what is none',
      only({ ...dateBetween('2021-01-01', '2021-12-31'), pointer: '/issuer' }),
    ],
    ['a number of a date', only(numberBetween('doseDate', 0, 255))],
    [
      'a date of a number',
      only({ ...dateBetween('1900-01-01', '1901-01-01'), pointer: `${SUBJECT}/doseNumber` }),
    ],
    ['a code of a name', only({ ...approvedProduct, pointer: `${SUBJECT}/familyName` })],
    ['for a list that nobody knows', only({ ...approvedProduct, list: 'approved-products-13' })],
    ['for a number beyond its encoding', only(numberBetween('doseNumber', 0, 256))],
    ['for a difference beyond its encoding', only(dosesLeft(-256, 0))],
    ['for a difference wider than its encoding', only(dosesLeft(-255, 1))],
    [
      'for the difference of a number and a date',
      only({ ...dosesLeft(0, 0), minus: `${SUBJECT}/doseDate` }),
    ],
    ['the same twice', only(numberBetween('doseNumber', 1, 2), numberBetween('doseNumber', 1, 2))],
    [
      'two members of one credential to be equal',
      { ...request, equal: [[product, at('disease')]] },
    ],
    ['a member to be equal to itself', { ...request, equal: [[product, product]] }],
    [
      'members to be equal of which nothing else is asked',
      two([at('country'), { ...at('country'), credential: 'second' }]),
    ],
    [
      'members to be equal that are encoded otherwise',
      two([product, { ...at('doseNumber'), credential: 'second' }]),
    ],
    [
      'a member to be equal to two others',
      two([product, ...of], [product, { ...at('disease'), credential: 'second' }]),
    ],
    ['what is no attribute to be equal', two([{ ...product, pointer: '/issuer' }, ...of])],
    [
      'what is shown to be equal to what is hidden',
      { ...two([product, ...of]), credentials: [query, shownSecond] },
    ],
  ])('%s', async (_, asked) => {
    const { secret, answer } = holder
    const answers = asked.credentials.map(() => answer)
    const { digits, lists } = issuer
    const answering = presentPredicates({
      request: asked,
      answers,
      secret,
      digits: [digits],
      lists,
    })
    await expect(answering).rejects.toThrow(code('requestMalformed'))
    const [document = null] = presentation.verifiableCredential as readonly JsonObject[]
    const documents = answers.map(() => document)
    const { pseudonym } = proofOf(presentation)
    const proofValue = serializePredicatesProof({
      ...{ proof: new Uint8Array(9), ...(pseudonym && asked.pseudonym && { pseudonym }) },
    })
    const shown = { ...presentation, verifiableCredential: documents }
    const proof = { ...(presentation.proof as JsonObject), proofValue }
    await expect(verify(issuer, { ...shown, proof }, asked)).rejects.toThrow(
      code('requestMalformed'),
    )
  })

  test('whether it was revoked of an issuer that revokes nothing', async () => {
    const { revocationKey: _, ...profile } = issuer.profile
    const answer = { ...holder.answer, profile }
    await expect(present(issuer, { ...holder, answer })).rejects.toThrow(code('requestMalformed'))
    await expect(verify({ ...issuer, profile }, presentation)).rejects.toThrow(
      code('requestMalformed'),
    )
  })
})

describe('two credentials', async () => {
  const { secret } = holder
  const first = await issue(issuer, { secret, id: 201, dose: { doseNumber: 1 } })
  const ofAnother = await issue(issuer, { id: 202, dose: { doseNumber: 1 } })
  const otherProduct = await issue(issuer, {
    ...{ secret, id: 203, dose: { doseNumber: 1, product: 'EU/1/20/1507' } },
  })
  const foreign = await issue(otherIssuer, { secret, dose: { doseNumber: 1 } })
  const product = `${SUBJECT}/product`
  const asked: PredicateRequest = {
    ...request,
    credentials: [
      { ...query, id: 'first', predicates: [numberBetween('doseNumber', 1, 1)] },
      { ...query, id: 'second', predicates: [numberBetween('doseNumber', 2, 9), approvedProduct] },
    ],
    equal: [
      [
        { credential: 'first', pointer: product },
        { credential: 'second', pointer: product },
      ],
    ],
  }
  const profiles = [issuer, otherIssuer].map(({ profile }) => profile)
  const { lists } = issuer

  function presentTwo(one: Holder, two: Holder, of: PredicateRequest = asked) {
    const digits = [issuer.digits, otherIssuer.digits]
    const answers = [one.answer, two.answer]
    return presentPredicates({ request: of, answers, secret, digits, lists })
  }

  test('of one person have members that are the same, which stay hidden', async () => {
    const shown = await presentTwo(first, holder)
    const verified = await verifyPredicates(shown, { request: asked, profiles, lists })
    expect(verified.equal).toEqual(asked.equal)
    expect(JSON.stringify(verified.credentials)).not.toContain('EU/1/20')
    const { pseudonym } = await verify(issuer, presentation)
    expect(verified.pseudonym).toEqual(pseudonym)
  })

  test('are read by profiles that can be gone through but once', async () => {
    const shown = await presentTwo(foreign, holder)
    const once = () => ({ request: asked, profiles: profiles.values() })
    const { credentials } = await verifyPredicates(shown, { ...once(), lists })
    expect(Object.keys(credentials)).toEqual(['first', 'second'])
    const octets = encodeCompactPresentation(shown, once())
    expect(decodeCompactPresentation(octets, once())).toEqual(shown)
  })

  test('of one person may be of two issuers', async () => {
    const shown = await presentTwo(foreign, holder)
    const { credentials } = await verifyPredicates(shown, { request: asked, profiles, lists })
    expect(credentials.first?.issuer).toBe(otherIssuer.profile.issuer)
    const swapped = {
      ...shown,
      verifiableCredential: [...(shown.verifiableCredential as JsonObject[])].reverse(),
    }
    await expect(verifyPredicates(swapped, { request: asked, profiles, lists })).rejects.toThrow(
      code('proofInvalid'),
    )
  })

  test('are said to be in force and alike only where that was asked', async () => {
    const [one, two] = asked.credentials as [PredicateQuery, PredicateQuery]
    const { equal: _, ...rest } = asked
    const of = { ...rest, credentials: [{ ...one, notRevoked: false }, two] }
    const shown = await presentTwo(first, holder, of)
    const verified = await verifyPredicates(shown, { request: of, profiles, lists })
    expect(verified.credentials.first).not.toHaveProperty('notRevokedIn')
    expect(verified.credentials.second?.notRevokedIn).toBe(EPOCH)
    expect(verified).not.toHaveProperty('equal')
  })

  test('of one person may lie in two gaps of one list', async () => {
    const later = await issue(issuer, { secret, id: 400, dose: { doseNumber: 1 } })
    const shown = await presentTwo(later, holder)
    await expect(
      verifyPredicates(shown, { request: asked, profiles, lists }),
    ).resolves.toBeDefined()
  })

  test.each([
    ['two persons', ofAnother, holder],
    ['two products', otherProduct, holder],
    ['the same dose twice', holder, holder],
    ['the wrong order', holder, first],
  ])('of %s do not do', async (_, one, two) => {
    await expect(presentTwo(one, two)).rejects.toThrow(code('cannotProve'))
  })

  test('of two products do where it is not asked that they are the same', async () => {
    const { equal: _, ...of } = asked
    const shown = await presentTwo(otherProduct, holder, of)
    await expect(verifyPredicates(shown, { request: of, profiles, lists })).resolves.toBeDefined()
    await expect(verifyPredicates(shown, { request: asked, profiles, lists })).rejects.toThrow(
      code('proofInvalid'),
    )
  })

  test('that both miss a member are not shown to have it in common', async () => {
    const [one, two] = [
      await issue(issuer, { secret, id: 204, dose: { doseNumber: 1 }, without: ['product'] }),
      await issue(issuer, { secret, id: 205, without: ['product'] }),
    ]
    await expect(presentTwo(one, two)).rejects.toThrow(code('cannotProve'))
  })
})

describe('nothing tells', () => {
  test('two showings of one credential to be that, but for the pseudonym', async () => {
    const again = await present(issuer, holder)
    const [one, two] = [proofOf(presentation), proofOf(again)]
    expect(two.pseudonym).toEqual(one.pseudonym)
    const known = new Set(windows(one.proof))
    expect(windows(two.proof).filter((octets) => known.has(octets))).toEqual([])
    const { proof: _, ...shown } = presentation
    expect(again).toMatchObject(shown)
  })

  test('the pseudonyms of two contexts or audiences to be of one person', async () => {
    const asked = [
      ...[request, { ...request, pseudonym: { context: 'entry:2026-11-27' } }],
      { ...request, domain: 'https://cinema.example' },
    ]
    const shown = await Promise.all(asked.map((one) => present(issuer, holder, one)))
    const pseudonyms = shown.map((one) => String(proofOf(one).pseudonym))
    expect(new Set(pseudonyms).size).toBe(3)
  })

  test('two holders apart, who have all or next to nothing of what is asked about', async () => {
    const { mandatory } = issuer.profile
    const without = ['familyName', 'givenName', 'birthDate', 'manufacturer', 'country', 'certifier']
    const dose = { product: 'EU/1/20/1507', doseNumber: 9, doseDate: '2021-12-31' }
    const other = await issue(issuer, { id: 65_534, without, dose })
    const shown = await present(issuer, other)
    const { proof: _, ...rest } = presentation
    expect(shown).toMatchObject(rest)
    expect(shown.verifiableCredential).toEqual([
      { ...mandatory, proof: expect.objectContaining({ verificationMethod: issuer.key.id }) },
    ])
    expect(Object.keys(shown.proof as object)).toEqual(Object.keys(presentation.proof as object))
    const [one, two] = [proofOf(presentation), proofOf(shown)]
    expect(two.proof).toHaveLength(one.proof.length)
    const known = new Set(windows(one.proof))
    expect(windows(two.proof).filter((octets) => known.has(octets))).toEqual([])
    await expect(verify(issuer, shown)).resolves.toBeDefined()
  })
})

test.each([
  { name: 'a request', value: () => request as unknown as JsonValue },
  { name: 'a presentation', value: () => presentation as JsonValue },
])('text of $name that has a member twice is refused before it is parsed', ({ value }) => {
  const text = JSON.stringify(value())
  expect(() => parseJson(text)).not.toThrow()
  for (const [member] of text.matchAll(/"[^"]*":/g)) {
    const twice = text.replace(member, `${member}null,${member}`)
    expect(() => parseJson(twice)).toThrow(code('invalidJson'))
  }
})

function proofOf({ proof }: JsonObject) {
  return parsePredicatesProof((proof as JsonObject).proofValue)
}

/** All runs of eight octets. */
function windows(octets: Uint8Array): string[] {
  return Array.from({ length: octets.length - 7 }, (_, i) => octets.subarray(i, i + 8).join())
}
