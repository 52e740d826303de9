import type { JsonObject, JsonValue } from '@unscored/core'
import {
  createVaccinationCredential,
  deriveCredential,
  type IssuerKey,
  parsePresentationRequest,
  presentationHeaderFor,
  type SecuredCredential,
  signCredential,
  vaccinationMandatoryPointers,
  verifyDerivedCredential,
} from '@unscored/vc'
import { createDraw } from '../draw.ts'
import type { SimulatedHolder } from '../holders.ts'
import type { LeakId } from '../leaks.ts'
import type { Visit } from '../visits.ts'
import { BBS_ISSUER, type BbsIssuer, drawBbsIssuer } from './bbs-issuer.ts'
import type { Deployment, DeploymentOptions, Exchange, SimulatedFormat } from './format.ts'
import { commonRequest } from './request.ts'
import {
  claimsRequest,
  fromJsonOctets,
  jsonOctets,
  shownCredentials,
  vpTokenOf,
} from './shown-claims.ts'

/** As credentials of other suites are often made: with an id, the very dates, and all of it shown that is asked. */
export const bbs2023Full: SimulatedFormat = {
  id: 'bbs-2023-full',
  label: 'bbs-2023, as usual',
  use: 'An id, validity to the second, and every member of the dose shown.',
  open: (options) =>
    open({
      ...options,
      leaks: new Set(['id', 'fineDates']),
      claims: [
        ...['disease', 'prophylaxis', 'product', 'manufacturer', 'doseNumber', 'totalDoses'],
        ...['doseDate', 'country', 'certifier'],
      ],
    }),
}

/** The vaccination profile, of which the least is shown. */
export const bbs2023Careful: SimulatedFormat = {
  id: 'bbs-2023-careful',
  label: 'bbs-2023, careful',
  use: 'The vaccination profile; product and number of the dose are shown.',
  // A leak is tried where nothing else tells holders apart: all of them show the same number.
  open: ({ leak, ...options }) =>
    open({
      ...options,
      leaks: new Set(leak ? [leak] : []),
      claims: leak ? leakClaims(leak) : ['product', 'doseNumber'],
    }),
}

interface OpenOptions extends Omit<DeploymentOptions, 'leak'> {
  leaks: ReadonlySet<LeakId>
  /** Members of the subject that are asked. */
  claims: readonly string[]
}

function leakClaims(leak: LeakId): readonly string[] {
  return LEAK_CLAIMS[leak] ?? ['doseNumber']
}

/** What a door asks for where that is the leak. */
const LEAK_CLAIMS: Readonly<Partial<Record<LeakId, readonly string[]>>> = {
  doseDay: ['doseDate'],
  valueCombination: ['product', 'doseNumber', 'doseDate'],
  birthDate: ['birthDate'],
  certifier: ['certifier'],
}

const SUITE = 'bbs-2023'
const CONTEXT = 'https://www.w3.org/ns/credentials/v2'

async function open({ seed, leaks, claims }: OpenOptions): Promise<Deployment> {
  const issuer = await drawBbsIssuer(seed, 2)
  const { dereference } = issuer
  const pointers = claims.map((name) => `/credentialSubject/${name}`)

  return {
    async issue(holder) {
      const draw = createDraw(seed, SUITE, 'holder', holder.index)
      const mark = markOf(holder, leaks, draw.text(16))
      const signing = { credential: mark.credential, mandatoryPointers: mark.mandatoryPointers }
      const held = await Promise.all(
        mark.keys(issuer).map((key) =>
          signCredential({
            ...{ ...signing, key, suite: SUITE, random: draw.octets },
            labelsInDocumentOrder: !leaks.has('blankNodeOrder'),
          }),
        ),
      )
      const shown = ['/issuer', ...mark.shown, ...pointers]
      const present = async (visit: Visit): Promise<Exchange> => {
        const own = createDraw(seed, 'visit', holder.index, visit.number)
        const request = claimsRequest(commonRequest(visit, own), { suite: SUITE, pointers })
        const presentationHeader = await presentationHeaderFor(request)
        const derived: SecuredCredential[] = []
        for (const credential of held) {
          derived.push(
            await deriveCredential({
              ...{ credential, pointers: shown, presentationHeader, dereference },
              random: own.octets,
            }),
          )
        }
        const sent = vpTokenOf(CONTEXT, [mark.write(withProofsOf(derived))])
        return { request: jsonOctets(request), presentation: jsonOctets(sent) }
      }
      let first: Promise<Exchange> | undefined
      const presentAgain = (visit: Visit) => {
        first ??= present(visit)
        return first
      }
      return {
        record: { parts: { person: jsonOctets(holder.dose), credential: jsonOctets(held) } },
        wallet: { present: leaks.has('nonceReuse') ? presentAgain : present },
      }
    },
    async verify({ request, presentation }, { time: now }) {
      const presentationHeader = await presentationHeaderFor(
        parsePresentationRequest(fromJsonOctets(request)),
      )
      for (const credential of shownCredentials(fromJsonOctets(presentation)).flatMap(eachProof)) {
        await verifyDerivedCredential(credential, { presentationHeader, dereference, now })
      }
    },
  }
}

/** What several times the same is derived of, with all proofs of it. */
function withProofsOf(derived: readonly SecuredCredential[]): JsonObject {
  const proofs = derived.map(({ proof }) => proof)
  const [proof] = proofs
  return {
    ...derived[0],
    ...(proof !== undefined && { proof: proofs.length > 1 ? proofs : proof }),
  }
}

/** The credential with each proof of a set by itself. */
function eachProof(credential: unknown): readonly unknown[] {
  const { proof } = Object(credential)
  return Array.isArray(proof)
    ? proof.map((one) => ({ ...Object(credential), proof: one }))
    : [credential]
}

/** What is done to a credential of one holder. */
interface Mark {
  readonly credential: JsonObject
  readonly mandatoryPointers: readonly string[]
  /** JSON pointers to what is shown though nobody asks. */
  readonly shown: readonly string[]
  keys(issuer: BbsIssuer): readonly IssuerKey[]
  /** A derived credential as the wallet writes it. */
  write(credential: JsonObject): JsonObject
}

function markOf(
  { index, dose, certifiedAt }: SimulatedHolder,
  leaks: ReadonlySet<LeakId>,
  own: string,
): Mark {
  const has = (leak: LeakId) => leaks.has(leak)
  // Two halves of the holders, and so one bit.
  const isMarked = index % 2 === 1
  const plain = createVaccinationCredential({ suite: SUITE, issuer: BBS_ISSUER, dose })
  const id = has('id') ? `urn:uuid:${own}` : has('uvci') ? `urn:uvci:01:XX:${own}` : undefined
  const members: Readonly<Record<string, JsonValue>> = {
    ...(id && { id }),
    ...(has('fineDates') && { validFrom: certifiedAt.toISOString() }),
    ...(has('messageCount') && isMarked && { description: 'Fictitious' }),
  }
  return {
    credential: {
      ...plain,
      ...members,
      credentialSubject: {
        ...(has('holderDid') && { id: `did:example:${own}` }),
        ...plain.credentialSubject,
        ...(has('certifier') && { certifier: `Fictitious Office ${index % 2}` }),
      },
    },
    mandatoryPointers: [
      ...vaccinationMandatoryPointers,
      ...(has('mandatoryPointers') && isMarked ? ['/credentialSubject/country'] : []),
    ],
    shown: [
      ...(id ? ['/id'] : []),
      ...(has('fineDates') ? ['/validFrom'] : []),
      ...(has('holderDid') ? ['/credentialSubject/id'] : []),
    ],
    keys: ({ keys: [first, second] }) => {
      const both = [first, second] as [IssuerKey, IssuerKey]
      if (has('proofSet') && isMarked) return both
      return [has('issuerKeyPerHolder') && isMarked ? both[1] : both[0]]
    },
    write: (credential) =>
      has('memberOrder') && isMarked
        ? Object.fromEntries(Object.entries(credential).reverse())
        : credential,
  }
}
