import { dereferenceVerificationMethod, resolveDid } from '@unscored/did'
import { resolveForeignKey, resolver } from '@unscored/examples/src/other-did-methods.ts'
import { expect, test } from 'vitest'

test('a method of others resolves what ours does not know', async () => {
  const document = await resolveForeignKey()
  expect(document.verificationMethod).toMatchObject([{ type: 'Secp256k1VerificationKey2018' }])
})

test('a key of P-256 is read out of the document that a method of others gives', async () => {
  const did = 'did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv'
  const { key } = await dereferenceVerificationMethod(`${did}#${did.slice('did:key:'.length)}`, {
    ...{ resolver, relationship: 'assertionMethod' },
  })
  expect(key.codec).toBe('P256-public')
})

test.each([
  { did: 'did:key:z6Mk', code: 'invalidDid' },
  // Nobody listens there.
  { did: 'did:web:localhost%3A1', code: 'notFound' },
  { did: 'did:ethr:0xb9c5714089478a327f09197987f16f9e5d936e8a', code: 'methodNotSupported' },
])('what goes wrong has one name, whoever resolves: $did', async ({ did, code }) => {
  await expect(resolveDid(did, { resolver })).rejects.toMatchObject({ name: 'DidError', code })
})
