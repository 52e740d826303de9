import { utf8 } from '@unscored/core'
import { decodeJwt, EmbeddedJWK, jwtVerify, SignJWT } from 'jose'
import { createDraw } from '../draw.ts'
import { drawEcdsaKeys, importPublicKey } from './ecdsa.ts'
import type { SimulatedFormat } from './format.ts'
import { commonRequest, openId4VpRequest, ruleMembers } from './request.ts'

const ISSUER = 'https://health.example'

/**
 * A credential as one JWT, which shows all it says, in a presentation signed by its holder.
 *
 * @see VC Data Model 1.1 §6.3.1 JSON Web Token
 */
export const jwtVc: SimulatedFormat = {
  id: 'jwt-vc',
  label: 'JWT VC',
  use: 'One JWT, bound to a key of its holder, shown whole at every door.',
  async open({ seed }) {
    const issuer = await drawEcdsaKeys(createDraw(seed, 'jwt-vc', 'issuer'))
    const publicKey = await importPublicKey(issuer)
    return {
      async issue({ index, dose, certifiedAt }) {
        const draw = createDraw(seed, 'jwt-vc', 'holder', index)
        const holder = await drawEcdsaKeys(draw)
        const did = `did:example:${draw.text(16)}`
        const credential = await new SignJWT({
          vc: {
            '@context': ['https://www.w3.org/2018/credentials/v1'],
            type: ['VerifiableCredential', 'VaccinationDoseCredential'],
            credentialSubject: { ...dose },
          },
        })
          .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: `${ISSUER}#1` })
          .setIssuer(ISSUER)
          .setSubject(did)
          .setJti(`urn:uuid:${draw.text(16)}`)
          .setIssuedAt(certifiedAt)
          .setNotBefore(certifiedAt)
          .sign(issuer.secret)
        const key = JSON.stringify({ ...holder.publicJwk, kid: did })
        return {
          record: {
            parts: {
              person: utf8(JSON.stringify(dose)),
              key: utf8(key),
              credential: utf8(credential),
            },
          },
          wallet: {
            async present(visit) {
              const common = commonRequest(visit, createDraw(seed, 'visit', index, visit.number))
              const request = openId4VpRequest(common, {
                format: 'jwt_vc_json',
                meta: { type_values: [['VaccinationDoseCredential']] },
                claims: ruleMembers.map((name) => ['credentialSubject', name]),
              })
              const presentation = await new SignJWT({
                nonce: common.nonce,
                vp: {
                  '@context': ['https://www.w3.org/2018/credentials/v1'],
                  type: ['VerifiablePresentation'],
                  verifiableCredential: [credential],
                },
              })
                .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: did, jwk: holder.publicJwk })
                .setIssuer(did)
                .setAudience(request.client_id)
                .setIssuedAt(visit.time)
                .sign(holder.secret)
              return { request: utf8(JSON.stringify(request)), presentation: utf8(presentation) }
            },
          },
        }
      },
      async verify({ request, presentation }, { time: currentDate }) {
        const { client_id: audience, nonce } = JSON.parse(textOf(request))
        const { payload } = await jwtVerify(textOf(presentation), EmbeddedJWK, {
          audience,
          currentDate,
        })
        const [credential] = Object(payload.vp).verifiableCredential ?? []
        const verified = await jwtVerify(String(credential), publicKey, {
          issuer: ISSUER,
          currentDate,
        })
        if (
          payload.nonce !== nonce ||
          verified.payload.sub !== decodeJwt(textOf(presentation)).iss
        ) {
          throw new TypeError('the presentation is not for this request, or of another holder')
        }
      },
    }
  },
}

function textOf(octets: Uint8Array): string {
  return new TextDecoder().decode(octets)
}
