import type { CredentialTraits } from '@unscored/core'
import {
  assertInManifest,
  createPinnedManifests,
  ManifestError,
  manifestFor,
  parseManifest,
} from '@unscored/did'
import { describe, expect, test } from 'vitest'
import {
  issuer,
  manifestJson,
  nextKey,
  now,
  otherDigest,
  profile,
  publicKey,
  refusalOf,
  traits,
  withProfile,
} from './manifests.ts'

const manifest = parseManifest(manifestJson)

/** The traits with one member, by its pointer, that says something else, or nothing. */
function saying(pointer: string, value?: string | number): Partial<CredentialTraits> {
  const others = traits.members.filter((member) => member.pointer !== pointer)
  return { members: value === undefined ? others : [...others, { pointer, value }] }
}

const valid = (from?: string, until?: string): Partial<CredentialTraits> => ({
  members: [
    ...traits.members.filter(({ pointer }) => !pointer.startsWith('/valid')),
    ...(from ? [{ pointer: '/validFrom', value: from }] : []),
    ...(until ? [{ pointer: '/validUntil', value: until }] : []),
  ],
})

function refusal(change: Partial<CredentialTraits> = {}, at = now, of = manifest): unknown {
  return refusalOf(() => assertInManifest({ ...traits, ...change }, of, { now: at }))
}

/** What a holder shows: the product and no more. */
function shows(change: Partial<CredentialTraits> = {}) {
  const { mandatoryPointers: _, ...rest } = { ...traits, ...change }
  return { ...rest, part: 'shown' } as const
}

describe('a credential', () => {
  test('that is as its issuer says all are fits the manifest', () => {
    expect(refusal()).toBeUndefined()
  })

  test.each<{ name: string; change: Partial<CredentialTraits>; code: string }>([
    {
      name: 'another issuer',
      change: { issuer: 'did:web:other.example' },
      code: 'issuerNotInManifest',
    },
    {
      name: 'an issuer that it names otherwise',
      change: saying('/issuer', 'did:web:other.example'),
      code: 'issuerNotInManifest',
    },
    {
      name: 'a type more',
      change: { types: [...traits.types, 'Alice'] },
      code: 'profileNotInManifest',
    },
    {
      name: 'types in another order',
      change: { types: [...traits.types].reverse() },
      code: 'profileNotInManifest',
    },
    {
      name: 'another suite',
      change: { suite: 'BbsBlsSignature2020' },
      code: 'profileNotInManifest',
    },
    {
      name: 'a key of her own under a name of her own',
      change: { verificationMethod: `${issuer}#alice`, publicKey: publicKey(99) },
      code: 'keyNotInManifest',
    },
    {
      name: 'a key of her own under a known name',
      change: { publicKey: publicKey(99) },
      code: 'keyNotInManifest',
    },
    {
      name: 'a known key under a name of her own',
      change: { verificationMethod: `${issuer}#alice` },
      code: 'keyNotInManifest',
    },
    {
      name: 'the name of one key with another',
      change: { publicKey: nextKey.publicKey },
      code: 'keyNotInManifest',
    },
    {
      name: 'a context more',
      change: {
        contexts: [
          ...traits.contexts,
          { url: 'https://contexts.example/alice', digest: otherDigest },
        ],
      },
      code: 'contextNotInManifest',
    },
    {
      name: 'a context less',
      change: { contexts: traits.contexts.slice(1) },
      code: 'contextNotInManifest',
    },
    {
      name: 'contexts in another order',
      change: { contexts: [...traits.contexts].reverse() },
      code: 'contextNotInManifest',
    },
    {
      name: 'a context that says something else',
      change: { contexts: traits.contexts.map((one) => ({ ...one, digest: otherDigest })) },
      code: 'contextNotInManifest',
    },
    {
      name: 'another schema',
      change: { schema: { ...profile.schema, digest: otherDigest } },
      code: 'schemaNotInManifest',
    },
    {
      name: 'a feature that nobody else has',
      change: { features: ['pseudonym'] },
      code: 'featureNotInManifest',
    },
    { name: 'a statement more', change: { messageCount: 10 }, code: 'messageCountNotInManifest' },
    { name: 'a statement less', change: { messageCount: 8 }, code: 'messageCountNotInManifest' },
    {
      name: 'another mandatory pointer',
      change: { mandatoryPointers: ['/issuer', '/credentialSubject/product'] },
      code: 'mandatoryPointersNotInManifest',
    },
    {
      name: 'no mandatory pointer',
      change: { mandatoryPointers: [] },
      code: 'mandatoryPointersNotInManifest',
    },
    {
      name: 'one in place of another',
      change: { mandatoryPointers: ['/validFrom'] },
      code: 'mandatoryPointersNotInManifest',
    },
    {
      name: 'more mandatory statements',
      change: { mandatoryCount: 4 },
      code: 'mandatoryPointersNotInManifest',
    },
    {
      name: 'a member more',
      change: saying('/credentialSubject/note', 'x'),
      code: 'membersNotInManifest',
    },
    {
      name: 'a member less',
      change: saying('/credentialSubject/product'),
      code: 'membersNotInManifest',
    },
    {
      name: 'an id of her own',
      change: saying('/credentialSubject/id', 'urn:uuid:alice'),
      code: 'constantNotInManifest',
    },
    {
      name: 'another spelling of what all say',
      change: saying('/credentialSubject/country', 'XX '),
      code: 'constantNotInManifest',
    },
    {
      name: 'a status list of her own',
      change: saying(
        '/credentialStatus/statusListCredential',
        'https://issuer.example/lists/alice',
      ),
      code: 'statusListNotInManifest',
    },
    {
      name: 'parameters of her own',
      change: { parameters: [{ url: 'https://issuer.example/digits', digest: otherDigest }] },
      code: 'parameterNotInManifest',
    },
    {
      name: 'parameters of another address',
      change: {
        parameters: [{ ...profile.parameters[0], url: 'https://issuer.example/alice' }].map(
          ({ url, digest = '' }) => ({ url, digest }),
        ),
      },
      code: 'parameterNotInManifest',
    },
    {
      name: 'a month that is past',
      change: valid('2026-03-01T00:00:00Z', '2027-03-01T00:00:00Z'),
      code: 'validityNotInManifest',
    },
    {
      name: 'a month to come',
      change: valid('2026-06-01T00:00:00Z', '2027-06-01T00:00:00Z'),
      code: 'validityNotInManifest',
    },
    {
      name: 'an end that no other has',
      change: valid('2026-05-01T00:00:00Z', '2034-07-01T00:00:00Z'),
      code: 'validityNotInManifest',
    },
    {
      name: 'a day',
      change: valid('2026-05-02T00:00:00Z', '2027-05-01T00:00:00Z'),
      code: 'validityNotInManifest',
    },
    {
      name: 'another spelling of the month',
      change: valid('2026-05-01T00:00:00+00:00', '2027-05-01T00:00:00Z'),
      code: 'validityNotInManifest',
    },
    {
      name: 'another spelling of its end',
      change: valid('2026-05-01T00:00:00Z', '2027-05-01T00:00:00.0Z'),
      code: 'validityNotInManifest',
    },
    {
      name: 'a moment of signing',
      change: { created: '2026-05-20T10:11:12Z' },
      code: 'validityNotInManifest',
    },
    {
      name: 'a month of signing that is not that of its beginning',
      change: { created: '2026-04-01T00:00:00Z' },
      code: 'validityNotInManifest',
    },
    {
      name: 'the key of another time',
      change: { verificationMethod: nextKey.id, publicKey: nextKey.publicKey },
      code: 'validityNotInManifest',
    },
  ])('with $name is refused: $code', ({ change, code }) => {
    expect(refusal(change)).toBe(code)
  })

  test('checked against no schema does not fit a manifest that names one', () => {
    const { schema: _, ...rest } = traits
    expect(refusalOf(() => assertInManifest(rest, manifest, { now }))).toBe('schemaNotInManifest')
  })

  test('with members beside its subject must say what all say', () => {
    const members = [
      ...profile.members,
      '/evidence/note',
      '/credentialSchema/id',
      '/credentialStatus/type',
    ].sort()
    const wider = parseManifest(withProfile({ members }))
    const all = [
      ...traits.members,
      { pointer: '/evidence/note', value: 'x' },
      { pointer: '/credentialSchema/id', value: 'https://schemas.example/alice' },
      { pointer: '/credentialStatus/type', value: 'x' },
    ]
    const [evidence, schema, status] = [
      '/evidence',
      '/credentialSchema',
      '/credentialStatus/type',
    ].map((dropped) =>
      refusal(
        {
          members: all.toSorted(
            (a, b) => Number(b.pointer.startsWith(dropped)) - Number(a.pointer.startsWith(dropped)),
          ),
        },
        now,
        wider,
      ),
    )
    expect([evidence, schema, status]).toEqual([
      'constantNotInManifest',
      'schemaNotInManifest',
      'statusListNotInManifest',
    ])
  })

  test('that is received later than a month after its own is refused, unless the wallet allows', () => {
    const late = new Date('2026-07-02T00:00:00Z')
    expect(refusal({}, late)).toBe('validityNotInManifest')
    assertInManifest(traits, manifest, { now: late, collectedWithin: 62 })
  })

  test('is not asked for under a manifest that is outdated, or of a time to come', () => {
    expect(refusal({}, new Date('2028-02-01T00:00:00Z'))).toBe('manifestExpired')
    expect(refusal({}, new Date('2025-12-31T00:00:00Z'))).toBe('manifestNotYetValid')
  })

  test('without dates must be signed with the key of these days', () => {
    const undated = parseManifest(
      withProfile({
        validity: { kind: 'absent' },
        members: profile.members.filter((pointer) => !pointer.startsWith('/valid')),
      }),
    )
    const old = { verificationMethod: nextKey.id, publicKey: nextKey.publicKey }
    expect(refusal(valid(), now, undated)).toBeUndefined()
    expect(refusal({ ...valid(), ...old }, now, undated)).toBe('validityNotInManifest')
    const dated = parseManifest(withProfile({ validity: { kind: 'absent' } }))
    expect(refusal({}, now, dated)).toBe('validityNotInManifest')
  })

  test('with the dates that all have fits, and with others does not', () => {
    const [validFrom, validUntil] = ['2026-05-01T00:00:00Z', '2027-05-01T00:00:00Z']
    const fixed = parseManifest(withProfile({ validity: { kind: 'fixed', validFrom, validUntil } }))
    expect(refusal({}, now, fixed)).toBeUndefined()
    expect(refusal(valid(validFrom, '2027-06-01T00:00:00Z'), now, fixed)).toBe(
      'validityNotInManifest',
    )
    expect(refusal(valid('2026-04-01T00:00:00Z', validUntil), now, fixed)).toBe(
      'validityNotInManifest',
    )
  })

  test('that never ends does not end', () => {
    const endless = parseManifest(withProfile({ validity: { kind: 'monthOfIssue' } }))
    expect(refusal({}, now, endless)).toBe('validityNotInManifest')
  })
})

describe('what is shown of a credential', () => {
  const check = (change: Partial<CredentialTraits>, at = now) =>
    refusalOf(() => assertInManifest(shows(change), manifest, { now: at }))

  test('fits where it lacks members, dates, and the order of types', () => {
    const members = traits.members.filter(({ pointer }) => pointer.endsWith('product'))
    expect(check({ members, types: [...traits.types].reverse() })).toBeUndefined()
    expect(check(valid('2026-05-01T00:00:00Z'))).toBeUndefined()
    expect(check(valid(undefined, '2027-05-01T00:00:00Z'))).toBeUndefined()
  })

  test('fits for as long as what its key signed is accepted', () => {
    expect(check({}, new Date('2028-01-31T00:00:00Z'))).toBeUndefined()
    const longer = parseManifest({ ...manifestJson, validUntil: '2029-01-01T00:00:00Z' })
    expect(
      refusalOf(() => assertInManifest(shows(), longer, { now: new Date('2028-02-01T00:00:00Z') })),
    ).toBe('validityNotInManifest')
  })

  test.each<{ name: string; change: Partial<CredentialTraits>; code: string }>([
    { name: 'a key of its own', change: { publicKey: publicKey(99) }, code: 'keyNotInManifest' },
    {
      name: 'a number of statements of its own',
      change: { messageCount: 12 },
      code: 'messageCountNotInManifest',
    },
    {
      name: 'a mandatory statement more',
      change: { mandatoryCount: 4 },
      code: 'mandatoryPointersNotInManifest',
    },
    {
      name: 'a member that no other has',
      change: saying('/credentialSubject/note', 'x'),
      code: 'membersNotInManifest',
    },
    {
      name: 'a month before its key',
      change: valid('2025-12-01T00:00:00Z'),
      code: 'validityNotInManifest',
    },
    {
      name: 'a month after its key',
      change: valid('2027-01-01T00:00:00Z'),
      code: 'validityNotInManifest',
    },
    {
      name: 'an end that follows on no such month',
      change: valid(undefined, '2034-07-01T00:00:00Z'),
      code: 'validityNotInManifest',
    },
    {
      name: 'an end that is no month',
      change: valid(undefined, '2027-05-02T00:00:00Z'),
      code: 'validityNotInManifest',
    },
    { name: 'a beginning that is none', change: valid('May'), code: 'validityNotInManifest' },
  ])('does not fit with $name: $code', ({ change, code }) => {
    expect(check(change)).toBe(code)
  })
})

describe('manifests that are pinned', () => {
  const pinned = createPinnedManifests([manifest])

  test('are found by their issuer', () => {
    expect(manifestFor(issuer, pinned)).toBe(manifest)
  })

  test.each(['did:web:other.example', 'constructor', '__proto__'])('lack that of %s', (did) => {
    expect(refusalOf(() => manifestFor(did, pinned))).toBe('manifestMissing')
  })
})

test('a refusal says why in words for people, and repeats no value', () => {
  const marked = { ...traits, ...saying('/credentialSubject/id', 'urn:uuid:alice') }
  const check = () => assertInManifest(marked, manifest, { now })
  expect(check).toThrow(/says what all say alike in words of its own: \/credentialSubject\/id$/)
  expect(check).toThrow(ManifestError)
})
