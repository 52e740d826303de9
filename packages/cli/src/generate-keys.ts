import { generateKeyPair } from '@unscored/bbs'
import { type Multikey, type MultikeyCodec, withCodec } from '@unscored/core'
import { generateDocumentKeyPair } from '@unscored/vc'
import { CliError } from './error.ts'

/** The two halves of a key. */
export interface Keys {
  readonly publicKey: Multikey
  readonly secretKey: Multikey
}

/**
 * Makes a key pair of a kind: for credentials, BLS12-381; for all that is signed in the open, Ed25519.
 *
 * @param codec Of the public key.
 * @throws {CliError} `usage` for any other kind.
 */
export async function generateKeys(codec: MultikeyCodec): Promise<Keys> {
  const generate = generators.get(codec)
  if (generate === undefined) throw new CliError('usage', 'keys of this kind are not made here')
  return generate()
}

const generators: ReadonlyMap<MultikeyCodec, () => Promise<Keys>> = new Map([
  ['Bls12381G2-public', generateBbsKeys],
  ['Ed25519-public', generateEd25519Keys],
])

async function generateBbsKeys(): Promise<Keys> {
  const { publicKey, secretKey } = await generateKeyPair()
  return {
    publicKey: withCodec('Bls12381G2-public', publicKey),
    secretKey: withCodec('Bls12381-secret', secretKey),
  }
}

async function generateEd25519Keys(): Promise<Keys> {
  const { publicKey, secretKey } = await generateDocumentKeyPair()
  return {
    publicKey: withCodec('Ed25519-public', publicKey),
    secretKey: withCodec('Ed25519-secret', secretKey),
  }
}
