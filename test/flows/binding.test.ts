import { encodeMultibase, parseMultibase } from '@unscored/core'
import { dereference } from '@unscored/did'
import {
  createMemoryStore,
  type Disclosure,
  matchRequest,
  presentCredential,
  type WalletStore,
} from '@unscored/holder'
import {
  bbsFeatures,
  type CommitmentRequest,
  type CommittedFeature,
  createBinding,
  deriveCredential,
  formatCommitmentRequest,
  type PresentationRequest,
  presentationHeaderFor,
  pseudonymContextFor,
  type SecuredCredential,
  type SuiteId,
} from '@unscored/vc'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  changed,
  closeProofValue,
  codeOf,
  now,
  openProofValue,
  otherIssuer,
  withElement,
} from '../vc/bbs-2023/issuing.ts'
import { dose } from '../vc/vaccination/doses.ts'
import {
  answer,
  answerWith,
  ask,
  askFor,
  check,
  committedFeatures,
  commonRun,
  DOMAIN,
  issueTo,
  present,
  receive,
  resolver,
  shownIn,
  wallets,
} from './exchange.ts'

/** The header that a proof of each feature begins with. */
const headers = { holderBinding: 5, pseudonym: 9, holderBindingPseudonym: 9 } as const

/** A request that a credential of a feature answers. */
function askOf(feature: CommittedFeature, context = 'visits'): PresentationRequest {
  const { bindsHolder, hasPseudonym } = bbsFeatures[feature]
  return ask({
    holderBinding: bindsHolder ? 'required' : 'notRequired',
    ...(hasPseudonym && { pseudonym: { context } }),
  })
}

describe.each(committedFeatures)('%s', (feature) => {
  const { hasPseudonym } = bbsFeatures[feature]

  describe.each(wallets)('in $wallet', ({ open }) => {
    let store: WalletStore
    let id: string
    let pending: unknown

    beforeAll(async () => {
      store = await open()
      const { id: requestId, message } = await askFor(feature, store)
      pending = [await store.listPending(), [{ id: requestId, feature, requestedAt: now }]]
      id = await receive(await answer(message), store, { requestId })
    })

    test('is issued in two messages', async () => {
      const [listed, expected] = pending as [unknown, unknown]
      expect(listed).toEqual(expected)
      expect(await store.listPending()).toEqual([])
      expect(await store.list()).toEqual([
        { id, credential: expect.anything(), addedAt: now, feature },
      ])
      expect(await store.get(id)).toMatchObject({ id, feature })
    })

    test('is shown, and the verifier learns what was asked and no more', async () => {
      const request = askOf(feature)
      const verified = await check(await present(request, store), request)
      expect(verified.credential).toMatchObject({
        credentialSubject: { type: 'VaccinationDose', product: dose.product },
      })
      expect(Object.keys(verified).sort()).toEqual(
        ['credential', 'issuer', 'suite', ...(hasPseudonym ? ['pseudonym'] : [])].sort(),
      )
      if (hasPseudonym) expect(parseMultibase(verified.pseudonym, ['u'])).toHaveLength(48)
    })

    test('is shown as all of its feature are: of one length, under one header', async () => {
      const other = await open()
      await issueTo(other, feature)
      const request = askOf(feature)
      const shown = await Promise.all(
        [store, store, other].map(async (each) => shownIn(await present(request, each))),
      )
      const [first, ...others] = shown.map(({ proof: { proofValue, ...proof }, ...document }) => {
        const { header, elements } = openProofValue(proofValue)
        const [bbsProof, , , , , ...rest] = elements
        const { length } = bbsProof as Uint8Array
        expect(header).toEqual(Uint8Array.of(0xd9, 0x5d, headers[feature]))
        return { ...document, proof, length, lengths: elements.length, count: rest.at(-1) }
      })
      for (const each of others) expect(each).toEqual(first)
    })
  })

  test('twice has nothing in common but what is said, and the pseudonym where there is one', async () => {
    const store = createMemoryStore()
    await issueTo(store, feature)
    const request = askOf(feature)
    const [a, b] = await Promise.all(
      [1, 2].map(async () =>
        openProofValue(shownIn(await present(request, store)).proof.proofValue),
      ),
    )
    const octets = [a, b].map((proof) => proof?.elements[0] as Uint8Array)
    expect(commonRun(octets[0] ?? new Uint8Array(), octets[1] ?? new Uint8Array())).toBeLessThan(6)
    expect(a?.elements.slice(1)).toEqual(b?.elements.slice(1))
  })

  test('shows its holder beforehand what it tells', async () => {
    const store = createMemoryStore()
    await issueTo(store, feature)
    const request = askOf(feature)
    const seen: Disclosure[] = []
    await present(request, store, { approve: (chosen) => seen.push(...chosen) > 0 })
    const [disclosure] = seen
    expect(disclosure?.pseudonym).toEqual(hasPseudonym ? { context: 'visits' } : undefined)
    expect(await matchRequest(request, { store, domain: DOMAIN, now: () => now })).toEqual(seen)
    expect(await codeOf(present(request, store, { approve: () => false }))).toBe('declined')
  })

  test('is shown to nobody in another’s name', async () => {
    const store = createMemoryStore()
    await issueTo(store, feature)
    const showing = presentCredential(askOf(feature), {
      store,
      domain: 'https://evil.example',
      resolver,
      now: () => now,
    })
    expect(await codeOf(showing)).toBe('domainMismatch')
  })

  test('is of no use to who has a copy of the credential', async () => {
    const store = createMemoryStore()
    await issueTo(store, feature)
    const [held] = await store.list()
    const thief = createMemoryStore()
    await issueTo(thief, feature)
    expect(await codeOf(receive(held?.credential, thief))).toBe('commitmentUnknown')
    const careless = createMemoryStore()
    await careless.add({ credential: held?.credential ?? {}, addedAt: now })
    const showing = present(ask(), careless)
    expect(await codeOf(showing)).toBe('featureMismatch')
    expect(await codeOf(present(askOf(feature), careless))).not.toBe('accepted')
  })

  test('is of no use to who stole the message that asks for it', async () => {
    const store = createMemoryStore()
    const { message } = await askFor(feature, store)
    const thief = createMemoryStore()
    await askFor(feature, thief)
    const stolen = await answer(message)
    expect(await codeOf(receive(stolen, thief))).toBe('commitmentUnknown')
    expect(await thief.listPending()).toHaveLength(1)
    expect(await codeOf(receive(stolen, store))).toBe('accepted')
  })
})

describe('a message that asks for a credential', () => {
  test('has nothing in common with another of the same wallet', async () => {
    for (const feature of committedFeatures) {
      const store = createMemoryStore()
      const messages = [await askFor(feature, store), await askFor(feature, store)]
      const [a, b] = messages.map(({ message: { commitment, ...rest } }) => ({ commitment, rest }))
      expect(a?.rest).toEqual({ type: 'CommitmentRequest', feature })
      expect(b?.rest).toEqual(a?.rest)
      const [first, second] = [a, b].map((each) => parseMultibase(each?.commitment, ['u']))
      expect(commonRun(first ?? new Uint8Array(), second ?? new Uint8Array())).toBeLessThan(6)
      expect(first).toHaveLength(second?.length ?? 0)
    }
  })

  test('is answered by a credential that has nothing of it', async () => {
    const { message } = await askFor('holderBindingPseudonym', createMemoryStore())
    const [a, b] = [await answer(message), await answer(message)].map(({ proof }) =>
      parseMultibase(proof.proofValue, ['u']),
    )
    const commitment = parseMultibase(message.commitment, ['u'])
    expect(commonRun(commitment, a ?? new Uint8Array())).toBeLessThan(6)
    // The key, the header that all credentials of a month have, and the pointers are the same.
    const own = [a, b].map((octets) => octets?.subarray(5, 85) ?? new Uint8Array())
    expect(commonRun(own[0] ?? new Uint8Array(), own[1] ?? new Uint8Array())).toBeLessThan(6)
  })

  let message: CommitmentRequest
  beforeAll(async () => {
    message = (await askFor('holderBinding', createMemoryStore())).message
  })

  const withOctets = (change: (octets: Uint8Array) => Uint8Array) => ({
    ...message,
    commitment: encodeMultibase(change(parseMultibase(message.commitment)), 'u'),
  })

  test.each<{ name: string; value: () => unknown; code: string }>([
    { name: 'null', value: () => null, code: 'requestMalformed' },
    { name: 'its text', value: () => JSON.stringify(message), code: 'requestMalformed' },
    {
      name: 'a member more',
      value: () => ({ ...message, holder: 'did:example:nobody' }),
      code: 'requestMalformed',
    },
    {
      name: 'no feature',
      value: () => ({ ...message, feature: 'baseline' }),
      code: 'requestMalformed',
    },
    {
      name: 'another feature of as many secrets',
      value: () => ({ ...message, feature: 'pseudonym' }),
      code: 'commitmentInvalid',
    },
    {
      name: 'another feature of more',
      value: () => ({ ...message, feature: 'holderBindingPseudonym' }),
      code: 'invalidLength',
    },
    { name: 'no octets', value: () => withOctets(() => new Uint8Array()), code: 'invalidLength' },
    {
      name: 'an octet less',
      value: () => withOctets((octets) => octets.slice(1)),
      code: 'invalidLength',
    },
    {
      name: 'an octet more',
      value: () => withOctets((octets) => Uint8Array.of(...octets, 0)),
      code: 'invalidLength',
    },
    {
      name: 'infinity',
      value: () =>
        withOctets((octets) => octets.map((octet, i) => (i < 48 ? (i === 0 ? 0xc0 : 0) : octet))),
      code: 'invalidPoint',
    },
    {
      name: 'a response out of range',
      value: () => withOctets((octets) => octets.fill(0xff, 48, 80)),
      code: 'invalidScalar',
    },
    {
      name: 'a response of zero',
      value: () => withOctets((octets) => octets.fill(0, 48, 80)),
      code: 'invalidScalar',
    },
    {
      name: 'another challenge',
      value: () =>
        withOctets((octets) =>
          octets.map((octet, i) => (i === octets.length - 1 ? octet ^ 1 : octet)),
        ),
      code: 'commitmentInvalid',
    },
    {
      name: 'the proof of another commitment',
      value: async () => {
        const { message: other } = await askFor('holderBinding', createMemoryStore())
        const proof = parseMultibase(other.commitment).slice(48)
        return withOctets((octets) => Uint8Array.of(...octets.slice(0, 48), ...proof))
      },
      code: 'commitmentInvalid',
    },
  ])('is refused with $name', async ({ value, code }) => {
    expect(await codeOf(answer(await value()))).toBe(code)
  })

  test('is refused with another point', async () => {
    // Half of all abscissas are none of the curve, and few of its points are in the group.
    const flips = Array.from({ length: 8 }, (_, bit) => 1 << bit)
    const others = flips.map((flip) =>
      withOctets((octets) => octets.map((octet, i) => (i === 47 ? octet ^ flip : octet))),
    )
    const codes = await Promise.all(others.map((other) => codeOf(answer(other))))
    expect(new Set(codes)).toEqual(new Set(['invalidPoint']))
  })

  test('is refused with any other octet', async () => {
    const { length } = parseMultibase(message.commitment)
    for (let at = 0; at < length; at += 7) {
      const other = withOctets((octets) =>
        octets.map((octet, i) => (i === at ? octet ^ 64 : octet)),
      )
      expect(await codeOf(answer(other))).toMatch(
        /^(?:invalidPoint|invalidScalar|commitmentInvalid)$/,
      )
    }
  })

  test('is refused by the suite that binds nothing', async () => {
    expect(await codeOf(answer(message, { suite: 'BbsBlsSignature2020' }))).toBe('featureMismatch')
  })
})

describe('a credential that answers a message is refused', () => {
  test.each<{ name: string; change: (credential: SecuredCredential) => unknown; code: string }>([
    {
      name: 'with a changed claim',
      change: (credential) => changed(credential, ['credentialSubject', 'product'], 'EU/1/20/1507'),
      code: 'commitmentUnknown',
    },
    {
      name: 'with a member more',
      change: (credential) => changed(credential, ['credentialSubject', 'name'], 'x'),
      code: 'schemaViolation',
    },
    {
      name: 'with a proof that tells its second',
      change: (credential) => changed(credential, ['proof', 'created'], '2027-01-15T12:00:01Z'),
      code: 'notTheProfile',
    },
    {
      name: 'with other mandatory members',
      change: (credential) => ofValue(credential, 4, ['/issuer', '/validFrom']),
      code: 'notTheProfile',
    },
    {
      name: "with another of the issuer's numbers",
      change: (credential) => ofValue(credential, 5, new Uint8Array(32).fill(1)),
      code: 'commitmentUnknown',
    },
    {
      name: "with one of the issuer's numbers that is none",
      change: (credential) => ofValue(credential, 5, new Uint8Array(32).fill(0xff)),
      code: 'invalidScalar',
    },
    {
      name: 'under the header of no feature',
      change: (credential) => underHeader(credential, 2, ...elementsOf(credential).slice(0, 5)),
      code: 'proofInvalid',
    },
    {
      name: 'under the header of a feature that was not asked for',
      change: (credential) => underHeader(credential, 4, ...elementsOf(credential).slice(0, 5)),
      code: 'commitmentUnknown',
    },
    {
      name: 'in the name of another issuer',
      change: (credential) => changed(credential, ['issuer'], otherIssuer.did),
      code: 'commitmentUnknown',
    },
  ])('$name', async ({ change, code }) => {
    const store = createMemoryStore()
    const { message } = await askFor('holderBindingPseudonym', store)
    const credential = await answer(message)
    expect(await codeOf(receive(change(credential), store))).toBe(code)
    expect(await store.list()).toEqual([])
    expect(await store.listPending()).toHaveLength(1)
    expect(await codeOf(receive(credential, store))).toBe('accepted')
  })

  test('after its end', async () => {
    const store = createMemoryStore()
    const credential = await answer((await askFor('holderBinding', store)).message)
    const late = { now: () => new Date('2029-01-01T00:00:00Z') }
    expect(await codeOf(receive(credential, store, late))).toBe('expired')
  })

  test('the second time', async () => {
    const store = createMemoryStore()
    const { message } = await askFor('holderBinding', store)
    const [first, second] = [await answer(message), await answer(message)]
    expect(await codeOf(receive(first, store))).toBe('accepted')
    expect(await codeOf(receive(first, store))).toBe('commitmentUnknown')
    expect(await codeOf(receive(second, store))).toBe('commitmentUnknown')
    expect(await store.list()).toHaveLength(1)
  })

  test('but for one, where several answers to one message arrive at once', async () => {
    const store = createMemoryStore()
    const { message } = await askFor('holderBinding', store)
    const answers = await Promise.all([answer(message), answer(message), answer(message)])
    const codes = await Promise.all(answers.map((each) => codeOf(receive(each, store))))
    expect(codes.sort()).toEqual(['accepted', 'commitmentUnknown', 'commitmentUnknown'])
    expect(await store.list()).toHaveLength(1)
  })

  test('where it was dropped', async () => {
    const store = createMemoryStore()
    const { id, message } = await askFor('pseudonym', store)
    await store.dropPending(id)
    expect(await codeOf(receive(await answer(message), store))).toBe('commitmentUnknown')
  })

  test('where another was insisted on', async () => {
    const store = createMemoryStore()
    const first = await askFor('holderBinding', store)
    const second = await askFor('holderBinding', store)
    const credential = await answer(second.message)
    const insisting = receive(credential, store, { requestId: first.id })
    expect(await codeOf(insisting)).toBe('commitmentUnknown')
    expect(await codeOf(receive(credential, store, { requestId: second.id }))).toBe('accepted')
  })

  test('where a bound one was insisted on and the issuer left the commitment out', async () => {
    const store = createMemoryStore()
    const { id: requestId } = await askFor('holderBinding', store)
    for (const suite of ['bbs-2023', 'BbsBlsSignature2020'] as const) {
      const unbound = await answer(undefined, { suite })
      expect(await codeOf(receive(unbound, store, { requestId }))).toBe('commitmentUnknown')
      await receive(unbound, store)
    }
    expect((await store.list()).map(({ feature }) => feature)).toEqual([undefined, undefined])
    expect(await store.listPending()).toHaveLength(1)
  })
})

test('several are asked for at once and come in any order', async () => {
  const store = createMemoryStore()
  const wanted = ['pseudonym', 'holderBinding', 'holderBinding', 'holderBindingPseudonym'] as const
  const asked = await Promise.all(wanted.map((feature) => askFor(feature, store)))
  expect((await store.listPending()).map(({ id }) => id).sort()).toEqual(
    asked.map(({ id }) => id).sort(),
  )
  for (const { message } of asked.toReversed()) await receive(await answer(message), store)
  expect((await store.list()).map(({ feature }) => feature)).toEqual(wanted.toReversed())
  expect(await store.listPending()).toEqual([])
  for (const feature of committedFeatures) {
    const request = askOf(feature)
    expect(await codeOf(present(request, store).then((shown) => check(shown, request)))).toBe(
      'accepted',
    )
  }
})

describe('a pseudonym', () => {
  let store: WalletStore
  let other: WalletStore

  beforeAll(async () => {
    store = createMemoryStore()
    other = createMemoryStore()
    await issueTo(store, 'holderBindingPseudonym')
    await issueTo(other, 'holderBindingPseudonym')
  })

  async function pseudonymOf(wallet: WalletStore, options: { domain?: string; context?: string }) {
    const { context = 'visits', domain = DOMAIN } = options
    const request = ask({ domain, pseudonym: { context } })
    return (await check(await present(request, wallet), request)).pseudonym
  }

  test('is the same at every visit for one context, and another elsewhere and for others', async () => {
    const first = await pseudonymOf(store, {})
    expect(await pseudonymOf(store, {})).toBe(first)
    const elsewhere = await Promise.all([
      pseudonymOf(store, { context: 'loans' }),
      pseudonymOf(store, { domain: 'https://theatre.example' }),
      pseudonymOf(store, { domain: 'https://theatre.example', context: 'loans' }),
      pseudonymOf(other, {}),
    ])
    expect(new Set([first, ...elsewhere]).size).toBe(5)
  })

  test('is another for another credential of the same wallet', async () => {
    const wallet = createMemoryStore()
    await issueTo(wallet, 'holderBindingPseudonym')
    const first = await pseudonymOf(wallet, {})
    const [held] = await wallet.list()
    await issueTo(wallet, 'holderBindingPseudonym')
    await wallet.remove(held?.id ?? '')
    expect(await pseudonymOf(wallet, {})).not.toBe(first)
  })

  test('is never given unasked: what has one does not answer without', async () => {
    for (const feature of ['pseudonym', 'holderBindingPseudonym'] as const) {
      const wallet = createMemoryStore()
      await issueTo(wallet, feature)
      expect(await codeOf(present(ask(), wallet))).toBe('noCredentialMatches')
      await issueTo(wallet, 'holderBinding')
      const [disclosure] = await matchRequest(ask(), {
        store: wallet,
        domain: DOMAIN,
        now: () => now,
      })
      expect(disclosure?.pseudonym).toBeUndefined()
      const { proof } = shownIn(await present(ask(), wallet))
      expect(openProofValue(proof.proofValue).elements).toHaveLength(6)
    }
  })

  test('cannot be asked of a credential without', async () => {
    const wallet = createMemoryStore()
    await receive(await answer(undefined), wallet)
    await receive(await answer(undefined, { suite: 'BbsBlsSignature2020' }), wallet)
    await issueTo(wallet, 'holderBinding')
    const request = ask({ pseudonym: { context: 'visits' } })
    expect(await codeOf(present(request, wallet))).toBe('noCredentialMatches')
  })
})

test('holder binding cannot be asked of a credential without', async () => {
  const wallet = createMemoryStore()
  await receive(await answer(undefined), wallet)
  await receive(await answer(undefined, { suite: 'BbsBlsSignature2020' }), wallet)
  expect(await codeOf(present(ask({ holderBinding: 'required' }), wallet))).toBe(
    'noCredentialMatches',
  )
  await issueTo(wallet, 'pseudonym')
  const request = ask({ holderBinding: 'required', pseudonym: { context: 'visits' } })
  expect(await codeOf(present(request, wallet))).toBe('noCredentialMatches')
})

describe('a verifier', () => {
  const visits = { context: 'visits' }
  const plain = ask()
  const required = ask({ holderBinding: 'required' })
  const recognised = ask({ pseudonym: visits })
  const both = ask({ holderBinding: 'required', pseudonym: visits })

  type Wild = Awaited<ReturnType<typeof createWild>>
  let wild: Record<CommittedFeature, Wild>
  let other: Wild

  beforeAll(async () => {
    const [a, b, c] = await Promise.all(committedFeatures.map((feature) => createWild(feature)))
    if (a === undefined || b === undefined || c === undefined) throw new TypeError('no credentials')
    wild = { holderBinding: a, pseudonym: b, holderBindingPseudonym: c }
    other = await createWild('holderBindingPseudonym')
  })

  /** What a program shows that is no wallet of ours, whether the request asks for it or not. */
  async function show(
    { credential, secrets }: Pick<Wild, 'credential'> & Partial<Wild>,
    request: PresentationRequest,
    context?: PresentationRequest,
  ): Promise<SecuredCredential> {
    const pseudonymContext = context && pseudonymContextFor(context)
    return deriveCredential({
      credential,
      pointers: [
        ...['/issuer', '/credentialSubject/product'],
        ...(credential.validFrom ? ['/validFrom', '/validUntil'] : ['/issuanceDate']),
      ],
      presentationHeader: presentationHeaderFor(request),
      dereference: (didUrl) => dereference(didUrl, { resolver }),
      ...(secrets && { secrets }),
      ...(pseudonymContext && { pseudonymContext }),
    })
  }

  const unbound = async (suite: SuiteId = 'bbs-2023') => ({
    credential: await answer(undefined, { suite }),
  })

  test('accepts what is shown as it should be', async () => {
    const answers = [
      [await show(await unbound(), plain), plain],
      [await show(wild.holderBinding, plain), plain],
      [await show(wild.holderBinding, required), required],
      [await show(wild.pseudonym, recognised, recognised), recognised],
      [await show(wild.holderBindingPseudonym, recognised, recognised), recognised],
      [await show(wild.holderBindingPseudonym, both, both), both],
    ] as const
    for (const [shown, request] of answers) {
      expect(await codeOf(check(answerWith(shown), request))).toBe('accepted')
    }
  })

  test.each<{
    name: string
    request: PresentationRequest
    shown: () => Promise<SecuredCredential>
    code: string
  }>([
    {
      name: 'no holder binding where it is required',
      request: required,
      shown: async () => show(await unbound(), required),
      code: 'bindingMissing',
    },
    {
      name: 'the suite of 2020 where holder binding is required',
      request: required,
      shown: async () => show(await unbound('BbsBlsSignature2020'), required),
      code: 'bindingMissing',
    },
    {
      name: 'a pseudonym in the place of holder binding',
      request: both,
      shown: () => show(wild.pseudonym, both, both),
      code: 'bindingMissing',
    },
    {
      name: 'no pseudonym where one is asked for',
      request: recognised,
      shown: async () => show(await unbound(), recognised),
      code: 'pseudonymMissing',
    },
    {
      name: 'holder binding in the place of a pseudonym',
      request: recognised,
      shown: () => show(wild.holderBinding, recognised),
      code: 'pseudonymMissing',
    },
    {
      name: 'the suite of 2020 where a pseudonym is asked for',
      request: recognised,
      shown: async () => show(await unbound('BbsBlsSignature2020'), recognised),
      code: 'pseudonymMissing',
    },
    {
      name: 'a pseudonym that nobody asked for',
      request: plain,
      shown: () => show(wild.pseudonym, plain, recognised),
      code: 'pseudonymNotAsked',
    },
    {
      name: 'a pseudonym with holder binding that nobody asked for',
      request: required,
      shown: () => show(wild.holderBindingPseudonym, required, recognised),
      code: 'pseudonymNotAsked',
    },
    {
      name: 'a pseudonym for another context',
      request: recognised,
      shown: () => show(wild.pseudonym, recognised, ask({ pseudonym: { context: 'loans' } })),
      code: 'proofInvalid',
    },
    {
      name: 'a pseudonym for another domain',
      request: recognised,
      shown: () =>
        show(wild.pseudonym, recognised, { ...recognised, domain: 'https://theatre.example' }),
      code: 'proofInvalid',
    },
    {
      name: 'a pseudonym that says that it is for another context',
      request: recognised,
      shown: async () => {
        const shown = await show(wild.pseudonym, recognised, recognised)
        return withContext(shown, ask({ pseudonym: { context: 'loans' } }))
      },
      code: 'pseudonymContextMismatch',
    },
    {
      name: "another's pseudonym",
      request: both,
      shown: async () => {
        const theirs = openProofValue((await show(other, both, both)).proof.proofValue)
        return ofValue(await show(wild.holderBindingPseudonym, both, both), 5, theirs.elements[5])
      },
      code: 'proofInvalid',
    },
    {
      name: 'infinity as pseudonym',
      request: both,
      shown: async () => {
        const infinity = new Uint8Array(48)
        infinity[0] = 0xc0
        return ofValue(await show(wild.holderBindingPseudonym, both, both), 5, infinity)
      },
      code: 'invalidPoint',
    },
    {
      name: 'a proof without a feature that claims holder binding',
      request: required,
      shown: async () => {
        const shown = await show(await unbound(), required)
        const elements = elementsOf(shown)
        const [bbsProof, , , selective] = elements as [Uint8Array, unknown, unknown, number[]]
        const hidden = (bbsProof.length - 272) / 32
        const count = hidden + selective.length - 2
        return underHeader(shown, 5, ...elements, count)
      },
      code: 'proofInvalid',
    },
    {
      name: 'a pseudonym alone that claims holder binding',
      request: both,
      shown: async () => {
        const shown = await show(wild.pseudonym, both, both)
        const elements = elementsOf(shown)
        return ofValue(shown, 6, Number(elements[6]) - 1)
      },
      code: 'proofInvalid',
    },
    {
      name: 'holder binding that claims to be none',
      request: plain,
      shown: async () => {
        const shown = await show(wild.holderBinding, plain)
        const elements = elementsOf(shown)
        return underHeader(shown, 3, ...elements.slice(0, -1))
      },
      code: 'proofInvalid',
    },
    {
      name: 'a pseudonym taken out',
      request: required,
      shown: async () => {
        const shown = await show(wild.holderBindingPseudonym, required, recognised)
        const elements = elementsOf(shown)
        return underHeader(shown, 5, ...elements.toSpliced(5, 1))
      },
      code: 'bindingMissing',
    },
    {
      name: 'a pseudonym taken out, and counted as a statement',
      request: required,
      shown: async () => {
        const shown = await show(wild.holderBindingPseudonym, required, recognised)
        const [count, ...elements] = elementsOf(shown).toReversed()
        const rest = elements.toReversed().toSpliced(5, 1)
        return underHeader(shown, 5, ...rest, Number(count) + 1)
      },
      code: 'proofInvalid',
    },
    {
      name: 'an answer to a request for another context',
      request: recognised,
      shown: () => {
        const other = { ...recognised, pseudonym: { context: 'loans' } }
        return show(wild.pseudonym, other, other)
      },
      code: 'requestMismatch',
    },
  ])('refuses $name', async ({ request, shown, code }) => {
    expect(await codeOf(check(answerWith(await shown()), request))).toBe(code)
  })

  test('takes a pseudonym that says that it is for the right context', async () => {
    const shown = withContext(await show(wild.pseudonym, recognised, recognised), recognised)
    const { pseudonym } = await check(answerWith(shown), recognised)
    const again = await check(
      answerWith(await show(wild.pseudonym, recognised, recognised)),
      recognised,
    )
    expect(pseudonym).toBe(again.pseudonym)
  })
})

/** A credential and its secrets, outside of any wallet. */
async function createWild(feature: CommittedFeature) {
  const { binding, secrets } = await createBinding({ feature })
  return { credential: await answer(formatCommitmentRequest(binding)), secrets }
}

/** A credential whose proof's value has another element. */
function ofValue(
  credential: SecuredCredential,
  index: number,
  element: unknown,
): SecuredCredential {
  const proofValue = withElement(credential.proof.proofValue, index, element)
  return { ...credential, proof: { ...credential.proof, proofValue } }
}

function elementsOf({ proof }: SecuredCredential): readonly unknown[] {
  return openProofValue(proof.proofValue).elements
}

/** A credential whose proof's value has another header and these elements. */
function underHeader(
  credential: SecuredCredential,
  header: number,
  ...elements: readonly unknown[]
): SecuredCredential {
  const proofValue = closeProofValue({
    header: Uint8Array.of(0xd9, 0x5d, header),
    elements: [...elements],
  })
  return { ...credential, proof: { ...credential.proof, proofValue } }
}

/** In the form of the text, which has the context beside the pseudonym. */
function withContext(credential: SecuredCredential, request: PresentationRequest) {
  const elements = elementsOf(credential)
  return underHeader(credential, 9, ...elements.toSpliced(5, 0, pseudonymContextFor(request)))
}
