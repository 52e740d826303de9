import {
  bls12381Sha256,
  createGenerators,
  generateKeyPair,
  generateNym,
  hashToScalar,
  ISSUANCE_REQUEST_BYTES,
  loadCurve,
  type PointG1,
  requestIssuance,
  signScalars,
  verifyIssuanceRequest,
  verifyScalars,
} from '@unscored/bbs'
import { describe, expect, test } from 'vitest'
import { compositeInterface } from '../../../packages/bbs/src/composite/interfaces.ts'
import { ascii, concatOctets, lengthPrefixed } from '../../../packages/bbs/src/octets.ts'
import { integer, mod, r, randomScalars, scalarOctets } from '../../../packages/bbs/src/scalars.ts'
import { badG1, plusOrder3 } from '../bad-points.ts'
import { seededRandom } from '../random-sources.ts'

const curve = await loadCurve('mcl')
const random = seededRandom(90)
const { secretKey, publicKey } = await generateKeyPair({ random, curve })
const other = await generateKeyPair({ random, curve })
const secret = generateNym(random)
const terms = {
  issuer: ascii('did:web:issuer.example'),
  manifest: new Uint8Array(32).fill(4),
  nonce: new Uint8Array(16).fill(5),
  count: 5,
  blindingIndex: 3,
  secretIndex: 4,
}
const { request, blinding } = await requestIssuance({ ...terms, publicKey, secret, random, curve })
const N = request.subarray(48, 96)
const verified = (change: object = {}) =>
  verifyIssuanceRequest({ ...terms, publicKey, request, curve, ...change })
const scalars = new Map([46_000n, 2n, 77n].entries())
const order = { secretKey, publicKey, role: 'credential', scalars, count: 5, curve } as const

/** A request by somebody who chooses all that it is made of, hashed as it should be. */
function craft(
  choose: (points: { Q2: PointG1; J: PointG1; R: PointG1; date: PointG1 }) => {
    C: PointG1
    N: PointG1
    TC: PointG1
    TN: PointG1
    /** N as it enters the hash. */
    hashed?: PointG1
    respond(c: bigint): bigint[]
  },
): Uint8Array {
  const api = compositeInterface(bls12381Sha256, 'credential')
  const { H } = createGenerators(curve, api, terms.count)
  const tag = ascii(compositeInterface(bls12381Sha256, 'registration').apiId)
  const R = curve.mapToG1(bls12381Sha256.expand(terms.issuer, tag, 128))
  const [date, , , Q2, J] = H as [PointG1, PointG1, PointG1, PointG1, PointG1]
  const { C, N: sent, TC, TN, hashed = sent, respond } = choose({ Q2, J, R, date })
  const points = [Q2, J, R, C, hashed, TC, TN].map((point) => curve.g1Octets(point))
  const { issuer, manifest, nonce } = terms
  const c = hashToScalar(
    compositeInterface(bls12381Sha256, 'issuance'),
    lengthPrefixed([
      ascii(bls12381Sha256.id),
      ...[issuer, publicKey, manifest],
      ...[...points, nonce],
    ]),
  )
  const responses = [c, ...respond(c)].map((one) => scalarOctets(mod(one)))
  return concatOctets(curve.g1Octets(C), curve.g1Octets(sent), ...responses)
}

const [s, k, sBlind, kBlind] = randomScalars(4, random) as [bigint, bigint, bigint, bigint]
const honest = ({ Q2, J, R }: { Q2: PointG1; J: PointG1; R: PointG1 }) => ({
  C: curve.sumOfProducts([Q2, J], [s, k]),
  N: curve.multiply(R, k),
  TC: curve.sumOfProducts([Q2, J], [sBlind, kBlind]),
  TN: curve.multiply(R, kBlind),
  respond: (c: bigint) => [sBlind + c * s, kBlind + c * k],
})

describe('a request for a credential', () => {
  test('is of 192 octets and tells by which value a person is known', async () => {
    expect(request.length).toBe(ISSUANCE_REQUEST_BYTES)
    expect(await verified()).toEqual(N)
    const again = await requestIssuance({ ...terms, publicKey, secret, random, curve })
    expect(again.request.subarray(0, 48)).not.toEqual(request.subarray(0, 48))
    expect(again.request.subarray(48, 96)).toEqual(N)
    expect(await verified({ request: craft(honest) })).toBeDefined()
  })

  test('is another for another secret or other terms, were the random source the same', async () => {
    const made = async (change: object = {}) => {
      const inputs = { ...terms, publicKey, secret, random: seededRandom(91), curve, ...change }
      const { request: asked, blinding: own } = await requestIssuance(inputs)
      expect(await verified({ ...change, request: asked })).toEqual(asked.subarray(48, 96))
      return String(own)
    }
    const changes = [
      { secret: generateNym(random) },
      { publicKey: other.publicKey },
      { issuer: ascii('did:web:other.example') },
      { manifest: new Uint8Array(32) },
      { nonce: new Uint8Array(16) },
      { count: 6 },
      { blindingIndex: 0 },
      { secretIndex: 0 },
    ]
    const blindings = [await made()]
    expect(await made()).toBe(blindings[0])
    for (const change of changes) blindings.push(await made(change))
    expect(new Set(blindings).size).toBe(changes.length + 1)
  })

  test('gets a signature over what was never shown', async () => {
    const signature = await signScalars({ ...order, issuance: { request, terms } })
    const all = [...scalars.values(), integer(blinding), integer(secret)]
    const inputs = { publicKey, signature, role: 'credential', curve } as const
    expect(await verifyScalars({ ...inputs, scalars: all })).toBe(true)
    expect(await verifyScalars({ ...inputs, scalars: all.with(4, integer(blinding)) })).toBe(false)
    expect(await verifyScalars({ ...inputs, role: 'gap', scalars: all })).toBe(false)
  })

  test.each<[name: string, change: object]>([
    ['another nonce', { nonce: new Uint8Array(16).fill(6) }],
    ['a nonce that is too short', { nonce: new Uint8Array(15) }],
    ['another issuer', { issuer: ascii('did:web:other.example') }],
    ['another manifest', { manifest: new Uint8Array(32) }],
    ['another key', { publicKey: other.publicKey }],
    ['a malformed key', { publicKey: publicKey.subarray(1) }],
    ['the slots exchanged', { blindingIndex: 4, secretIndex: 3 }],
    ['another slot', { blindingIndex: 2 }],
    ['one slot for both', { blindingIndex: 4 }],
    ['a slot behind the last', { secretIndex: 5 }],
    ['a slot before the first', { secretIndex: -1 }],
    ['a slot between two', { blindingIndex: 2.5 }],
    ['an octet less', { request: request.subarray(0, -1) }],
    ['an octet more', { request: Uint8Array.of(...request, 0) }],
  ])('does not verify with %s', async (_, change) => {
    expect(await verified(change)).toBeUndefined()
  })

  test.each<[name: string, made: Uint8Array]>([
    [
      'a multiple of the generator of the date in it',
      craft((points) => ({
        ...honest(points),
        C: curve.add(honest(points).C, curve.multiply(points.date, 100n)),
      })),
    ],
    [
      'that multiple proven beside, without a response of its own',
      craft((points) => ({
        ...honest(points),
        C: curve.add(honest(points).C, curve.multiply(points.date, 100n)),
        TC: curve.add(honest(points).TC, curve.multiply(points.date, 55n)),
      })),
    ],
    [
      'N of another secret',
      craft((points) => ({ ...honest(points), N: curve.multiply(points.R, 9n) })),
    ],
    [
      'N replaced after the challenge',
      craft((points) => ({
        ...honest(points),
        hashed: honest(points).N,
        N: curve.multiply(points.R, 9n),
      })),
    ],
    [
      'no secret, and so no N',
      craft(({ Q2, J, R }) => ({
        ...honest({ Q2, J, R }),
        C: curve.multiply(Q2, s),
        N: curve.subtract(R, R),
        respond: (c) => [sBlind + c * s, kBlind],
      })),
    ],
    [
      'C plus a point of order 3',
      Uint8Array.of(...plusOrder3(request.subarray(0, 48)), ...request.subarray(48)),
    ],
    [
      'N plus a point of order 3',
      Uint8Array.of(...request.subarray(0, 48), ...plusOrder3(N), ...request.subarray(96)),
    ],
    [
      'a response plus r',
      Uint8Array.of(
        ...request.subarray(0, 160),
        ...scalarOctets(integer(request.subarray(160)) + r),
      ),
    ],
  ])('does not verify with %s, nor is it signed', async (_, made) => {
    expect(await verified({ request: made })).toBeUndefined()
    const signing = signScalars({ ...order, issuance: { request: made, terms } })
    await expect(signing).rejects.toThrow('the issuance request does not verify')
  })

  test('does not verify with a malformed point', async () => {
    for (const { octets } of badG1) {
      const [C, rest] = [request.subarray(0, 48), request.subarray(96)]
      expect(await verified({ request: concatOctets(octets, N, rest) })).toBeUndefined()
      expect(await verified({ request: concatOctets(C, octets, rest) })).toBeUndefined()
    }
  })

  test.each<[name: string, change: object]>([
    [
      'a number of scalars that it was not made for',
      { count: 6, scalars: new Map([...scalars, [5, 1n]]) },
    ],
    ['a scalar for the slot of the secret', { scalars: new Map([...scalars, [4, 1n]]) }],
    ['a scalar missing', { scalars: new Map([...scalars].slice(1)) }],
    ['a scalar of r', { scalars: new Map([...scalars, [0, r]]) }],
    ['the role of a gap', { role: 'gap' }],
    ['a key of another length', { publicKey: publicKey.subarray(1) }],
  ])('is not signed with %s', async (_, change) => {
    const signing = signScalars({ ...order, issuance: { request, terms }, ...change })
    await expect(signing).rejects.toThrow(RangeError)
  })

  test.each<[name: string, change: object]>([
    ['a secret of 0', { secret: new Uint8Array(32) }],
    ['a secret of r', { secret: scalarOctets(r) }],
    ['a malformed key', { publicKey: publicKey.subarray(1) }],
    ['a short nonce', { nonce: new Uint8Array(15) }],
    ['one slot for both', { blindingIndex: 4 }],
    ['a slot before the first', { secretIndex: -1 }],
    ['a slot between two', { blindingIndex: 2.5 }],
    ['a slot behind the last', { blindingIndex: 5 }],
  ])('is not made with %s', async (_, change) => {
    const asking = requestIssuance({ ...terms, publicKey, secret, random, curve, ...change })
    await expect(asking).rejects.toThrow(RangeError)
  })
})
