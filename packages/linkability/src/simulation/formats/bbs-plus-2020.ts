import type { JsonObject } from '@unscored/core'
import {
  createVaccinationCredential,
  deriveCredential,
  parsePresentationRequest,
  presentationHeaderFor,
  signCredential,
  type VaccinationCredential,
  verifyDerivedCredential,
} from '@unscored/vc'
import { createDraw } from '../draw.ts'
import { BBS_ISSUER, drawBbsIssuer } from './bbs-issuer.ts'
import type { SimulatedFormat } from './format.ts'
import { commonRequest } from './request.ts'
import {
  claimsRequest,
  fromJsonOctets,
  jsonOctets,
  shownCredentials,
  vpTokenOf,
} from './shown-claims.ts'

const SUITE = 'BbsBlsSignature2020'
const CONTEXT = 'https://www.w3.org/2018/credentials/v1'

/**
 * The vaccination profile in the suite that older wallets speak: months of issuance and of signing are always shown. Its subject
 * is shortened, since each statement costs the engine time: hidden statements count the same for all holders in either case.
 */
export const bbsPlus2020: SimulatedFormat = {
  id: 'bbs-plus-2020',
  label: 'BBS+ of 2020',
  use: 'The vaccination profile, shortened; product and number of the dose, months of issuance and signing are shown.',
  mostHolders: 300,
  async open({ seed }) {
    const { keys, dereference } = await drawBbsIssuer(seed, 1)
    const [key] = keys
    if (key === undefined) throw new RangeError('the issuer has no key')
    const pointers = ['product', 'doseNumber'].map((name) => `/credentialSubject/${name}`)
    const shown = ['/issuer', '/id', '/issuanceDate', '/credentialSubject/id', ...pointers]
    return {
      async issue({ index, dose, certifiedAt }) {
        const credential = await signCredential({
          credential: shortened(
            createVaccinationCredential({
              ...{ suite: SUITE, issuer: BBS_ISSUER, dose, validFrom: certifiedAt },
            }),
          ),
          ...{ key, suite: SUITE, now: () => certifiedAt },
        })
        return {
          record: { parts: { person: jsonOctets(dose), credential: jsonOctets(credential) } },
          wallet: {
            async present(visit) {
              const own = createDraw(seed, 'visit', index, visit.number)
              const common = commonRequest(visit, own)
              const request = claimsRequest(common, { suite: SUITE, pointers })
              const derived = await deriveCredential({
                ...{ credential, pointers: shown, dereference },
                presentationHeader: await presentationHeaderFor(request),
              })
              const sent = vpTokenOf(CONTEXT, [derived])
              return { request: jsonOctets(request), presentation: jsonOctets(sent) }
            },
          },
        }
      },
      async verify({ request, presentation }, { time: now }) {
        const presentationHeader = await presentationHeaderFor(
          parsePresentationRequest(fromJsonOctets(request)),
        )
        for (const credential of shownCredentials(fromJsonOctets(presentation))) {
          await verifyDerivedCredential(credential, { presentationHeader, dereference, now })
        }
      },
    }
  },
}

/** The credential with those members of its subject alone by which a rule decides. */
function shortened(credential: VaccinationCredential): JsonObject {
  const { id = null, type, product, doseNumber, doseDate } = credential.credentialSubject
  return { ...credential, credentialSubject: { id, type, product, doseNumber, doseDate } }
}
