import {
  createSignedSet,
  digitElements,
  type Gap,
  gapsBetween,
  generateKeyPair,
  generateNym,
  type OpenedSet,
  openSignedSet,
  type SignedGap,
  type SignedSet,
  signGaps,
} from '@unscored/bbs'
import { utf8 } from '@unscored/core'
import {
  codeScalar,
  createVaccinationCredential,
  createVaccinationPredicateProfile,
  openPredicates,
  type PredicateRequest,
  parsePredicateRequest,
  presentPredicates,
  requestPredicatesBinding,
  signPredicates,
  verifyPredicates,
} from '@unscored/vc'
import { createDraw } from '../draw.ts'
import type { EntryRule } from '../settings.ts'
import type { Visit } from '../visits.ts'
import { BBS_ISSUER } from './bbs-issuer.ts'
import type { Deployment, DeploymentOptions, Exchange, SimulatedFormat } from './format.ts'
import { commonRequest, daysOf } from './request.ts'
import { fromJsonOctets, jsonOctets } from './shown-claims.ts'

/** Nothing is shown: that the rule is met is proven, and that the credential was not revoked. */
export const bbsPredicates2026: SimulatedFormat = {
  id: 'bbs-predicates-2026',
  label: 'bbs-predicates-2026',
  use: 'The default profile: the rule is proven, and that nothing was revoked; nothing is shown.',
  open,
}

const APPROVED = 'approved-products'
const EPOCH = 18_751
const LIST = 0

async function open({ seed, rule, leak }: DeploymentOptions): Promise<Deployment> {
  const first = await publish(seed, 0, rule)
  const second = leak === 'gapFile' ? await publish(seed, 1, rule) : first
  const publishedFor = (index: number) => (index % 2 === 1 ? second : first)
  const { keys, lists } = first

  async function verifyWith(
    { profile }: Published,
    { request, presentation }: Exchange,
  ): Promise<void> {
    await verifyPredicates(fromJsonOctets(presentation), {
      request: parsePredicateRequest(fromJsonOctets(request)),
      ...{ profiles: [profile], lists },
    })
  }
  const holds = (published: Published, exchange: Exchange) =>
    verifyWith(published, exchange).then(
      () => true,
      () => false,
    )

  return {
    async issue({ index, dose, certifiedAt }) {
      const { profile, digits, gapOf } = publishedFor(index)
      const draw = createDraw(seed, 'predicates', 'holder', index)
      const random = draw.octets
      const secret = generateNym(random)
      const terms = { profile, manifest: new Uint8Array(32), nonce: random(16) }
      const { request, blinding } = await requestPredicatesBinding({ ...terms, secret, random })
      const validUntil = new Date(certifiedAt)
      validUntil.setUTCFullYear(certifiedAt.getUTCFullYear() + 1)
      const credential = createVaccinationCredential({
        ...{ suite: 'bbs-2023', issuer: BBS_ISSUER, dose, validFrom: certifiedAt, validUntil },
      })
      const revocation = { list: LIST, id: numberOf(index) }
      const secured = await signPredicates({
        ...{ ...terms, credential, key: { id: profile.verificationMethod, ...keys } },
        ...{ request, revocation },
      })
      const held = await openPredicates(secured, { profile, secrets: { blinding, secret } })
      const gap = await gapOf(held.id)
      return {
        record: {
          parts: {
            person: jsonOctets(dose),
            request: utf8(request),
            credential: jsonOctets(secured),
            gap: gap.signature,
          },
        },
        wallet: {
          async present(visit) {
            const own = createDraw(seed, 'visit', index, visit.number)
            const request = requestFor(visit, { rule, common: commonRequest(visit, own) })
            const sent = await presentPredicates({
              ...{ request, answers: [{ held, profile, gap }], secret },
              ...{ digits: [digits], lists, random: own.octets },
            })
            return { request: jsonOctets(request), presentation: jsonOctets(sent) }
          },
        },
      }
    },
    contextOf: ({ request }) => ({
      request: parsePredicateRequest(fromJsonOctets(request)),
      lists: new Map([[APPROVED, rule.products]]),
    }),
    verify: (exchange, { holder }) => verifyWith(publishedFor(holder), exchange),
    // Whoever hands out files of several keys knows by which of them a presentation holds.
    ...(leak === 'gapFile' && {
      probe: async (exchange: Exchange) => ({
        file: (await holds(first, exchange)) ? 'first' : 'second',
      }),
    }),
  }
}

/** A credential's number in the list: even, and the revoked ones are odd. */
function numberOf(index: number): number {
  return 2 * (index + 1)
}

type Published = Awaited<ReturnType<typeof publish>>

/** What the issuer publishes: the same for all but for `edition`, by which it would tell holders apart. */
async function publish(seed: string, edition: number, { products }: EntryRule) {
  const purpose = (name: string) => createDraw(seed, 'predicates', name).octets
  const keys = await generateKeyPair({ keyMaterial: purpose('key')(32) })
  const keyMaterial = purpose(`revocation ${edition}`)(32)
  const revocation = await generateKeyPair({ keyMaterial })
  const digits = await createSignedSet({ elements: digitElements, random: purpose('digits') })
  const list = await createSignedSet({
    elements: products.map(codeScalar),
    random: purpose('approved'),
  })
  return {
    keys,
    profile: createVaccinationPredicateProfile({
      issuer: BBS_ISSUER,
      verificationMethod: `${BBS_ISSUER}#predicates`,
      publicKey: keys.publicKey,
      digits,
      revocationKey: revocation.publicKey,
    }),
    digits: await opened(digits),
    lists: new Map([[APPROVED, await opened(list)]]),
    gapOf: createGaps((gap) => signGaps({ ...revocation, epoch: EPOCH, gaps: [gap] })),
  }
}

/** Gives the gap in which a number lies, signed once it is asked for: most are nobody's of those who are simulated. */
function createGaps(signed: (gap: Gap) => Promise<readonly SignedGap[]>) {
  const gaps = gapsBetween(LIST, REVOKED)
  const known = new Map<Gap, ReturnType<typeof signed>>()
  return async (id: number): Promise<SignedGap> => {
    const around = gaps.find(({ after, before }) => after < id && id < before)
    if (around === undefined) throw new RangeError('a holder was revoked')
    const signing = known.get(around) ?? signed(around)
    known.set(around, signing)
    const [gap] = await signing
    if (gap === undefined) throw new RangeError('a gap was not signed')
    return gap
  }
}

/** Every hundredth number, so that a holder shares her gap with others. */
const REVOKED = Array.from({ length: 600 }, (_, i) => 100 * i + 101)

async function opened(set: SignedSet): Promise<OpenedSet> {
  const checked = await openSignedSet(set)
  if (checked === undefined) throw new RangeError('a set of our own is malformed')
  return checked
}

function requestFor(
  visit: Visit,
  { rule, common }: { rule: EntryRule; common: ReturnType<typeof commonRequest> },
): PredicateRequest {
  const subject = '/credentialSubject'
  return {
    ...common,
    credentials: [
      {
        id: 'dose',
        predicates: [
          { kind: 'date', pointer: `${subject}/doseDate`, ...daysOf(rule, visit) },
          { kind: 'code', pointer: `${subject}/product`, list: APPROVED },
          {
            ...{ kind: 'integer', pointer: `${subject}/doseNumber` },
            ...{ from: rule.doseNumber, until: 99 },
          },
        ],
        disclosures: [],
        notRevoked: true,
      },
    ],
    epoch: EPOCH,
  }
}
