import {
  CborTag,
  concatOctets,
  encodeCbor,
  encodeMultibase,
  type JsonObject,
  parseMultibase,
} from '@unscored/core'
import {
  type BaseProofValue,
  type BbsFeature,
  type DerivedProofValue,
  parseBaseProofValue,
  parseDerivedProofValue,
  serializeBaseProofValue,
  serializeDerivedProofValue,
} from '@unscored/vc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toHex } from '../../support/hex.ts'
import { describeWith, readSharedJson } from '../../support/shared.ts'

const ROOT = 'w3c-vc-di-bbs/TestVectors'

const withPseudonym: readonly BbsFeature[] = ['pseudonym', 'holderBindingPseudonym']

describeWith('vectors', ROOT, 'the published octets of optional features', () => {
  describe.each<{ folder: string; features: readonly BbsFeature[] }>([
    { folder: 'HolderBinding', features: ['holderBinding'] },
    { folder: 'Pseudonym', features: withPseudonym },
    { folder: 'PseudonymHB', features: withPseudonym },
  ])('$folder', ({ folder, features }) => {
    const step = <T>(file: string) => readSharedJson<T>('vectors', `${ROOT}/${folder}/${file}.json`)

    test('the base proof is read as it was published and written as it was read', () => {
      const { proofValue } = step<{ proof: JsonObject }>('addSignedSDBase').proof
      const published = step<Record<string, string>>('addRawBaseSignatureInfo')
      const value = parseBaseProofValue(proofValue)
      expect(value.features).toEqual(features)
      for (const name of ['bbsSignature', 'bbsHeader', 'publicKey', 'hmacKey'] as const) {
        expect(toHex(value[name])).toBe(published[name])
      }
      expect(value.signerNymEntropy && toHex(value.signerNymEntropy)).toBe(
        published.signerNymEntropyHex,
      )
      expect(value.mandatoryPointers).toEqual(published.mandatoryPointers)
      expect(serializeBaseProofValue(value)).toBe(proofValue)
    })

    test('the derived proof is read as it was published and written as it was read', () => {
      const { proofValue } = step<{ proof: JsonObject }>('derivedRevealDocument').proof
      const published = step<Record<string, unknown>>('derivedDisclosureData')
      const value = parseDerivedProofValue(proofValue)
      expect(value.features).toEqual(features)
      expect(toHex(value.bbsProof)).toBe(published.bbsProof)
      expect(value.mandatoryIndexes).toEqual(published.mandatoryIndexes)
      expect(value.selectiveIndexes).toEqual(published.adjSelectiveIndexes)
      expect(value.messageCount).toBe(published.lengthBBSMessages)
      expect(value.pseudonym && toHex(value.pseudonym)).toBe(published.pseudonym)
      expect(value.pseudonymContext).toBeUndefined()
      expect(serializeDerivedProofValue(value)).toBe(proofValue)
    })
  })
})

const octets = (length: number, value = 7) => new Uint8Array(length).fill(value)
const text = (last: number, elements: readonly unknown[]) =>
  encodeMultibase(concatOctets(Uint8Array.of(0xd9, 0x5d, last), encodeCbor(elements)), 'u')

const base: readonly unknown[] = [octets(80), octets(64), octets(96), octets(32), ['/issuer']]
const derived: readonly unknown[] = [octets(304), new Map([[0, 0]]), [0], [1, 2], octets(4)]
const entropy = octets(32)
const bignum = new CborTag(2, entropy)
const pseudonym = octets(48)
const context = octets(9)

describe('forms of the text beside those of the vectors', () => {
  test.each([
    { name: 'as octets', header: 8, element: entropy, features: withPseudonym },
    { name: 'as an integer', header: 8, element: bignum, features: withPseudonym },
    { name: 'under the header of the text', header: 6, element: entropy, features: ['pseudonym'] },
  ])('entropy of the issuer $name', ({ header, element, features }) => {
    const value = parseBaseProofValue(text(header, [...base, element]))
    expect(value.signerNymEntropy).toEqual(entropy)
    expect(value.features).toEqual(features)
    expect(serializeBaseProofValue(value)).toBe(text(8, [...base, bignum]))
  })

  test.each([30, 1, 0])('an integer of %i octets is filled up', (length) => {
    const short = new CborTag(2, octets(length))
    const value = parseBaseProofValue(text(8, [...base, short]))
    expect(value.signerNymEntropy).toEqual(concatOctets(octets(32 - length, 0), octets(length)))
    expect(serializeBaseProofValue(value)).toBe(text(8, [...base, short]))
  })

  test.each([
    { header: 9, features: withPseudonym },
    { header: 7, features: ['pseudonym'] },
  ])('a context before the pseudonym, header $header', ({ header, features }) => {
    const written = text(header, [...derived, context, pseudonym, 3])
    const value = parseDerivedProofValue(written)
    expect(value).toMatchObject({ features, pseudonym, messageCount: 3, pseudonymContext: context })
    expect(serializeDerivedProofValue(value)).toBe(text(9, [...derived, context, pseudonym, 3]))
    const { pseudonymContext: _, ...rest } = value
    expect(serializeDerivedProofValue(rest)).toBe(text(9, [...derived, pseudonym, 3]))
  })
})

describe('base proofs are refused', () => {
  test.each([
    {
      name: 'of holder binding with entropy',
      header: 4,
      more: [entropy],
      code: 'wrongElementCount',
    },
    { name: 'of a pseudonym without it', header: 8, more: [], code: 'wrongElementCount' },
    { name: 'of a pseudonym without it (text)', header: 6, more: [], code: 'wrongElementCount' },
    { name: 'of the baseline with entropy', header: 2, more: [entropy], code: 'wrongElementCount' },
    { name: 'with two', header: 8, more: [entropy, entropy], code: 'wrongElementCount' },
    { name: 'with 31 octets of entropy', header: 8, more: [octets(31)], code: 'invalidElement' },
    { name: 'with 33 octets of entropy', header: 8, more: [octets(33)], code: 'invalidElement' },
    { name: 'with a small integer', header: 8, more: [7], code: 'invalidElement' },
    { name: 'with text for entropy', header: 8, more: ['7'.repeat(32)], code: 'invalidElement' },
    {
      name: 'with an integer of 33 octets',
      header: 8,
      more: [new CborTag(2, octets(33))],
      code: 'invalidElement',
    },
    {
      name: 'with an integer with a leading zero',
      header: 8,
      more: [new CborTag(2, concatOctets(octets(1, 0), octets(31)))],
      code: 'invalidElement',
    },
    {
      name: 'with an integer of text',
      header: 8,
      more: [new CborTag(2, 'x')],
      code: 'invalidElement',
    },
    {
      name: 'with an integer in an integer',
      header: 8,
      more: [new CborTag(2, bignum)],
      code: 'invalidElement',
    },
    {
      name: 'with a negative integer',
      header: 8,
      more: [new CborTag(3, entropy)],
      code: 'cborTag',
    },
    { name: 'under a header of derived ones', header: 5, more: [], code: 'notABaseProof' },
    { name: 'under header 7', header: 7, more: [entropy], code: 'notABaseProof' },
    { name: 'under header 9', header: 9, more: [entropy], code: 'notABaseProof' },
    { name: 'under header 10', header: 10, more: [entropy], code: 'unknownProofHeader' },
  ])('$name', ({ header, more, code }) => {
    expect(() => parseBaseProofValue(text(header, [...base, ...more]))).toThrow(coded(code))
  })

  test.each([2, 4])('with a tag where header %i needs none', (header) => {
    const tagged = base.with(3, new CborTag(2, octets(32)))
    expect(() => parseBaseProofValue(text(header, tagged))).toThrow(coded('cborTag'))
  })

  test('with an integer for octets', () => {
    const tagged = [...base.with(3, bignum), entropy]
    expect(() => parseBaseProofValue(text(8, tagged))).toThrow(coded('invalidElement'))
  })

  test.each([4, 6, 8])('with octets after the end, header %i', (header) => {
    const more = header === 4 ? [] : [entropy]
    const written = parseMultibase(text(header, [...base, ...more]))
    const longer = encodeMultibase(concatOctets(written, octets(1)), 'u')
    expect(() => parseBaseProofValue(longer)).toThrow(coded('trailingOctets'))
  })
})

describe('derived proofs are refused', () => {
  test.each([
    { name: 'of holder binding without a count', header: 5, more: [], code: 'wrongElementCount' },
    {
      name: 'of holder binding with a pseudonym',
      header: 5,
      more: [pseudonym, 3],
      code: 'wrongElementCount',
    },
    { name: 'of the baseline with a count', header: 3, more: [3], code: 'wrongElementCount' },
    { name: 'of a pseudonym without one', header: 9, more: [3], code: 'wrongElementCount' },
    {
      name: 'of a pseudonym with too much',
      header: 9,
      more: [context, context, pseudonym, 3],
      code: 'wrongElementCount',
    },
    { name: 'with 47 octets of it', header: 9, more: [octets(47), 3], code: 'invalidElement' },
    { name: 'with 49 octets of it', header: 7, more: [octets(49), 3], code: 'invalidElement' },
    { name: 'with text for it', header: 9, more: ['7'.repeat(48), 3], code: 'invalidElement' },
    {
      name: 'with a context of text',
      header: 9,
      more: ['context', pseudonym, 3],
      code: 'invalidElement',
    },
    { name: 'with a negative count', header: 5, more: [-1], code: 'invalidElement' },
    { name: 'with half a count', header: 5, more: [3.5], code: 'invalidElement' },
    { name: 'with a large count', header: 5, more: [2 ** 16], code: 'invalidElement' },
    { name: 'with a huge count', header: 5, more: [2 ** 60], code: 'invalidElement' },
    { name: 'with text for a count', header: 9, more: [pseudonym, '3'], code: 'invalidElement' },
    {
      name: 'with an integer of a tag',
      header: 5,
      more: [new CborTag(2, octets(1))],
      code: 'cborTag',
    },
    { name: 'under a header of base ones', header: 4, more: [], code: 'notADerivedProof' },
    { name: 'under header 6', header: 6, more: [pseudonym, 3], code: 'notADerivedProof' },
    { name: 'under header 8', header: 8, more: [pseudonym, 3], code: 'notADerivedProof' },
    { name: 'under header 11', header: 11, more: [pseudonym, 3], code: 'unknownProofHeader' },
  ])('$name', ({ header, more, code }) => {
    expect(() => parseDerivedProofValue(text(header, [...derived, ...more]))).toThrow(coded(code))
  })

  test.each([
    { header: 5, more: [3] },
    { header: 7, more: [pseudonym, 3] },
    { header: 9, more: [context, pseudonym, 3] },
  ])('with what the baseline refuses, header $header', ({ header, more }) => {
    const changed = (index: number, to: unknown) =>
      text(header, [...derived.with(index, to), ...more])
    const table = [
      [changed(0, 'proof'), 'invalidElement'],
      [changed(1, [0]), 'invalidLabelMap'],
      [changed(1, new Map(Object.entries({ a: 1 }))), 'invalidLabelMap'],
      [changed(2, [1, 1]), 'invalidIndexes'],
      [changed(3, [2, 1]), 'invalidIndexes'],
      [changed(3, [-1]), 'invalidIndexes'],
      [changed(3, [2 ** 16]), 'invalidIndexes'],
      [changed(4, 4), 'invalidElement'],
    ] as const
    for (const [value, code] of table) {
      expect(() => parseDerivedProofValue(value)).toThrow(coded(code))
    }
    const written = parseMultibase(text(header, [...derived, ...more]))
    const longer = encodeMultibase(concatOctets(written, octets(1)), 'u')
    expect(() => parseDerivedProofValue(longer)).toThrow(coded('trailingOctets'))
  })
})

test('a proof is not written without what its feature holds', () => {
  const value = parseBaseProofValue(text(8, [...base, entropy]))
  const { signerNymEntropy: _, ...rest } = value
  expect(() => serializeBaseProofValue(rest)).toThrow(TypeError)
  const shown = parseDerivedProofValue(text(9, [...derived, pseudonym, 3]))
  const { pseudonym: __, ...noPseudonym } = shown
  expect(() => serializeDerivedProofValue(noPseudonym)).toThrow(TypeError)
  const { messageCount: ___, ...noCount } = shown
  expect(() => serializeDerivedProofValue(noCount)).toThrow(TypeError)
})

describe('what is written is read again', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
  const names = fc.constantFrom<readonly BbsFeature[]>(
    ['baseline'],
    ['holderBinding'],
    withPseudonym,
  )
  const indexes = fc
    .uniqueArray(fc.nat(65535), { maxLength: 8 })
    .map((list) => list.sort((a, b) => a - b))

  test('base proofs', () => {
    const values = fc
      .tuple(names, bytes(80), bytes(64), bytes(96), bytes(32), fc.array(fc.string()), bytes(32))
      .map(
        ([features, bbsSignature, bbsHeader, publicKey, hmacKey, mandatoryPointers, nym]) =>
          ({
            ...{ features, bbsSignature, bbsHeader, publicKey, hmacKey, mandatoryPointers },
            ...(features === withPseudonym && { signerNymEntropy: nym }),
          }) satisfies BaseProofValue,
      )
    fc.assert(
      fc.property(values, (value) => {
        expect(parseBaseProofValue(serializeBaseProofValue(value))).toEqual(value)
      }),
      { seed: 1 },
    )
  })

  test('derived proofs', () => {
    const values = fc
      .tuple(names, fc.uint8Array(), indexes, indexes, fc.uint8Array(), bytes(48), fc.nat(65535))
      .map(
        ([
          features,
          bbsProof,
          mandatoryIndexes,
          selectiveIndexes,
          presentationHeader,
          nym,
          count,
        ]) =>
          ({
            ...{ features, bbsProof, mandatoryIndexes, selectiveIndexes, presentationHeader },
            labelMap: new Map(mandatoryIndexes.map((index, i) => [i, index])),
            ...(features === withPseudonym && { pseudonym: nym }),
            ...(features[0] !== 'baseline' && { messageCount: count }),
          }) satisfies DerivedProofValue,
      )
    fc.assert(
      fc.property(values, (value) => {
        expect(parseDerivedProofValue(serializeDerivedProofValue(value))).toEqual(value)
      }),
      { seed: 2 },
    )
  })
})

function coded(code: string) {
  return expect.objectContaining({ code })
}
