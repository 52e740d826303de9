import { bls12_381 } from '@noble/curves/bls12-381.js'
import {
  between,
  createCompositeProof,
  createSecretPseudonym,
  createSignedSet,
  digitElements,
  gapScalars,
  generateKeyPair,
  generateNym,
  loadCurve,
  openSignedSet,
  type PointG1,
  requestIssuance,
  type Statement,
  signScalars,
  verifyCompositeProof,
  verifyIssuanceRequest,
  verifyScalars,
} from '@unscored/bbs'
import { describe, expect, test } from 'vitest'
import { integer, mod, r } from '../../../packages/bbs/src/scalars.ts'
import { toHex } from '../../support/hex.ts'
import { seededRandom } from '../random-sources.ts'
import { logCalls, record } from '../recording.ts'
import {
  type Claims,
  CONTEXT,
  COUNT,
  claims,
  createIssuer,
  header,
  issueTo,
  present,
  presentationHeader,
  referenceStatements,
  SLOT,
} from './reference.ts'

const curve = await loadCurve('mcl')
const issuer = await createIssuer({ curve: Promise.resolve(curve) })
const holder = await issueTo(issuer, claims)
const { secret, held } = holder
const pseudonym = await createSecretPseudonym({ secret, context: CONTEXT, curve })
const gap = issuer.gaps.find(({ after, before }) => after < claims.id && claims.id < before)
if (gap === undefined) throw new Error('the number is revoked')
const proving = {
  statements: referenceStatements(issuer, { pseudonym }),
  signatures: [held, { signature: gap.signature, scalars: gapScalars(gap) }],
  sets: [issuer.openDigits, issuer.openProducts],
  presentationHeader,
}
const proof = await createCompositeProof({ ...proving, random: seededRandom(60), curve })
const scalarsOf = (given: Set<bigint | string>) =>
  [...given].filter((one): one is bigint => typeof one === 'bigint')
const pointsOf = (given: Set<bigint | string>) =>
  new Set([...given].filter((one) => typeof one === 'string'))

/** So small, whether or not it is negative, that how long a multiplication takes could tell it. */
const isSmall = (scalar: bigint) => scalar < 2n ** 128n || r - scalar < 2n ** 128n

describe('no function named …Public is given anything', () => {
  test('by proving, and no other function a scalar that says something by its size', async () => {
    const recording = record(curve)
    const inputs = { ...proving, random: seededRandom(60), curve: recording.curve }
    expect(await createCompositeProof(inputs)).toEqual(proof)
    expect(recording.public).toEqual(new Set())
    const k = integer(secret)
    expect(recording.guarded).toContain(k)
    // A digit that is 0 is multiplied as 0, by as many steps.
    const small = scalarsOf(recording.guarded).filter(isSmall)
    expect(small.filter((scalar) => scalar !== 0n)).toEqual([])
  })

  test('by asking for a credential, and by making a pseudonym', async () => {
    const recording = record(curve)
    const inputs = {
      ...issuanceTerms,
      publicKey: issuer.credentials.publicKey,
      secret,
      random: seededRandom(61),
      curve: recording.curve,
    }
    const { blinding } = await requestIssuance(inputs)
    await createSecretPseudonym({ secret, context: CONTEXT, curve: recording.curve })
    expect(recording.public).toEqual(new Set())
    for (const one of [secret, blinding]) expect(recording.guarded).toContain(integer(one))
  })

  test('by verifying a signature, nor another the negative of a small scalar', async () => {
    const recording = record(curve)
    const { publicKey } = issuer.credentials
    const { signature, scalars } = held
    const inputs = { publicKey, signature, scalars, header, role: 'credential' } as const
    expect(await verifyScalars({ ...inputs, curve: recording.curve })).toBe(true)
    expect(recording.public).toEqual(new Set())
    expect(recording.guarded).toContain(BigInt(claims.date))
    expect(scalarsOf(recording.guarded).filter((scalar) => r - scalar < 2n ** 128n)).toEqual([])
  })

  test('by making a set', async () => {
    const recording = record(curve)
    const inputs = { elements: digitElements.slice(0, 4), random: seededRandom(62) }
    await createSignedSet({ ...inputs, curve: recording.curve })
    expect(recording.public).toEqual(new Set())
    expect(scalarsOf(recording.guarded).filter(isSmall)).toEqual([])
  })
})

const issuanceTerms = {
  issuer: new TextEncoder().encode('did:web:issuer.example'),
  manifest: new Uint8Array(32).fill(4),
  nonce: seededRandom(63)(16),
  count: COUNT,
  blindingIndex: SLOT.blinding,
  secretIndex: SLOT.secret,
}

test('signing gives functions named …Public what is in the request, and no others', async () => {
  const { secretKey, publicKey } = await generateKeyPair({ random: seededRandom(64), curve })
  const mine = generateNym(seededRandom(65))
  const asking = { ...issuanceTerms, publicKey, secret: mine, random: seededRandom(66), curve }
  const { request } = await requestIssuance(asking)
  const recording = record(curve)
  const scalars = new Map(Array.from({ length: COUNT - 2 }, (_, i) => [i, BigInt(i) + 77n]))
  const issuance = { request, terms: issuanceTerms }
  const signature = await signScalars({
    ...{ secretKey, publicKey, role: 'credential', header, scalars, count: COUNT, issuance },
    curve: recording.curve,
  })
  const [c, sHat, kHat] = [96, 128, 160].map((at) => integer(request.subarray(at, at + 32)))
  expect(new Set(scalarsOf(recording.public))).toEqual(new Set([mod(-(c ?? 0n)), sHat, kHat]))
  const denominator = mod(integer(secretKey) + integer(signature.subarray(48)))
  for (const one of [denominator, curve.invert(denominator), ...scalars.values()]) {
    expect(recording.guarded).toContain(one)
  }
})

test('verifying gives them what is in the proof and the statements, and no others', async () => {
  const recording = record(curve)
  const { statements } = proving
  const inputs = { statements, proof, presentationHeader, curve: recording.curve }
  expect(await verifyCompositeProof({ ...inputs, random: seededRandom(67) })).toBe(true)
  expect(recording.guarded).toEqual(new Set())
  const points = pointsOf(recording.public)
  expect(points).toContain(toHex(proof.subarray(0, 48)))
  expect(points).toContain(toHex(pseudonym))
  expect(points).not.toContain(toHex(held.signature.subarray(0, 48)))
  const hidden = [...held.scalars.slice(1), integer(held.signature.subarray(48))]
  for (const one of hidden) expect(recording.public).not.toContain(one)
  const asked = await verifyIssuanceRequest({
    ...{ ...issuanceTerms, publicKey: issuer.credentials.publicKey, request: proof, curve },
  })
  expect(asked).toBeUndefined()
})

describe('what a curve computes', () => {
  const callsFor = async (own: Claims) => {
    const other = await issueTo(issuer, own, secret)
    const logged = logCalls(curve)
    await present({ ...issuer, engine: { curve: Promise.resolve(logged.curve) } }, other)
    return logged.calls
  }

  test.each<[name: string, own: Claims]>([
    ['digits that are 0', { ...claims, date: 45_800, id: 504, dose: 2 }],
    ['digits that are 255', { ...claims, date: 46_055, id: 759, dose: 99 }],
    ['bounds that are met', { ...claims, date: 46_200, id: 59_999 }],
    ['another product and gap', { ...claims, product: 44n ** 40n, id: 1 }],
  ])('does not depend on %s', async (_, own) => {
    expect(await callsFor(own)).toEqual(await callsFor(claims))
  })

  test('is the same for 0 as for any other scalar, in JavaScript too', async () => {
    const noble = await loadCurve('noble')
    const scalars: bigint[] = []
    const { BASE } = bls12_381.G1.Point
    const multiply = (scalar: bigint) => {
      scalars.push(scalar)
      return BASE.negate().multiply(scalar)
    }
    // For this curve, points are those of the library.
    const point = { negate: () => ({ multiply }) } as unknown as PointG1
    noble.sumOfProducts([point, point, point], [77n, 0n, 1n])
    expect(scalars).toEqual([r - 77n, r - 1n, r - 1n])
    expect(noble.isIdentity(noble.multiply(noble.BP1, 0n))).toBe(true)
  })
})

test('a stuck random source gives two nonces two proofs that hide what they hide', async () => {
  const stuck = seededRandom(70)(32)
  const random = (length: number) => Uint8Array.from({ length }, (_, i) => stuck[i % 32] ?? 0)
  const { publicKey } = issuer.credentials
  const statements: Statement[] = [
    {
      ...{ kind: 'signature', role: 'credential', publicKey, header, count: COUNT },
      ...{ disclosed: new Map(), values: new Map([[SLOT.date, 'date']]) },
    },
    ...between({ value: 'date', from: 1n, until: 50_000n, octets: 2, digits: issuer.digits }),
  ]
  const prove = (nonce: number, change: object = {}) =>
    createCompositeProof({
      ...{ statements, signatures: [held], sets: [issuer.openDigits], random, curve },
      presentationHeader: Uint8Array.of(nonce),
      ...change,
    })
  const [one, again, two] = [await prove(1), await prove(1), await prove(2)]
  expect(again).toEqual(one)
  expect(differing(one, two)).toBe(one.length / 16)
  const narrower = between({
    value: 'date',
    from: 2n,
    until: 50_000n,
    octets: 2,
    digits: issuer.digits,
  })
  const three = await prove(1, { statements: statements.slice(0, 1).concat(narrower) })
  expect(differing(one, three)).toBe(one.length / 16)
  // With the blinds themselves stuck, the same two proofs would have the same points.
  const asking = { ...issuanceTerms, publicKey, secret, random, curve }
  const first = await requestIssuance(asking)
  for (const change of [
    { nonce: seededRandom(71)(16) },
    { manifest: new Uint8Array(32) },
    { issuer: new Uint8Array(3) },
    { count: COUNT + 1 },
    { blindingIndex: 3 },
    { secretIndex: 3 },
  ]) {
    const other = await requestIssuance({ ...asking, ...change })
    expect(other.blinding).not.toEqual(first.blinding)
  }
})

/** How many blocks of 16 octets differ. */
function differing(a: Uint8Array, b: Uint8Array): number {
  const blocks = Array.from({ length: a.length / 16 }, (_, i) => 16 * i)
  const block = (octets: Uint8Array, at: number) => toHex(octets.subarray(at, at + 16))
  return blocks.filter((at) => block(a, at) !== block(b, at)).length
}

test('a set that is opened is as good as it is whichever value is in it', async () => {
  const recording = logCalls(curve)
  const inputs = { random: seededRandom(72), curve: recording.curve }
  expect(await openSignedSet(issuer.products, inputs)).toBeDefined()
  expect(recording.calls.filter((call) => call.startsWith('readG1'))).toHaveLength(4)
  expect(recording.calls.filter((call) => call.startsWith('pairingsCancel'))).toHaveLength(1)
})
