import { CborTag, concatOctets, encodeCbor, encodeMultibase } from '@unscored/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  parsePredicatesBase,
  parsePredicatesProof,
  serializePredicatesBase,
  serializePredicatesProof,
} from '../../../packages/vc/src/bbs-predicates/proof-value.ts'

const BASE = [0xd9, 0x5d, 0x40]
const DERIVED = [0xd9, 0x5d, 0x41]

const signature = new Uint8Array(80).fill(7)
const proof = new Uint8Array(100).fill(8)
const pseudonym = new Uint8Array(48).fill(9)

const value = (header: readonly number[], content: unknown) =>
  encodeMultibase(concatOctets(Uint8Array.from(header), encodeCbor(content)), 'u')

const withCode = (code: string) => expect.objectContaining({ code })

test('a proof value says again what it was made of', () => {
  const octets = fc.uint8Array({ maxLength: 200 })
  const nym = fc.uint8Array({ minLength: 48, maxLength: 48 })
  const numbers = fc.tuple(fc.maxSafeNat(), fc.maxSafeNat())
  fc.assert(
    fc.property(octets, fc.option(nym, { nil: undefined }), numbers, (some, name, [list, id]) => {
      const derived = { proof: some, ...(name && { pseudonym: name }) }
      expect(parsePredicatesProof(serializePredicatesProof(derived))).toEqual(derived)
      const base = { signature, list, id }
      expect(parsePredicatesBase(serializePredicatesBase(base))).toEqual(base)
    }),
  )
  const first = { signature, list: 0, id: 0 }
  expect(parsePredicatesBase(serializePredicatesBase(first))).toEqual(first)
})

describe('a base proof is refused that', () => {
  test.each<[string, unknown, string]>([
    ['is missing', undefined, 'invalidMultibase'],
    ['is no text', 7, 'invalidMultibase'],
    ['is of another base', `z${value(BASE, []).slice(1)}`, 'invalidMultibase'],
    ['is empty', 'u', 'unknownProofHeader'],
    ['is of bbs-2023', value([0xd9, 0x5d, 0x02], []), 'unknownProofHeader'],
    ['is a derived one', serializePredicatesProof({ proof }), 'notABaseProof'],
    ['holds nothing', encodeMultibase(Uint8Array.from(BASE), 'u'), 'invalidCbor'],
    ['is no list', value(BASE, new Map()), 'wrongElementCount'],
    ['has too few elements', value(BASE, [signature, 1]), 'wrongElementCount'],
    ['has too many elements', value(BASE, [signature, 1, 2, 3]), 'wrongElementCount'],
    [
      'has a signature that is too short',
      value(BASE, [proof.subarray(21), 1, 2]),
      'invalidElement',
    ],
    ['has a signature that is none', value(BASE, ['a'.repeat(80), 1, 2]), 'invalidElement'],
    ['has a negative list', value(BASE, [signature, -1, 2]), 'invalidElement'],
    ['has a number that is none', value(BASE, [signature, 1, '2']), 'invalidElement'],
    ['has a fraction', value(BASE, [signature, 1, 1.5]), 'invalidElement'],
    ['has a number beyond 2^53', value(BASE, [signature, 2n ** 53n, 2]), 'invalidElement'],
    ['has a tag', value(BASE, [new CborTag(64, signature), 1, 2]), 'cborTag'],
  ])('%s', (_, text, code) => {
    expect(() => parsePredicatesBase(text)).toThrow(withCode(code))
  })

  test('is followed by octets', () => {
    const octets = concatOctets(
      Uint8Array.from(BASE),
      encodeCbor([signature, 1, 2]),
      new Uint8Array(1),
    )
    const text = encodeMultibase(octets, 'u')
    expect(() => parsePredicatesBase(text)).toThrow(withCode('trailingOctets'))
  })

  test('writes a number longer than it is', () => {
    const content = concatOctets(
      Uint8Array.of(0x83),
      encodeCbor(signature),
      Uint8Array.of(0x18, 1, 2),
    )
    const text = encodeMultibase(concatOctets(Uint8Array.from(BASE), content), 'u')
    expect(() => parsePredicatesBase(text)).toThrow(withCode('invalidCbor'))
  })
})

describe('a derived proof is refused that', () => {
  test.each<[string, unknown, string]>([
    ['is missing', undefined, 'invalidMultibase'],
    ['is a base proof', serializePredicatesBase({ signature, list: 1, id: 2 }), 'notADerivedProof'],
    ['is of bbs-2023', value([0xd9, 0x5d, 0x03], [proof]), 'unknownProofHeader'],
    ['has no elements', value(DERIVED, []), 'wrongElementCount'],
    ['has too many elements', value(DERIVED, [proof, pseudonym, 1]), 'wrongElementCount'],
    ['has no octets', value(DERIVED, ['proof']), 'invalidElement'],
    ['has a pseudonym that is too long', value(DERIVED, [proof, proof]), 'invalidElement'],
    ['has a pseudonym that is none', value(DERIVED, [proof, null]), 'invalidElement'],
  ])('%s', (_, text, code) => {
    expect(() => parsePredicatesProof(text)).toThrow(withCode(code))
  })
})
