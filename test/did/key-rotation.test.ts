import {
  addDidKeySuccessor,
  createDidWebDocument,
  type DidDocument,
  dereferenceVerificationMethod,
  nextFragment,
  parseDidDocument,
  retireDidKey,
  revokeDidKey,
  rotateDidKey,
} from '@unscored/did'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ed25519Key,
  g2Key,
  holding,
  multikeyMethod,
  otherG2Key,
  refusalOf,
  secretKey,
} from './fixtures.ts'

const keys = { 'bbs-1': g2Key, 'ed25519-1': ed25519Key }
const document = createDidWebDocument({ domain: 'issuer.example', keys })
const did = document.id
const expires = new Date('2027-12-01T00:00:00Z')
const successor = { fragment: 'bbs-2', key: otherG2Key }

const rotated = () => rotateDidKey({ document, fragment: 'bbs-1', expires, successor })

/** What comes of each key at a time, wanted for the signature of a credential. */
async function statusOf(changed: DidDocument, fragments: readonly string[], now: string) {
  const options = { resolver: holding(changed), relationship: 'assertionMethod' } as const
  const statuses = fragments.map((fragment) =>
    dereferenceVerificationMethod(`${did}#${fragment}`, {
      ...options,
      now: () => new Date(now),
    }).then(
      ({ key }) => key.codec,
      ({ code }) => code,
    ),
  )
  return Promise.all(statuses)
}

describe('a key that is rotated', () => {
  test.each([
    { now: '2026-11-26T00:00:00Z', old: 'Bls12381G2-public' },
    { now: '2027-11-30T23:59:59Z', old: 'Bls12381G2-public' },
    { now: '2027-12-01T00:00:00Z', old: 'keyExpired' },
  ])('is accepted beside its successor until its time is over: $now', async ({ now, old }) => {
    const statuses = await statusOf(rotated(), ['bbs-1', 'bbs-2', 'ed25519-1'], now)
    expect(statuses).toEqual([old, 'Bls12381G2-public', 'Ed25519-public'])
  })

  test('leaves everything else as it was, and the document given too', () => {
    const before = structuredClone(document)
    const { verificationMethod = [], assertionMethod = [], ...rest } = rotated()
    const { verificationMethod: _, assertionMethod: __, ...others } = document
    expect(rest).toEqual(others)
    expect(document).toEqual(before)
    expect(verificationMethod).toEqual([
      { ...multikeyMethod(`${did}#bbs-1`, did), expires: '2027-12-01T00:00:00Z' },
      multikeyMethod(`${did}#ed25519-1`, did, ed25519Key),
      multikeyMethod(`${did}#bbs-2`, did, otherG2Key),
    ])
    expect(assertionMethod).toEqual([`${did}#bbs-1`, `${did}#ed25519-1`, `${did}#bbs-2`])
  })

  test('has a successor for what it is itself used for, and nothing else', () => {
    const others = {
      id: did,
      verificationMethod: [multikeyMethod('#bbs-1', ''), multikeyMethod('#other', '')],
      authentication: ['#other'],
      assertionMethod: ['#other', '#bbs-1'],
      capabilityInvocation: [multikeyMethod('#placed', '')],
    }
    const changed = rotateDidKey({
      ...{ document: parseDidDocument(others, did), fragment: 'bbs-1', expires, successor },
    })
    expect(changed).toEqual({
      ...others,
      verificationMethod: [
        { ...multikeyMethod('#bbs-1', ''), expires: '2027-12-01T00:00:00Z' },
        multikeyMethod('#other', ''),
        multikeyMethod(`${did}#bbs-2`, did, otherG2Key),
      ],
      assertionMethod: ['#other', '#bbs-1', `${did}#bbs-2`],
    })
  })

  test('may stand in place', async () => {
    const placed = { id: did, assertionMethod: [multikeyMethod('#bbs-1', '')] }
    const changed = rotateDidKey({
      ...{ document: parseDidDocument(placed, did), fragment: 'bbs-1', expires, successor },
    })
    expect(await statusOf(changed, ['bbs-1', 'bbs-2'], '2027-12-01T00:00:00Z')).toEqual([
      'keyExpired',
      'Bls12381G2-public',
    ])
  })

  test.each([
    { name: 'a key that is not there', options: { fragment: 'bbs-7' }, code: 'notFound' },
    {
      name: 'a successor of a name that is taken',
      options: { successor: { fragment: 'ed25519-1', key: otherG2Key } },
      code: 'invalidDidDocument',
    },
    {
      name: 'a successor of no name',
      options: { successor: { fragment: 'bbs 2', key: otherG2Key } },
      code: 'invalidDidDocument',
    },
    { name: 'a key that is retired', options: { document: rotated() }, code: 'keyRetired' },
    {
      name: 'a key whose end is no time',
      options: {
        document: parseDidDocument(
          { id: did, verificationMethod: [{ ...multikeyMethod('#bbs-1', ''), expires: null }] },
          did,
        ),
      },
      code: 'keyRetired',
    },
    {
      name: 'a key that was revoked',
      options: {
        document: revokeDidKey({ document, fragment: 'bbs-1', revoked: new Date(0) }),
      },
      code: 'keyRevoked',
    },
  ])('is not $name: $code', ({ options, code }) => {
    const rotate = () =>
      rotateDidKey({ document, fragment: 'bbs-1', expires, successor, ...options })
    expect(refusalOf(rotate)).toBe(code)
  })

  test('has no secret key for a successor', () => {
    const secret = { fragment: 'bbs-2', key: secretKey }
    const rotate = () => rotateDidKey({ document, fragment: 'bbs-1', expires, successor: secret })
    expect(rotate).toThrow(TypeError)
  })

  test('and rotated again any number of times, is accepted once for each time', async () => {
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 3650 }), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(days, fc.nat(3650), async (ends, today) => {
        const at = (day: number) => new Date(Date.UTC(2027, 0, 1 + day))
        let changed = document
        let fragment = 'bbs-1'
        for (const end of ends) {
          const next = nextFragment(changed, fragment)
          changed = rotateDidKey({
            ...{ document: changed, fragment, expires: at(end) },
            successor: { fragment: next, key: otherG2Key },
          })
          fragment = next
        }
        const names = [...ends.keys(), ends.length].map((i) => `bbs-${i + 1}`)
        const statuses = await statusOf(changed, names, at(today).toISOString())
        expect(statuses).toEqual([
          ...ends.map((end) => (today < end ? 'Bls12381G2-public' : 'keyExpired')),
          'Bls12381G2-public',
        ])
      }),
      { seed: 20210501, numRuns: 100 },
    )
  })
})

test('a key that is accepted no more can still have a successor', async () => {
  const revoked = revokeDidKey({ document, fragment: 'bbs-1', revoked: new Date(0) })
  const changed = addDidKeySuccessor({ document: revoked, fragment: 'bbs-1', successor })
  const statuses = await statusOf(changed, ['bbs-1', 'bbs-2'], '2026-11-26T00:00:00Z')
  expect(statuses).toEqual(['keyRevoked', 'Bls12381G2-public'])
  const unknown = () => addDidKeySuccessor({ document, fragment: 'bbs-7', successor })
  expect(refusalOf(unknown)).toBe('notFound')
})

describe('a key that is retired', () => {
  test('is accepted until then, and has no successor', async () => {
    const changed = retireDidKey({ document, fragment: 'ed25519-1', expires })
    const at = (now: string) => statusOf(changed, ['bbs-1', 'ed25519-1'], now)
    expect(await at('2027-11-30T23:59:59Z')).toEqual(['Bls12381G2-public', 'Ed25519-public'])
    expect(await at('2027-12-01T00:00:00Z')).toEqual(['Bls12381G2-public', 'keyExpired'])
  })

  test.each(['', '-000001-01-01T00:00:00Z', '+010000-01-01T00:00:00Z'])(
    'ends at a time that documents can say, and not at %j',
    (text) => {
      const retire = () => retireDidKey({ document, fragment: 'bbs-1', expires: new Date(text) })
      expect(retire).toThrow(RangeError)
    },
  )

  test('ends at a whole second, and no later than was said', () => {
    const changed = retireDidKey({
      ...{ document, fragment: 'bbs-1', expires: new Date('2027-12-01T00:00:00.999Z') },
    })
    expect(changed.verificationMethod?.[0]).toMatchObject({ expires: '2027-12-01T00:00:00Z' })
  })
})

describe('a key that is revoked', () => {
  const revoked = new Date('2026-11-26T10:00:00Z')

  test.each(['2020-01-01T00:00:00Z', '2026-11-26T10:00:00Z', '2030-01-01T00:00:00Z'])(
    'is accepted at no time: %s',
    async (now) => {
      const changed = revokeDidKey({ document, fragment: 'bbs-1', revoked })
      expect(await statusOf(changed, ['bbs-1', 'ed25519-1'], now)).toEqual([
        'keyRevoked',
        'Ed25519-public',
      ])
    },
  )

  test('may have been retired before', async () => {
    const changed = revokeDidKey({ document: rotated(), fragment: 'bbs-1', revoked })
    const statuses = await statusOf(changed, ['bbs-1', 'bbs-2'], '2026-12-01T00:00:00Z')
    expect(statuses).toEqual(['keyRevoked', 'Bls12381G2-public'])
    expect(changed.verificationMethod?.[0]).toMatchObject({
      expires: '2027-12-01T00:00:00Z',
      revoked: '2026-11-26T10:00:00Z',
    })
  })

  test.each([
    { name: 'a key that is not there', fragment: 'bbs-7', code: 'notFound' },
    { name: 'a key that was revoked before', fragment: 'bbs-1', code: 'keyRevoked' },
  ])('is not $name: $code', ({ fragment, code }) => {
    const once = revokeDidKey({ document, fragment: 'bbs-1', revoked })
    expect(refusalOf(() => revokeDidKey({ document: once, fragment, revoked }))).toBe(code)
    expect(refusalOf(() => retireDidKey({ document: once, fragment, expires }))).toBe(code)
  })
})

test.each([
  ['bbs-1', 'bbs-2'],
  ['ed25519-1', 'ed25519-2'],
  ['key', 'key-2'],
  ['key-9', 'key-10'],
  ['key-', 'key--2'],
  ['1', '1-2'],
])('after the fragment %s comes %s', (fragment, next) => {
  expect(nextFragment(document, fragment)).toBe(next)
})

test('a fragment that names a key or a service is passed over', () => {
  const taken = {
    id: did,
    verificationMethod: [multikeyMethod('#bbs-2', '')],
    assertionMethod: [multikeyMethod(`${did}#bbs-3`, did)],
    service: [{ id: '#bbs-4', type: 'Files', serviceEndpoint: 'https://issuer.example/' }],
  }
  expect(nextFragment(parseDidDocument(taken, did), 'bbs-1')).toBe('bbs-5')
})
