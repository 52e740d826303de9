import { readFileSync } from 'node:fs'
import {
  type Gap,
  type Statement,
  verifyCompositeProof,
  verifyGap,
  verifyIssuanceRequest,
} from '@unscored/bbs'
import { describe, expect, test } from 'vitest'
import { r } from '../../../packages/bbs/src/scalars.ts'
import { hex } from '../../support/hex.ts'
import { casesOf, createWorld, describeCase, describeWorld, toText } from './vectors.ts'

const world = await createWorld()
const cases = Object.entries(casesOf(world))
const file = (name: string) => `vectors/${name}.json`
const read = (name: string) =>
  JSON.parse(readFileSync(new URL(file(name), import.meta.url), 'utf8'))

/** A scalar as the files have it; coefficients are read as the smaller of what they may stand for. */
const scalar = ({ scalar: text }: { scalar: string }) => {
  const value = BigInt(`0x${text}`)
  return value > r / 2n ? value - r : value
}

interface SetJson {
  publicKey: string
  elementsHash: string
}

interface FormJson {
  constant: { scalar: string }
  terms: [string, { scalar: string }][]
}

interface StatementJson {
  kind: Statement['kind']
  role: 'credential' | 'gap'
  publicKey: string
  header: string
  count: number
  disclosed: [number, { scalar: string }][]
  values: [number, string][]
  value: string
  set: SetJson
  of: FormJson
  octets: number
  digits: SetJson
  secret: string
  context: string
  pseudonym: string
}

/** The statement that a file says, by nothing but the file. */
function statementOf(json: StatementJson): Statement {
  const set = (key: SetJson) => ({
    publicKey: hex(key.publicKey),
    elementsHash: hex(key.elementsHash),
  })
  const form = ({ constant, terms }: FormJson) => ({
    constant: scalar(constant),
    terms: terms.map(([name, value]) => [name, scalar(value)] as const),
  })
  switch (json.kind) {
    case 'signature':
      return {
        ...{ kind: 'signature', role: json.role, count: json.count },
        ...{ publicKey: hex(json.publicKey), header: hex(json.header) },
        disclosed: new Map(json.disclosed.map(([i, one]) => [i, BigInt(`0x${one.scalar}`)])),
        values: new Map(json.values),
      }
    case 'member':
      return { kind: 'member', value: json.value, set: set(json.set) }
    case 'range':
      return { kind: 'range', of: form(json.of), octets: json.octets, digits: set(json.digits) }
    case 'relation':
      return { kind: 'relation', of: form(json.of) }
    default:
      return {
        ...{ kind: 'pseudonym', secret: json.secret },
        ...{ context: hex(json.context), pseudonym: hex(json.pseudonym) },
      }
  }
}

describe('the vectors', () => {
  test.each(cases)('of %s are what is computed, octet for octet', async (name, one) => {
    await expect(toText(await describeCase(world, one))).toMatchFileSnapshot(file(name))
  })

  test('of keys, sets, gaps and a request are what is computed', async () => {
    await expect(toText(await describeWorld(world))).toMatchFileSnapshot(file('world'))
  })

  test.each(cases)('of %s verify as they are written down', async (name) => {
    const { statements, proof, presentationHeader } = read(name)
    const inputs = {
      statements: statements.map(statementOf),
      proof: hex(proof),
      presentationHeader: hex(presentationHeader),
    }
    expect(await verifyCompositeProof(inputs)).toBe(true)
    const other = { ...inputs, presentationHeader: Uint8Array.of(1) }
    expect(await verifyCompositeProof(other)).toBe(false)
  })

  test('of gaps and a request verify as they are written down', async () => {
    const { revocation, credentials, gaps, issuance } = read('world')
    const { publicKey } = revocation
    const verdicts = gaps.map((gap: Gap & { signature: string }) =>
      verifyGap({
        ...{ publicKey: hex(publicKey), epoch: 2953 },
        gap: { ...gap, signature: hex(gap.signature) },
      }),
    )
    expect(await Promise.all(verdicts)).toEqual([true, true, true, true])
    const { issuer, manifest, nonce, ...indexes } = issuance.terms
    const N = await verifyIssuanceRequest({
      ...{ ...indexes, issuer: hex(issuer), manifest: hex(manifest), nonce: hex(nonce) },
      publicKey: hex(credentials.publicKey),
      request: hex(issuance.request),
    })
    expect(N).toEqual(hex(issuance.request).subarray(48, 96))
  })
})
