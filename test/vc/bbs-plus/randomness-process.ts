/**
 * Prints a signature and a disclosure, always of the same statements with the same key and nonce; where it is told `used`, lets
 * others use the same engine before, and where it is told `credential` besides, signs a credential then.
 */

import { createRequire } from 'node:module'
import { publicKeyOf } from '@unscored/bbs'
import { signCredential } from '@unscored/vc'
import { createDisclosure, sign } from '../../../packages/vc/src/bbs-plus/mattr.ts'

const secretKey = new Uint8Array(32).fill(7)
const publicKey = await publicKeyOf(secretKey)
const statements = ['a', 'b', 'c', 'd']
const nonce = Uint8Array.of(1, 2, 3)

if (process.argv[2] === 'used') {
  const engine = createRequire(import.meta.url)('@mattrglobal/bbs-signatures/lib/wasm_module.js')
  await engine.blsSign({ keyPair: { secretKey, publicKey }, messages: [nonce] })
}

if (process.argv[3] === 'credential') {
  const key = { id: 'did:example:issuer#key', secretKey, publicKey }
  const credential = {
    '@context': ['https://www.w3.org/2018/credentials/v1', 'https://w3id.org/security/bbs/v1'],
    type: ['VerifiableCredential'],
    issuer: 'did:example:issuer',
    issuanceDate: '2021-06-01T00:00:00Z',
    credentialSubject: { id: 'did:example:nobody' },
  }
  await signCredential({ credential, key, suite: 'BbsBlsSignature2020' })
}

const signature = await sign({ statements, secretKey })
const proof = await createDisclosure({ statements, signature, publicKey, revealed: [0, 2], nonce })
const shown = [signature, proof].map((octets) => Buffer.from(octets).toString('hex'))
process.stdout.write(JSON.stringify({ shown, self: 'self' in globalThis }))
