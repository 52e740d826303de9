import { type BbsOperations, bbsOperations, combineNyms, commit, createPool } from '@unscored/bbs'
import { concatOctets, encodeMultibase, parseMultibase, utf8 } from '@unscored/core'
import {
  type BbsFeature,
  type Binding,
  createBbsSigner,
  createBinding,
  type DerivedProofValue,
  deriveCredential,
  type HolderSecrets,
  parseBaseProofValue,
  parseDerivedProofValue,
  type SecuredCredential,
  serializeDerivedProofValue,
  signCredential,
  verifyBaseCredential,
  verifyDerivedCredential,
  verifyShownCredential,
} from '@unscored/vc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBaseProofValue } from '../../../packages/vc/src/bbs-2023/base-proof.ts'
import { badG1 } from '../../bbs/bad-points.ts'
import { badRandomSources, seededRandom } from '../../bbs/random-sources.ts'
import { hex } from '../../support/hex.ts'
import { credentialOf } from '../vaccination/doses.ts'
import { forge } from './attacker.ts'
import {
  allFeatures,
  bindsHolder,
  boundFeatures,
  context,
  type Held,
  hasPseudonym,
  issueHeld,
  otherContext,
  receiveWith,
  show,
  verifyAs,
} from './forms.ts'
import {
  changed,
  closeProofValue,
  codeOf,
  contexts,
  issuer,
  nested,
  now,
  openProofValue,
  presentationHeader,
  resolve,
  vaccination,
  withElement,
  withProof,
} from './issuing.ts'

const held = new Map<string, Held>()
const others = new Map<string, Held>()
const shown = new Map<string, SecuredCredential>()
for (const feature of allFeatures) {
  const hers = await issueHeld({ feature, kind: vaccination })
  held.set(feature, hers)
  others.set(feature, await issueHeld({ feature, kind: vaccination, seed: 2 }))
  shown.set(feature, await show(hers, { pointers: vaccination.shown }))
}

// All features are in the maps.
const heldOf = (feature: string) => held.get(feature) as Held
const otherOf = (feature: string) => others.get(feature) as Held
const shownOf = (feature: string) => shown.get(feature) as SecuredCredential
const secretsOf = (feature: string) => heldOf(feature).secrets as HolderSecrets
const bindingOf = (feature: string) => heldOf(feature).binding as Binding
const proofOf = ({ proof }: SecuredCredential) => parseDerivedProofValue(proof.proofValue)

const pointers = vaccination.shown

/** The order of the groups, which no scalar reaches. */
const order = hex('73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001')

describe.each(boundFeatures)('%s', (feature) => {
  test('is received with the secrets and shown to a verifier who asks for it', async () => {
    const { proof: _, ...credential } = heldOf(feature).base
    expect(await receiveWith(secretsOf(feature), heldOf(feature).base)).toEqual(credential)
    const { proof: __, ...disclosed } = shownOf(feature)
    expect(await verifyAs(feature, shownOf(feature))).toEqual({
      credential: disclosed,
      isHolderBound: bindsHolder(feature),
      ...(hasPseudonym(feature) && {
        pseudonym: { value: proofOf(shownOf(feature)).pseudonym, context },
      }),
    })
  })

  test('is shown in a number of parts, nested documents too', async () => {
    const hers = await issueHeld({ feature, kind: nested })
    for (const part of [[], nested.shown, ['/credentialSubject']]) {
      const verified = verifyAs(feature, await show(hers, { pointers: part }))
      expect(await codeOf(verified)).toBe('accepted')
    }
  })

  test.each([
    { name: 'no secrets', secrets: undefined, code: 'featureMismatch' },
    { name: "another's secrets", secrets: otherOf(feature).secrets, code: 'proofInvalid' },
    {
      name: 'another blind',
      secrets: { ...secretsOf(feature), proverBlind: otherOf(feature).secrets?.proverBlind },
      code: 'proofInvalid',
    },
    {
      name: 'a blind of zeros',
      secrets: { ...secretsOf(feature), proverBlind: new Uint8Array(32) },
      code: 'proofInvalid',
    },
  ])('is not received with $name', async ({ secrets, code }) => {
    const received = receiveWith(secrets as HolderSecrets | undefined, heldOf(feature).base)
    expect(await codeOf(received)).toBe(code)
  })

  test.each(allFeatures.filter((other) => other !== feature))(
    'is not received with the secrets for %s',
    async (other) => {
      const received = receiveWith(heldOf(other).secrets, heldOf(feature).base)
      // The published octets do not tell pseudonyms with and without holder binding apart.
      const code = hasPseudonym(feature) && hasPseudonym(other) ? 'proofInvalid' : 'featureMismatch'
      expect(await codeOf(received)).toBe(code)
    },
  )

  test('a stolen base proof cannot be shown', async () => {
    const { base } = heldOf(feature)
    expect(await codeOf(show({ feature, base }, { pointers }))).toBe('featureMismatch')
    const { secrets } = otherOf(feature)
    const stolen = await show({ feature, base, ...(secrets && { secrets }) }, { pointers })
    expect(await codeOf(verifyAs(feature, stolen))).toBe('proofInvalid')
  })

  test.each(allFeatures.filter((other) => other !== feature))(
    'a proof is not taken for one of %s, whatever is done to its octets',
    async (other) => {
      const value = proofOf(shownOf(feature))
      const { messageCount = 0, pseudonym = proofOf(shownOf('pseudonym')).pseudonym } = value
      const disguised = serializeDerivedProofValue({
        ...value,
        features: [other],
        messageCount,
        ...(pseudonym && { pseudonym }),
      })
      const altered = withProof(shownOf(feature), { proofValue: disguised })
      // The header alone is the same for both pseudonyms, and the proof is of what it is of.
      const code =
        feature === 'pseudonym' && other === 'holderBindingPseudonym'
          ? 'featureMismatch'
          : feature === 'holderBindingPseudonym' && other === 'pseudonym'
            ? 'accepted'
            : 'proofInvalid'
      expect(await codeOf(verifyAs(other, altered))).toBe(code)
    },
  )

  test('a proof without the feature is not taken for one with it', async () => {
    const value = proofOf(shownOf('baseline'))
    const count = value.selectiveIndexes.length + (value.bbsProof.length - 272) / 32
    for (const messageCount of [count, count - 1, count - 2, count - 3]) {
      const disguised = serializeDerivedProofValue({
        ...value,
        features: [feature],
        messageCount,
        pseudonym: proofOf(shownOf('pseudonym')).pseudonym ?? new Uint8Array(48),
      })
      const altered = withProof(shownOf('baseline'), { proofValue: disguised })
      expect(['proofInvalid', 'invalidIndexes']).toContain(await codeOf(verifyAs(feature, altered)))
    }
  })

  test.each([-3, -2, -1, 1, 2, 1000])(
    'a proof is refused with a number of messages that is off by %i',
    async (difference) => {
      const value = proofOf(shownOf(feature))
      const messageCount = (value.messageCount ?? 0) + difference
      const proofValue = serializeDerivedProofValue({ ...value, messageCount })
      const altered = withProof(shownOf(feature), { proofValue })
      expect(await codeOf(verifyAs(feature, altered))).toMatch(/^(?:proofInvalid|invalidIndexes)$/)
    },
  )

  test('a proof is refused with fewer messages than its indexes', async () => {
    const value = proofOf(shownOf(feature))
    const proofValue = serializeDerivedProofValue({
      ...value,
      messageCount: value.selectiveIndexes.at(-1) ?? 0,
    })
    const altered = withProof(shownOf(feature), { proofValue })
    expect(await codeOf(verifyAs(feature, altered))).toBe('invalidIndexes')
  })

  test('no secret is in what is shown', async () => {
    const { secrets, base } = heldOf(feature)
    const { signerNymEntropy, hmacKey, bbsSignature } = parseBaseProofValue(base.proof.proofValue)
    const { holderSecret, proverNym, proverBlind } = secretsOf(feature)
    const nym = proverNym && signerNymEntropy && combineNyms(proverNym, signerNymEntropy)
    const kept = [holderSecret, proverNym, proverBlind, signerNymEntropy, nym, hmacKey]
    const octets = Buffer.from(parseMultibase(shownOf(feature).proof.proofValue))
    for (const secret of [...kept, bbsSignature.subarray(0, 48), bbsSignature.subarray(48)]) {
      if (secret) expect(octets.includes(Buffer.from(secret))).toBe(false)
    }
    expect(Object.keys(secrets ?? {}).length).toBe(1 + kept.slice(0, 2).filter(Boolean).length)
  })

  test('two presentations have nothing in common but what the context makes them have', async () => {
    const [one, again, elsewhere] = await Promise.all(
      [context, context, otherContext].map((pseudonymContext) =>
        show(heldOf(feature), { pointers, pseudonymContext }),
      ),
    )
    const values = [one, again, elsewhere].map((credential) => proofOf(credential ?? shownOf('')))
    const [a, b, c] = values as [DerivedProofValue, DerivedProofValue, DerivedProofValue]
    expect(runsInCommon(a.bbsProof, b.bbsProof)).toEqual([])
    expect(runsInCommon(a.bbsProof, c.bbsProof)).toEqual([])
    expect(a.pseudonym).toEqual(b.pseudonym)
    if (a.pseudonym && c.pseudonym) expect(runsInCommon(a.pseudonym, c.pseudonym)).toEqual([])
    else expect(hasPseudonym(feature)).toBe(false)
  })

  test('all holders show as many statements, and proofs of one length', async () => {
    const longer = { familyName: 'X', product: 'EU/1/20/1507', doseNumber: 2 }
    const values = [credentialOf('bbs-2023'), credentialOf('bbs-2023', longer)].map(
      async (credential, i) => {
        const random = seededRandom(11 + i)
        const { binding, secrets } = await createBinding({ feature, random })
        const base = await signCredential({
          ...{
            credential: { ...credential, issuer: issuer.did },
            key: issuer.key,
            binding,
            random,
          },
          ...{ mandatoryPointers: vaccination.mandatory, labelsInDocumentOrder: true },
          now: () => now,
        })
        return proofOf(await show({ feature, base, secrets }, { pointers }))
      },
    )
    const [one, other] = await Promise.all(values)
    expect(one?.messageCount).toBe(other?.messageCount)
    expect(one?.bbsProof.length).toBe(other?.bbsProof.length)
    expect(one?.selectiveIndexes).toEqual(other?.selectiveIndexes)
    expect(one?.labelMap).toEqual(other?.labelMap)
  })

  test('the number of messages tells what the length of a proof without the feature does', () => {
    const { bbsProof, selectiveIndexes } = proofOf(shownOf('baseline'))
    const count = selectiveIndexes.length + (bbsProof.length - 272) / 32
    expect(proofOf(shownOf(feature)).messageCount).toBe(count)
  })

  test('what was signed over is what is signed without it', () => {
    const { bbsHeader, mandatoryPointers } = parseBaseProofValue(
      heldOf(feature).base.proof.proofValue,
    )
    const baseline = parseBaseProofValue(heldOf('baseline').base.proof.proofValue)
    expect(bbsHeader).toEqual(baseline.bbsHeader)
    expect(mandatoryPointers).toEqual(baseline.mandatoryPointers)
  })

  // Of a document of many blank nodes: two come in the same order by half of all HMAC keys.
  test('no bit of a proof value can be changed', async () => {
    const hers = await issueHeld({ feature, kind: nested })
    const derived = await show(hers, { pointers: nested.shown })
    const sides = [
      { credential: hers.base, check: (altered: unknown) => receiveWith(hers.secrets, altered) },
      { credential: derived, check: (altered: unknown) => verifyAs(feature, altered) },
    ]
    for (const { credential, check } of sides) {
      const octets = parseMultibase(credential.proof.proofValue)
      const property = fc.asyncProperty(fc.nat(8 * octets.length - 1), async (bit) => {
        const flipped = octets.map((octet, i) =>
          i === bit >> 3 ? octet ^ (1 << (bit & 7)) : octet,
        )
        const proofValue = encodeMultibase(flipped, 'u')
        const code = await codeOf(check(withProof(credential, { proofValue })))
        expect(code).toMatch(/^[a-zA-Z]+$/)
        expect(code).not.toBe('accepted')
      })
      await fc.assert(property, { numRuns: 60, seed: 6 })
    }
  })

  test('a changed claim is not received', async () => {
    const { secrets, base } = heldOf(feature)
    const altered = changed(base, ['credentialSubject', 'product'], 'EU/1/20/1507')
    expect(await codeOf(receiveWith(secrets, altered))).toBe('proofInvalid')
  })

  test.each([
    { name: 'a claim', path: ['credentialSubject', 'product'], to: 'EU/1/20/1507' },
    { name: 'a claim that is hidden', path: ['credentialSubject', 'country'], to: 'AT' },
    { name: 'a claim less', path: ['credentialSubject', 'product'], to: undefined },
    { name: 'an end', path: ['validUntil'], to: '2099-01-01T00:00:00Z' },
    { name: 'an id', path: ['credentialSubject', 'id'], to: 'urn:example:1' },
  ])('what is shown is refused with $name, however its proof is adapted', async ({ path, to }) => {
    const { proof, ...document } = shownOf(feature)
    const altered = changed(document, path, to)
    const codes = [await codeOf(verifyAs(feature, { ...altered, proof }))]
    for (const hiding of ['selective', 'mandatory'] as const) {
      const forged = await forge(shownOf(feature), altered, hiding)
      codes.push(await codeOf(verifyAs(feature, forged)))
    }
    for (const code of codes)
      expect(code).toMatch(/^(?:proofInvalid|invalidLabelMap|invalidIndexes)$/)
  })
})

describe('what a verifier asks decides', () => {
  const options = { presentationHeader, contexts, dereference: resolve, now }
  const ask = { requireHolderBinding: true }
  const nym = { pseudonymContext: context }

  test.each([
    { feature: 'baseline', asked: {}, code: 'accepted' },
    { feature: 'baseline', asked: ask, code: 'featureMismatch' },
    { feature: 'baseline', asked: nym, code: 'featureMismatch' },
    { feature: 'holderBinding', asked: {}, code: 'accepted' },
    { feature: 'holderBinding', asked: ask, code: 'accepted' },
    { feature: 'holderBinding', asked: nym, code: 'featureMismatch' },
    { feature: 'pseudonym', asked: {}, code: 'featureMismatch' },
    { feature: 'pseudonym', asked: nym, code: 'accepted' },
    { feature: 'pseudonym', asked: { ...nym, ...ask }, code: 'featureMismatch' },
    { feature: 'holderBindingPseudonym', asked: {}, code: 'featureMismatch' },
    { feature: 'holderBindingPseudonym', asked: ask, code: 'featureMismatch' },
    { feature: 'holderBindingPseudonym', asked: nym, code: 'accepted' },
    { feature: 'holderBindingPseudonym', asked: { ...nym, ...ask }, code: 'accepted' },
  ])('$feature, asked for $asked: $code', async ({ feature, asked, code }) => {
    const verified = verifyShownCredential(shownOf(feature), { ...options, ...asked })
    expect(await codeOf(verified)).toBe(code)
  })

  test('who cannot be told a pseudonym accepts none', async () => {
    const { proof: _, ...credential } = shownOf('holderBinding')
    expect(await verifyDerivedCredential(shownOf('holderBinding'), options)).toEqual(credential)
    const verified = verifyDerivedCredential(shownOf('pseudonym'), options)
    expect(await codeOf(verified)).toBe('featureMismatch')
  })

  test.each(['pseudonym', 'holderBindingPseudonym'] as const)(
    '%s: a pseudonym for another context is refused',
    async (feature) => {
      const elsewhere = await show(heldOf(feature), { pointers, pseudonymContext: otherContext })
      expect(await codeOf(verifyAs(feature, elsewhere, otherContext))).toBe('accepted')
      expect(await codeOf(verifyAs(feature, elsewhere))).toBe('proofInvalid')
      expect(await codeOf(verifyAs(feature, shownOf(feature), otherContext))).toBe('proofInvalid')
      expect(await codeOf(verifyAs(feature, shownOf(feature), new Uint8Array()))).toBe(
        'proofInvalid',
      )
    },
  )

  test.each(['pseudonym', 'holderBindingPseudonym'] as const)(
    '%s: in the form of the text, the context that a proof names counts as well',
    async (feature) => {
      const named = (pseudonymContext: Uint8Array) =>
        withProof(shownOf(feature), {
          proofValue: serializeDerivedProofValue({
            ...proofOf(shownOf(feature)),
            pseudonymContext,
          }),
        })
      expect(await codeOf(verifyAs(feature, named(context)))).toBe('accepted')
      expect(await codeOf(verifyAs(feature, named(otherContext)))).toBe('pseudonymContextMismatch')
      const [asked, told] = [named(otherContext), otherContext]
      expect(await codeOf(verifyAs(feature, asked, told))).toBe('proofInvalid')
    },
  )

  test('the headers that the text has for a pseudonym alone are for that alone', async () => {
    const headed = (credential: SecuredCredential, last: number) => {
      const { header, elements } = openProofValue(credential.proof.proofValue)
      const proofValue = closeProofValue({ header: header.with(2, last), elements })
      return withProof(credential, { proofValue })
    }
    const [alone, both] = ['pseudonym', 'holderBindingPseudonym'] as const
    expect(await codeOf(verifyAs(alone, headed(shownOf(alone), 7)))).toBe('accepted')
    expect(await codeOf(verifyAs(both, headed(shownOf(both), 7)))).toBe('proofInvalid')
    expect(await codeOf(receiveWith(secretsOf(alone), headed(heldOf(alone).base, 6)))).toBe(
      'accepted',
    )
    expect(await codeOf(receiveWith(secretsOf(both), headed(heldOf(both).base, 6)))).toBe(
      'featureMismatch',
    )
  })
})

describe('a pseudonym', () => {
  const [feature] = ['pseudonym'] as const
  const withPseudonym = (pseudonym: Uint8Array) =>
    withProof(shownOf(feature), {
      proofValue: withElement(shownOf(feature).proof.proofValue, 5, pseudonym),
    })

  test("of another holder is refused, and so is one's own for another context", async () => {
    const theirs = proofOf(await show(otherOf(feature), { pointers })).pseudonym
    const elsewhere = await show(heldOf(feature), { pointers, pseudonymContext: otherContext })
    for (const pseudonym of [theirs, proofOf(elsewhere).pseudonym]) {
      const altered = withPseudonym(pseudonym ?? new Uint8Array())
      expect(await codeOf(verifyAs(feature, altered))).toBe('proofInvalid')
    }
  })

  test('with the other sign is refused', async () => {
    const { pseudonym = new Uint8Array(48) } = proofOf(shownOf(feature))
    const negated = pseudonym.with(0, (pseudonym[0] ?? 0) ^ 0x20)
    expect(await codeOf(verifyAs(feature, withPseudonym(negated)))).toBe('proofInvalid')
  })

  test.each(badG1)('that is $name is refused', async ({ octets }) => {
    expect(await codeOf(verifyAs(feature, withPseudonym(octets)))).toBe('invalidPoint')
  })

  test('is another for each credential, though all else be equal', async () => {
    const { binding, secrets } = await createBinding({ feature, random: seededRandom(7) })
    const random = seededRandom(8)
    const pseudonyms = new Set<string>()
    for (let i = 0; i < 3; i++) {
      const base = await signCredential({
        ...{ credential: vaccination.credential, key: issuer.key, binding, random, now: () => now },
        mandatoryPointers: vaccination.mandatory,
      })
      const presented = await show({ feature, base, secrets }, { pointers })
      pseudonyms.add(Buffer.from(proofOf(presented).pseudonym ?? []).toString('hex'))
    }
    expect(pseudonyms.size).toBe(3)
  })

  test('is needed where there is one, and a context is refused where there is none', async () => {
    const derive = (of: string, pseudonymContext?: Uint8Array) =>
      deriveCredential({
        ...{ credential: heldOf(of).base, pointers, presentationHeader, contexts },
        dereference: resolve,
        ...(heldOf(of).secrets && { secrets: secretsOf(of) }),
        ...(pseudonymContext && { pseudonymContext }),
      })
    expect(await codeOf(derive('pseudonym'))).toBe('featureMismatch')
    expect(await codeOf(derive('holderBindingPseudonym'))).toBe('featureMismatch')
    expect(await codeOf(derive('holderBinding', context))).toBe('featureMismatch')
    expect(await codeOf(derive('baseline', context))).toBe('featureMismatch')
    expect(await codeOf(derive('holderBinding'))).toBe('accepted')
  })

  test.each([
    { name: 'zero', entropy: new Uint8Array(32) },
    { name: 'the order', entropy: order },
    { name: 'beyond the order', entropy: new Uint8Array(32).fill(0xff) },
  ])('is not made from an entropy that is $name', async ({ entropy }) => {
    const { base } = heldOf(feature)
    const altered = withProof(base, { proofValue: withElement(base.proof.proofValue, 5, entropy) })
    expect(await codeOf(receiveWith(secretsOf(feature), altered))).toBe('invalidScalar')
    const presented = show(
      { feature, base: altered as SecuredCredential, secrets: secretsOf(feature) },
      { pointers },
    )
    expect(await codeOf(presented)).toBe('invalidScalar')
  })
})

describe('a commitment', () => {
  const signFor = (binding: Binding) =>
    signCredential({
      ...{ credential: vaccination.credential, key: issuer.key, binding, now: () => now },
      mandatoryPointers: vaccination.mandatory,
    })

  describe.each(boundFeatures)('%s', (feature) => {
    const { commitment } = bindingOf(feature)
    const refusal = (altered: Uint8Array) => codeOf(signFor({ feature, commitment: altered }))

    test('is signed', async () => {
      expect(await refusal(commitment)).toBe('accepted')
    })

    test.each([
      { name: 'that is empty', length: 0 },
      { name: 'an octet shorter', length: commitment.length - 1 },
      { name: 'an octet longer', length: commitment.length + 1 },
      { name: 'to a secret less', length: commitment.length - 32 },
      { name: 'to a secret more', length: commitment.length + 32 },
      { name: 'to more secrets than anybody has', length: commitment.length + 32 * 5000 },
    ])('is refused $name', async ({ length }) => {
      const cut = Uint8Array.from({ length }, (_, i) => commitment[i] ?? 1)
      expect(await refusal(cut)).toBe('invalidLength')
    })

    test.each(badG1)('is refused that holds $name', async ({ octets }) => {
      expect(await refusal(concatOctets(octets, commitment.subarray(48)))).toBe('invalidPoint')
    })

    test('is refused with a scalar that is none', async () => {
      for (let offset = 48; offset < commitment.length; offset += 32) {
        for (const scalar of [new Uint8Array(32), order, new Uint8Array(32).fill(255)]) {
          const altered = commitment.slice()
          altered.set(scalar, offset)
          expect(await refusal(altered)).toBe('invalidScalar')
        }
      }
    })

    test('is refused with any part of another', async () => {
      const { commitment: other } = otherOf(feature).binding as Binding
      for (let offset = 48; offset < commitment.length; offset += 32) {
        const altered = commitment.slice()
        altered.set(other.subarray(offset, offset + 32), offset)
        expect(await refusal(altered)).toBe('commitmentInvalid')
      }
      const point = concatOctets(other.subarray(0, 48), commitment.subarray(48))
      expect(await refusal(point)).toBe('commitmentInvalid')
    })

    test.each(boundFeatures.filter((other) => other !== feature))(
      'is refused for %s',
      async (other) => {
        const code = await codeOf(signFor({ feature: other, commitment }))
        const sameLength = bindingOf(other).commitment.length === commitment.length
        expect(code).toBe(sameLength ? 'commitmentInvalid' : 'invalidLength')
      },
    )

    test('has nothing in common with another of the same holder', async () => {
      const { holderSecret } = secretsOf(feature)
      const { binding, secrets } = await createBinding({
        feature,
        random: seededRandom(9),
        ...(holderSecret && { holderSecret }),
      })
      expect(secrets.holderSecret).toEqual(holderSecret)
      expect(runsInCommon(binding.commitment, commitment)).toEqual([])
      expect(runsInCommon(secrets.proverBlind, secretsOf(feature).proverBlind)).toEqual([])
    })

    test.each(badRandomSources(48 * 3))(
      'is not made where the random source $name',
      async ({ random }) => {
        const holderSecret = new Uint8Array(32).fill(3)
        await expect(createBinding({ feature, holderSecret, random })).rejects.toThrow()
      },
    )
  })

  test('to the secrets of two holders is of use to neither alone', async () => {
    const [a, b] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
    const { commitment } = await commit({ messages: [a, b], random: seededRandom(1) })
    expect(await codeOf(signFor({ feature: 'holderBinding', commitment }))).toBe('invalidLength')
    expect(await codeOf(signFor({ feature: 'holderBindingPseudonym', commitment }))).toBe(
      'commitmentInvalid',
    )
  })

  test("is not made to a secret that could be guessed, nor is a secret replaced by one's own", async () => {
    const short = createBinding({ feature: 'holderBinding', holderSecret: utf8('0815') })
    await expect(short).rejects.toThrow(RangeError)
    const { proverBlind } = secretsOf('holderBinding')
    await expect(receiveWith({ proverBlind }, heldOf('holderBinding').base)).rejects.toThrow(
      TypeError,
    )
  })

  test('binds several credentials to one secret', async () => {
    const { holderSecret = new Uint8Array() } = secretsOf('holderBinding')
    const { binding, secrets } = await createBinding({
      ...{ feature: 'holderBinding', holderSecret, random: seededRandom(10) },
    })
    const base = await signFor(binding)
    expect(await codeOf(receiveWith(secrets, base))).toBe('accepted')
    // The blind is each commitment's own.
    expect(await codeOf(receiveWith(secretsOf('holderBinding'), base))).toBe('proofInvalid')
  })
})

test('a signer of another library, which knows no commitments, signs none', async () => {
  const { multisignBlind: _, ...signer } = createBbsSigner(issuer.key)
  const { feature, commitment } = bindingOf('holderBinding')
  const hmacKey = new Uint8Array(32)
  const data = { bbsHeader: new Uint8Array(64), mandatoryPointers: [], nonMandatory: [], hmacKey }
  const bound = { feature, blind: { commitment } }
  expect(await createBaseProofValue(data, signer)).toMatch(/^u/)
  await expect(createBaseProofValue({ ...data, bound }, signer)).rejects.toThrow(TypeError)
})

describe('the suite of 2020 has none of it', () => {
  const options = { contexts, dereference: resolve, now }
  const key = issuer.key

  test('neither signed, nor received, nor shown, nor verified', async () => {
    const credential = credentialOf('BbsBlsSignature2020')
    const document = { ...credential, issuer: issuer.did }
    const signing = {
      credential: document,
      key,
      suite: 'BbsBlsSignature2020',
      now: () => now,
    } as const
    const binding = bindingOf('holderBinding')
    const secrets = secretsOf('holderBinding')
    expect(await codeOf(signCredential({ ...signing, binding }))).toBe('featureMismatch')
    const base = await signCredential(signing)
    expect(await codeOf(verifyBaseCredential(base, options))).toBe('accepted')
    expect(await codeOf(receiveWith(secrets, base))).toBe('featureMismatch')
    const showing = {
      credential: base,
      pointers: ['/issuer', '/issuanceDate', ...pointers],
      presentationHeader,
      ...options,
    }
    expect(await codeOf(deriveCredential({ ...showing, secrets }))).toBe('featureMismatch')
    expect(await codeOf(deriveCredential({ ...showing, pseudonymContext: context }))).toBe(
      'featureMismatch',
    )
    const derived = await deriveCredential(showing)
    const verified = await verifyShownCredential(derived, options)
    expect(verified.isHolderBound).toBe(false)
    expect(await codeOf(verifyAs('holderBinding', derived))).toBe('featureMismatch')
    expect(await codeOf(verifyAs('pseudonym', derived))).toBe('featureMismatch')
  })
})

describe('the operations of BBS are those that one is given', () => {
  /** All four steps, with the operations that are asked for. */
  async function walk(feature: BbsFeature, bbs: BbsOperations): Promise<void> {
    const options = { contexts, dereference: resolve, bbs }
    const { binding, secrets } = heldOf(feature)
    const own = secrets && { secrets }
    const pseudonym = hasPseudonym(feature) && { pseudonymContext: context }
    const credential = await signCredential({
      ...{ credential: vaccination.credential, key: issuer.key, bbs, now: () => now },
      mandatoryPointers: vaccination.mandatory,
      ...(binding && { binding }),
    })
    await verifyBaseCredential(credential, { ...options, now, ...own })
    const showing = { credential, pointers, presentationHeader, ...options, ...own, ...pseudonym }
    await verifyShownCredential(await deriveCredential(showing), { ...options, now, ...pseudonym })
  }

  test.each([
    { feature: 'baseline', calls: ['sign', 'verify', 'createProof', 'verifyProof'] },
    {
      feature: 'holderBindingPseudonym',
      calls: [
        ...['verifyCommitment', 'sign', 'verify'],
        ...['createPseudonym', 'createProof', 'verifyProof'],
      ],
    },
  ] as const)('for $feature', async ({ feature, calls }) => {
    const called: string[] = []
    const bbs = new Proxy(bbsOperations, {
      get: (operations, name: keyof BbsOperations) => {
        called.push(name)
        return operations[name]
      },
    })
    await walk(feature, bbs)
    expect(called).toEqual(calls)
  })

  test.each(allFeatures)('and are given what a worker can be sent, for %s', async (feature) => {
    // A copy, since a proxy of what is frozen must answer with what is there.
    const bbs = new Proxy(
      { ...bbsOperations },
      {
        get: (operations, name: keyof BbsOperations) => (options: never) =>
          operations[name](structuredClone(options)),
      },
    )
    await expect(walk(feature, bbs)).resolves.toBeUndefined()
  })

  test('and what they refuse is told as they tell it', async () => {
    const pool = createPool({ size: 1 })
    await pool.close()
    expect(await codeOf(walk('baseline', pool))).toBe('closed')
    const { sign } = bbsOperations
    expect(await codeOf(walk('baseline', { ...pool, sign }))).toBe('closed')
    const { verify } = bbsOperations
    expect(await codeOf(walk('baseline', { ...pool, sign, verify }))).toBe('closed')
  })
})

/** Where eight octets of one stand in the other. */
function runsInCommon(a: Uint8Array, b: Uint8Array): number[] {
  const others = Buffer.from(b)
  return Array.from({ length: Math.max(0, a.length - 7) }, (_, i) => i).filter((i) =>
    others.includes(Buffer.from(a.subarray(i, i + 8))),
  )
}
