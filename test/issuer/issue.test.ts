import {
  createDidWebDocument,
  createPinnedResolver,
  type DidDocument,
  parseDidDocument,
  retireDidKey,
  revokeDidKey,
} from '@unscored/did'
import { issueCredential } from '@unscored/issuer'
import { suiteNames } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { issuer, now, otherIssuer } from '../vc/bbs-2023/issuing.ts'
import { dose } from '../vc/vaccination/doses.ts'

const { secretKey, publicKey } = issuer.key
const multikey = { codec: 'Bls12381G2-public', octets: publicKey } as const
const keys = { 'bbs-1': multikey }
const document = createDidWebDocument({ domain: 'issuer.example', keys })
const did = document.id
const key = { id: `${did}#bbs-1`, secretKey, publicKey }
// The first of a month.
const validUntil = new Date('2027-12-01T00:00:00Z')

function issue(known: DidDocument, options: Partial<Parameters<typeof issueCredential>[0]> = {}) {
  const resolver = createPinnedResolver([known])
  const issuing = issueCredential({ key, dose, validUntil, now: () => now, resolver, ...options })
  return issuing.then(
    ({ proof }) => proof.verificationMethod,
    ({ code }) => code,
  )
}

const ending = (expires: Date) => retireDidKey({ document, fragment: 'bbs-1', expires })

describe.each(suiteNames)('an issuer that asks its own DID, %s', (suite) => {
  test.each([
    { name: 'the DID lists its key', known: document, outcome: key.id },
    { name: 'its key ends when the credential does', known: ending(validUntil), outcome: key.id },
    {
      name: 'its key ends a second before the credential does',
      known: ending(new Date(validUntil.getTime() - 1000)),
      outcome: 'keyExpired',
    },
    { name: 'its key has ended', known: ending(now), outcome: 'keyExpired' },
    {
      name: 'its key was revoked',
      known: revokeDidKey({ document, fragment: 'bbs-1', revoked: now }),
      outcome: 'keyRevoked',
    },
    {
      name: 'the DID lists its key for something else',
      known: parseDidDocument(
        { ...document, assertionMethod: [], authentication: [key.id] },
        document.id,
      ),
      outcome: 'relationshipMissing',
    },
    {
      name: 'the DID has no such key',
      known: createDidWebDocument({ domain: 'issuer.example', keys: { 'bbs-2': multikey } }),
      outcome: 'notFound',
    },
    {
      name: 'the DID has another key of its name',
      known: createDidWebDocument({
        domain: 'issuer.example',
        keys: { 'bbs-1': { ...multikey, octets: otherIssuer.key.publicKey } },
      }),
      outcome: 'keyMismatch',
    },
    {
      name: 'the DID is not known',
      known: createDidWebDocument({ domain: 'other.example', keys }),
      outcome: 'notFound',
    },
  ])('signs or refuses where $name: $outcome', async ({ known, outcome }) => {
    expect(await issue(known, { suite })).toBe(outcome)
  })

  test('asks for as long as the credential holds, which is a year where nobody says', async () => {
    const { validUntil: _, ...options } = { validUntil, key, dose, suite, now: () => now }
    const codeFor = (expires: string) =>
      issueCredential({
        ...options,
        resolver: createPinnedResolver([ending(new Date(expires))]),
      }).then(
        () => 'issued',
        ({ code }) => code,
      )
    expect(await codeFor('2027-12-31T23:59:59Z')).toBe('keyExpired')
    expect(await codeFor('2028-01-01T00:00:00Z')).toBe('issued')
  })
})

test('an issuer that asks nobody signs with any key', async () => {
  const credential = await issueCredential({ key, dose, now: () => now })
  expect(credential.proof.verificationMethod).toBe(key.id)
})
