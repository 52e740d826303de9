import { bls12_381 } from '@noble/curves/bls12-381.js'
import type { JsonObject } from '@unscored/core'
import { describe, expect, test } from 'vitest'
import { createDisclosure } from '../../../packages/vc/src/bbs-plus/mattr.ts'
import {
  formatDerivedProof,
  parseBaseProof,
  proofStatements,
} from '../../../packages/vc/src/bbs-plus/proof.ts'
import { readSigned } from '../../../packages/vc/src/bbs-plus/statements.ts'
import { contexts, derive, documentLoader, issue, nonce, publicKey, refusals } from './issuing.ts'

const issued = (await issue()) as JsonObject & { proof: JsonObject }
const shown = await derive(issued)

const { G1 } = bls12_381
const ORDER = bls12_381.fields.Fr.ORDER
const infinity = Uint8Array.of(0xc0, ...new Uint8Array(47))
const infinityWithGarbage = Uint8Array.of(0xc0, ...new Uint8Array(46), 1)
const generator = G1.Point.BASE.toBytes()

/** x = 4 is on the curve, but the point there has a cofactor. */
const outsideSubgroup = Uint8Array.of(0x80, ...new Uint8Array(46), 4)
const offCurve = Uint8Array.of(0x80, ...new Uint8Array(46), 1)
/** The field's characteristic as x, which stands for 0 already. */
const unreduced = hexOctets(bls12_381.fields.Fp.ORDER, 48, 0x80)

const points = [
  { what: 'infinity', octets: infinity },
  { what: 'infinity with other octets', octets: infinityWithGarbage },
  { what: 'a point off the curve', octets: offCurve },
  { what: 'a point outside the subgroup', octets: outsideSubgroup },
  { what: 'a coordinate that is not reduced', octets: unreduced },
  {
    what: 'a point without the flag of compression',
    octets: generator.map((o, i) => (i ? o : o & 0x7f)),
  },
  { what: 'zeros', octets: new Uint8Array(48) },
]
const scalars = [
  { what: 'zero', octets: new Uint8Array(32) },
  { what: 'the order', octets: hexOctets(ORDER, 32) },
  { what: 'ones', octets: new Uint8Array(32).fill(0xff) },
]

test('the points used here are what they are said to be', () => {
  expect(() => G1.Point.fromBytes(outsideSubgroup)).toThrow('not in prime-order subgroup')
  expect(() => G1.Point.fromBytes(offCurve)).toThrow('Cannot find square root')
})

describe('of a signature', () => {
  const octets = octetsOf(issued.proof)
  const codesWith = (changed: Uint8Array) => refusals(withValue(issued, changed))

  test.each(points)('$what is no point', async (point) => {
    expect(await codesWith(overwritten(octets, 0, point.octets))).toEqual(['invalidPoint'])
  })

  test.each(scalars)('$what is no scalar', async (scalar) => {
    expect(await codesWith(overwritten(octets, 48, scalar.octets))).toEqual(['invalidScalar'])
    expect(await codesWith(overwritten(octets, 80, scalar.octets))).toEqual(['invalidScalar'])
  })

  test.each([0, 1, 48, 111, 113, 224])('%i octets are not its length', async (length) => {
    const changed = overwritten(new Uint8Array(length), 0, octets.subarray(0, length))
    expect(await codesWith(changed)).toEqual(['invalidLength'])
  })

  test('another point of the group and other scalars do not verify', async () => {
    expect(await codesWith(overwritten(octets, 0, generator))).toEqual(['proofInvalid'])
    const one = hexOctets(1n, 32)
    expect(await codesWith(overwritten(octets, 48, one))).toEqual(['proofInvalid'])
    expect(await codesWith(overwritten(octets, 80, one))).toEqual(['proofInvalid'])
  })
})

describe('of a derived proof', () => {
  const octets = octetsOf(shown.proof)
  const codesWith = (changed: Uint8Array) => refusals(withValue(shown, changed))
  // The number of statements and the bitmap; A', Abar and D; the length of the first sub-proof and its commitment; its two
  // responses; the commitment of the second.
  const statementCount = octets[1] ?? 0
  const body = 2 + 3
  const pointsAt = [body, body + 48, body + 96, body + 148, body + 264]
  const lengthsAt = [body + 144, body + 196, body + 312]
  const scalarsAt = [body + 200, body + 232, body + 316, octets.length - 32]

  test.each(points)('$what is no point', async (point) => {
    for (const at of pointsAt) {
      expect(await codesWith(overwritten(octets, at, point.octets))).toEqual(['invalidPoint'])
    }
  })

  test.each(scalars)('$what is no scalar', async (scalar) => {
    for (const at of scalarsAt) {
      expect(await codesWith(overwritten(octets, at, scalar.octets))).toEqual(['invalidScalar'])
    }
  })

  test('another point of the group and other scalars do not verify', async () => {
    for (const at of pointsAt) {
      expect(await codesWith(overwritten(octets, at, generator))).toEqual(['proofInvalid'])
    }
    for (const at of scalarsAt) {
      const one = hexOctets(1n, 32)
      expect(await codesWith(overwritten(octets, at, one))).toEqual(['proofInvalid'])
    }
  })

  test.each([0, 1, 2, 3, 0x80])('lengths within are refused where %i is added', async (more) => {
    for (const at of lengthsAt) {
      for (const octet of [at, at + 3]) {
        const changed = octets.map((o, i) => (i === octet ? o + Math.max(more, 1) : o))
        expect(await codesWith(changed)).toEqual(['invalidLength'])
      }
    }
  })

  test('any octets more or less are refused', async () => {
    for (let length = 0; length < octets.length; length += 7) {
      expect(await codesWith(octets.subarray(0, length))).toEqual(['invalidLength'])
    }
    for (const more of [1, 2, 32, 48]) {
      const changed = overwritten(new Uint8Array(octets.length + more), 0, octets)
      expect(await codesWith(changed)).toEqual(['invalidLength'])
    }
  })

  test.each([
    { what: 'no statements', count: 0 },
    { what: 'one statement more', count: statementCount + 1 },
    {
      what: 'one statement less, though the last is shown',
      count: statementCount - 1,
      code: 'invalidIndexes',
    },
    { what: 'more statements than are verified', count: 1001 },
    { what: 'as many statements as can be said', count: 0xffff },
  ])('$what', async ({ count, code = 'invalidLength' }) => {
    const changed = overwritten(octets, 0, Uint8Array.of(count >> 8, count & 0xff))
    expect(await codesWith(changed)).toEqual([code])
  })

  test('a statement beyond those signed is not shown', async () => {
    const changed = octets.map((octet, i) => (i === 2 ? octet | 0x80 : octet))
    expect(await codesWith(changed)).toEqual(['invalidIndexes'])
  })

  test('the statements shown are not exchanged for others in the bitmap', async () => {
    // The eight statements in the middle, of which some are shown and some are not.
    const middle = octets[3] ?? 0
    expect([0, 0xff]).not.toContain(middle)
    const rotated = ((middle << 1) | (middle >> 7)) & 0xff
    expect(rotated).not.toBe(middle)
    expect(await codesWith(overwritten(octets, 3, Uint8Array.of(rotated)))).toEqual([
      'proofInvalid',
    ])
  })

  test('what the issuer said of the proof cannot be hidden', async () => {
    const { proof, ...document } = issued
    const { signature, created, ...options } = parseBaseProof(proof)
    const signed = await readSigned(document, { contexts, documentLoader })
    const ofProof = proofStatements({ ...options, ...(created !== undefined && { created }) })
    const statements = [...ofProof, ...signed.statements]
    const revealed = [...statements.keys()].slice(1)
    const disclosure = await createDisclosure({ statements, signature, publicKey, revealed, nonce })
    const derived = await derive(issued, { type: 'VerifiableCredential', credentialSubject: {} })
    const withoutCreated = formatDerivedProof({ ...options, nonce, disclosure })
    expect(await refusals({ ...derived, proof: withoutCreated })).toEqual(['proofInvalid'])
  })
})

function octetsOf({ proofValue }: JsonObject): Uint8Array {
  return Uint8Array.from(Buffer.from(String(proofValue), 'base64'))
}

function withValue(document: JsonObject & { proof: JsonObject }, octets: Uint8Array): JsonObject {
  const proofValue = Buffer.from(octets).toString('base64')
  return { ...document, proof: { ...document.proof, proofValue } }
}

function overwritten(octets: Uint8Array, at: number, part: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(octets)
  copy.set(part.subarray(0, copy.length - at), at)
  return copy
}

/** An integer as octets, most significant first, with flags in the first. */
function hexOctets(integer: bigint, length: number, flags = 0): Uint8Array {
  const octets = Uint8Array.from(Buffer.from(integer.toString(16).padStart(2 * length, '0'), 'hex'))
  return octets.map((octet, i) => (i === 0 ? octet | flags : octet))
}
