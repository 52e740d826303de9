import { generateKeyPair, generateNym } from '@unscored/bbs'
import { encodeMultibase, type JsonObject, parseMultibase } from '@unscored/core'
import {
  openPredicates,
  registrationOf,
  requestPredicatesBinding,
  type SignPredicatesOptions,
  signPredicates,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import {
  parsePredicatesBase,
  serializePredicatesBase,
} from '../../../packages/vc/src/bbs-predicates/proof-value.ts'
import { createIssuer, issue, LIST } from './issuing.ts'

const issuer = await createIssuer()
const otherIssuer = await createIssuer('did:web:other.example')
const { profile, key, manifest } = issuer
const holder = await issue(issuer)
const { proof, ...credential } = holder.secured
const subject = credential.credentialSubject as JsonObject

const terms = { profile, manifest, nonce: new Uint8Array(16).fill(1) }
const secret = generateNym()
const { request } = await requestPredicatesBinding({ ...terms, secret })
const secrets = { blinding: holder.blinding, secret: holder.secret }
const code = (expected: string) => expect.objectContaining({ code: expected })

const sign = (change: Partial<SignPredicatesOptions>) =>
  signPredicates({
    ...terms,
    credential,
    key,
    request,
    revocation: { list: LIST, id: 9 },
    ...change,
  })

describe('a request to be bound', () => {
  test('tells by one value whose it is, which is another for each issuer', async () => {
    const again = await requestPredicatesBinding({ ...terms, secret })
    expect(again.request).not.toBe(request)
    const value = await registrationOf(request, terms)
    expect(await registrationOf(again.request, terms)).toBe(value)
    const elsewhere = { ...terms, profile: otherIssuer.profile }
    const foreign = await requestPredicatesBinding({ ...elsewhere, secret })
    expect(await registrationOf(foreign.request, elsewhere)).not.toBe(value)
  })

  test.each([
    ['another nonce', { ...terms, nonce: new Uint8Array(16).fill(2) }],
    ['a nonce that is too short', { ...terms, nonce: new Uint8Array(15) }],
    ['another manifest', { ...terms, manifest: new Uint8Array(32) }],
    ['another issuer', { ...terms, profile: { ...profile, issuer: 'did:web:other.example' } }],
    ['another key', { ...terms, profile: { ...profile, publicKey: otherIssuer.key.publicKey } }],
    [
      'another attribute table',
      { ...terms, profile: { ...profile, table: profile.table.slice(1) } },
    ],
  ])('does not do with %s', async (_, other) => {
    await expect(registrationOf(request, other)).rejects.toThrow(code('commitmentInvalid'))
  })

  test('does not do with any octet changed, and nothing is signed for it', async () => {
    const octets = parseMultibase(request, ['u'])
    for (let at = 0; at < octets.length; at += 16) {
      const changed = Uint8Array.from(octets)
      changed[at] = (changed[at] ?? 0) ^ 1
      const altered = encodeMultibase(changed, 'u')
      await expect(registrationOf(altered, terms)).rejects.toThrow(code('commitmentInvalid'))
    }
    await expect(sign({ request: 'u' })).rejects.toThrow(code('commitmentInvalid'))
    await expect(sign({ request: 7 })).rejects.toThrow(code('invalidMultibase'))
  })

  test('is not made with a random source that fails', async () => {
    const random = () => {
      throw new RangeError('there is no randomness')
    }
    const asking = requestPredicatesBinding({ ...terms, secret, random })
    await expect(asking).rejects.toThrow('there is no randomness')
  })
})

test('a credential is signed with the first and the last number of the first list', async () => {
  for (const revocation of [1, 65_534].map((id) => ({ list: 0, id }))) {
    const { request, blinding } = await requestPredicatesBinding({ ...terms, secret })
    const secured = await sign({ request, revocation })
    const held = await openPredicates(secured, { profile, secrets: { blinding, secret } })
    expect(held).toMatchObject({ ...revocation, document: credential })
  }
})

describe('nothing is signed', () => {
  test.each<[string, Partial<SignPredicatesOptions>, string]>([
    ['that has a proof', { credential: holder.secured }, 'notTheProfile'],
    ['that has an id', { credential: { ...credential, id: 'urn:uuid:0' } }, 'notTheProfile'],
    [
      'of another issuer',
      { credential: { ...credential, issuer: 'did:web:a.example' } },
      'notTheProfile',
    ],
    [
      'that says more of its subject',
      { credential: { ...credential, credentialSubject: { ...subject, note: 'x' } } },
      'notTheProfile',
    ],
    [
      'that has a member without a scalar',
      { credential: { ...credential, credentialSubject: { ...subject, doseNumber: 256 } } },
      'attributeInvalid',
    ],
    ['with a key of another', { key: { ...otherIssuer.key, id: key.id } }, 'notTheProfile'],
    ['with a key of another name', { key: { ...key, id: `${profile.issuer}#x` } }, 'notTheProfile'],
  ])('%s', async (_, change, expected) => {
    await expect(sign(change)).rejects.toThrow(code(expected))
  })

  test.each([
    ...[0, 65_535, -1, 1.5, 2 ** 53].map((id) => ({ list: LIST, id })),
    ...[-1, 0.5, 2 ** 53].map((list) => ({ list, id: 9 })),
  ])('with a number that is none: $list, $id', async (revocation) => {
    await expect(sign({ revocation })).rejects.toThrow(RangeError)
  })
})

describe('a credential is refused by its holder', () => {
  const open = (change: JsonObject, more: Partial<Parameters<typeof openPredicates>[1]> = {}) =>
    openPredicates({ ...holder.secured, ...change }, { profile, secrets, ...more })
  const base = parsePredicatesBase(proof.proofValue)
  const withBase = (change: Partial<typeof base>) => ({
    proof: { ...proof, proofValue: serializePredicatesBase({ ...base, ...change }) },
  })

  test('but for what could tell her from others', async () => {
    await expect(open({})).resolves.toMatchObject({ list: LIST, id: 200 })
  })

  test.each<[string, JsonObject, string]>([
    ['with an id', { id: 'urn:uuid:0' }, 'notTheProfile'],
    ['with a type of its own', { type: ['VerifiableCredential', 'X'] }, 'notTheProfile'],
    [
      'with a time of signing',
      { proof: { ...proof, created: '2026-01-01T00:00:00Z' } },
      'notTheProfile',
    ],
    [
      'with a key of its own',
      { proof: { ...proof, verificationMethod: `${profile.issuer}#alice` } },
      'notTheProfile',
    ],
    ['with a purpose of its own', { proof: { ...proof, proofPurpose: 'x' } }, 'notTheProfile'],
    [
      'that says another dose',
      { credentialSubject: { ...subject, doseNumber: 3 } },
      'proofInvalid',
    ],
    ['that says another validity', { validUntil: '2030-01-01T00:00:00Z' }, 'proofInvalid'],
    ['that says it at another moment', { validUntil: '2030-01-01T00:00:01Z' }, 'attributeInvalid'],
    ['with the number before all', withBase({ id: 0 }), 'notTheProfile'],
    ['with the number behind all', withBase({ id: 65_535 }), 'notTheProfile'],
    ['with another number', withBase({ id: 201 }), 'proofInvalid'],
    ['with another list', withBase({ list: LIST + 1 }), 'proofInvalid'],
    ['with another signature', withBase({ signature: new Uint8Array(80) }), 'proofInvalid'],
  ])('%s', async (_, change, expected) => {
    await expect(open(change)).rejects.toThrow(code(expected))
  })

  test('whose profile is of one issuer and says another', async () => {
    const torn = { ...profile, issuer: 'did:web:other.example' }
    await expect(open({}, { profile: torn })).rejects.toThrow(code('notTheProfile'))
  })

  test('that is bound to another secret, or signed with another key', async () => {
    const others = [
      { secrets: { ...secrets, secret: generateNym() } },
      { secrets: { ...secrets, blinding: generateNym() } },
      { profile: { ...profile, publicKey: (await generateKeyPair()).publicKey } },
    ]
    for (const other of others) await expect(open({}, other)).rejects.toThrow(code('proofInvalid'))
  })
})
