/**
 * Prints a signature and a disclosure, always of the same statements with the same key and nonce; and where it is told
 * `used`, lets others use the same engine before.
 */

import { createRequire } from 'node:module'
import { publicKeyOf } from '@unscored/bbs'
import { createDisclosure, sign } from '../../../packages/vc/src/bbs-plus/mattr.ts'

const secretKey = new Uint8Array(32).fill(7)
const publicKey = await publicKeyOf(secretKey)
const statements = ['a', 'b', 'c', 'd']
const nonce = Uint8Array.of(1, 2, 3)

if (process.argv[2] === 'used') {
  const engine = createRequire(import.meta.url)('@mattrglobal/bbs-signatures/lib/wasm_module.js')
  await engine.blsSign({ keyPair: { secretKey, publicKey }, messages: [nonce] })
}

const signature = await sign({ statements, secretKey })
const proof = await createDisclosure({ statements, signature, publicKey, revealed: [0, 2], nonce })
const shown = [signature, proof].map((octets) => Buffer.from(octets).toString('hex'))
process.stdout.write(JSON.stringify({ shown, self: 'self' in globalThis }))
