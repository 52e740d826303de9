import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { parseMultibase, utf8 } from '@unscored/core'
import { type CryptoKey, importJWK, type JWK, SignJWT } from 'jose'
import { hashOfDisclosure } from '../../disclosure/disclosure-hash.ts'
import { createDraw, type Draw } from '../draw.ts'
import type { SimulatedHolder } from '../holders.ts'
import { MAX_HOLDERS } from '../settings.ts'
import { compress } from './deflate.ts'
import {
  base64Url,
  drawEcdsaKeys,
  type EcdsaKeys,
  importPublicKey,
  signEcdsa,
  verifyEcdsa,
} from './ecdsa.ts'
import type { Deployment, DeploymentOptions, SimulatedFormat } from './format.ts'
import { commonRequest, openId4VpRequest, ruleMembers } from './request.ts'

const ISSUER = 'https://health.example'
const TYPE = 'https://health.example/vaccination-dose'

/** One credential, shown at every door, of which the rule's members are disclosed; bound to a key. */
export const sdJwtVc: SimulatedFormat = {
  id: 'sd-jwt-vc',
  label: 'SD-JWT VC',
  use: 'One credential, bound to a key of its holder; the members of the rule are disclosed.',
  open: (options) => open({ ...options, copies: 'one' }),
}

/** A copy for each visit, each with salts, signature and key of its own. */
export const sdJwtVcBatch: SimulatedFormat = {
  id: 'sd-jwt-vc-batch',
  label: 'SD-JWT VC, one-time copies',
  use: 'A copy for each visit, with a signature, salts and a key of its own; issued by the month.',
  open: (options) => open({ ...options, copies: 'forEachVisit' }),
}

interface OpenOptions extends DeploymentOptions {
  copies: 'one' | 'forEachVisit'
}

interface Copy {
  readonly credential: string
  readonly keys: EcdsaKeys
}

async function open({ seed, leak, copies, visits }: OpenOptions): Promise<Deployment> {
  const issuer = await drawEcdsaKeys(createDraw(seed, copies, 'issuer'))
  // A leak is tried where nothing else tells holders apart: all of them show the same number.
  const claims = leak ? (['doseNumber'] as const) : ruleMembers
  const issuerKey = await importPublicKey(issuer)
  const statusList = await statusListOf(issuer)

  async function issueCopy(
    { index, dose, certifiedAt }: SimulatedHolder,
    keys: EcdsaKeys,
    draw: Draw,
  ) {
    const month = beginningOfMonth(leak ? FIRST_MONTH : certifiedAt)
    const moment = copies === 'one' || leak === 'created' ? certifiedAt : month
    const signing = new SDJwtVcInstance({
      signer: signerOf(issuer.secret),
      signAlg: 'ES256',
      ...hashing,
      saltGenerator: (length) => draw.text(length).slice(0, length),
    })
    const payload = {
      ...{ iss: ISSUER, vct: TYPE, iat: Math.floor(moment.getTime() / 1000) },
      ...{ cnf: { jwk: keys.publicJwk }, ...dose },
      ...(leak === 'statusIndex' && { status: { status_list: { idx: index, uri: STATUS_LIST } } }),
      ...(leak === 'statusList' && {
        status: {
          status_list: { idx: draw.below(MAX_HOLDERS), uri: `${STATUS_LIST}-${index % 2}` },
        },
      }),
    }
    const credential = await signing.issue(payload, {
      _sd: Object.keys(dose) as (keyof typeof dose)[],
    })
    return { credential, keys }
  }

  return {
    async issue(holder) {
      const draw = createDraw(seed, copies, 'holder', holder.index)
      const first = await drawEcdsaKeys(draw)
      const issued: Copy[] = [await issueCopy(holder, first, draw)]
      const reuses = copies === 'one' || leak === 'signatureOctets'
      while (!reuses && issued.length < visits) {
        const keys = leak === 'cnfKey' ? first : await drawEcdsaKeys(draw)
        issued.push(await issueCopy(holder, keys, draw))
      }
      const parts = issued.map(({ credential }, i) => [`copy-${i}`, utf8(credential)] as const)
      return {
        record: {
          parts: { person: utf8(JSON.stringify(holder.dose)), ...Object.fromEntries(parts) },
        },
        wallet: {
          async present(visit) {
            const own = createDraw(seed, 'visit', holder.index, visit.number)
            const common = commonRequest(visit, own)
            const request = openId4VpRequest(common, {
              format: 'dc+sd-jwt',
              meta: { vct_values: [TYPE] },
              claims: claims.map((name) => [name]),
            })
            const { credential, keys } = issued[visit.number % issued.length] as Copy
            const presenting = new SDJwtVcInstance({
              ...hashing,
              kbSigner: signerOf(keys.secret),
              kbSignAlg: 'ES256',
            })
            const shown = Object.fromEntries(claims.map((name) => [name, true]))
            const presentation = await presenting.present(credential, shown, {
              kb: {
                payload: {
                  iat: Math.floor(visit.time.getTime() / 1000),
                  aud: request.client_id,
                  nonce: common.nonce,
                },
              },
            })
            return { request: utf8(JSON.stringify(request)), presentation: utf8(presentation) }
          },
        },
      }
    },
    async verify({ request, presentation }, { time }) {
      const { nonce } = JSON.parse(new TextDecoder().decode(request))
      const verifying = new SDJwtVcInstance({
        ...hashing,
        verifier: verifierOf(issuerKey),
        statusListFetcher: async () => statusList,
        kbVerifier: async (data, signature, { cnf }) => {
          const jwk = Object(cnf).jwk as JWK
          const key = await importJWK(jwk, 'ES256')
          return key instanceof Uint8Array ? false : verifierOf(key)(data, signature)
        },
      })
      await verifying.verify(new TextDecoder().decode(presentation), {
        keyBindingNonce: nonce,
        requiredClaimKeys: [...claims],
        currentDate: Math.floor(time.getTime() / 1000),
      })
    },
  }
}

const FIRST_MONTH = new Date('2021-01-01T00:00:00Z')

const STATUS_LIST = 'https://health.example/status/1'

/**
 * A list in which nothing was revoked, signed.
 *
 * @see Token Status List §5.1 Status List Token in JWT Format
 */
async function statusListOf({ secret }: EcdsaKeys): Promise<string> {
  const list = base64Url(await compress(new Uint8Array(MAX_HOLDERS / 8), 'deflate'))
  return new SignJWT({ status_list: { bits: 1, lst: list } })
    .setProtectedHeader({ alg: 'ES256', typ: 'statuslist+jwt' })
    .setSubject(STATUS_LIST)
    .setIssuedAt(new Date('2021-01-01T00:00:00Z'))
    .sign(secret)
}

const hashing = { hasher: hashOfDisclosure, hashAlg: 'sha-256' } as const

function signerOf(secret: EcdsaKeys['secret']) {
  return async (data: string) => base64Url(await signEcdsa(secret, utf8(data)))
}

function verifierOf(key: CryptoKey) {
  return (data: string, signature: string) =>
    verifyEcdsa(key, { octets: utf8(data), signature: parseMultibase(`u${signature}`) })
}

function beginningOfMonth(date: Date): Date {
  return new Date(`${date.toISOString().slice(0, 7)}-01T00:00:00Z`)
}
