import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { PASSPHRASE } from './wallets.ts'

/** Where the members of a wallet's header lie. */
export const VERSION_AT = 15
export const COST_AT = 16
export const SALT_AT = 19
export const NONCE_AT = 35
export const CIPHERTEXT_AT = 47

/** The content of a wallet, by other cryptography than the package's. */
export function decrypt(wallet: Uint8Array, passphrase = PASSPHRASE): Buffer {
  const header = wallet.subarray(0, CIPHERTEXT_AT)
  const key = keyOf(header, passphrase)
  const decipher = createDecipheriv('aes-256-gcm', key, header.subarray(NONCE_AT))
  decipher.setAAD(header).setAuthTag(wallet.subarray(-16))
  return Buffer.concat([decipher.update(wallet.subarray(CIPHERTEXT_AT, -16)), decipher.final()])
}

/** A wallet with some content, of a passphrase that costs little. */
export function encrypt(content: string | Buffer): Uint8Array {
  const header = Buffer.concat([
    Buffer.from('unscored-wallet'),
    Uint8Array.of(1, 1, 1, 1),
    randomBytes(16 + 12),
  ])
  const cipher = createCipheriv('aes-256-gcm', keyOf(header), header.subarray(NONCE_AT)).setAAD(
    header,
  )
  const ciphertext = Buffer.concat([cipher.update(Buffer.from(content)), cipher.final()])
  return new Uint8Array(Buffer.concat([header, ciphertext, cipher.getAuthTag()]))
}

function keyOf(header: Uint8Array, passphrase = PASSPHRASE): Buffer {
  const [logN = 0, r = 0, p = 0] = header.subarray(COST_AT)
  const options = { N: 2 ** logN, r, p, maxmem: 2 ** 29 }
  return scryptSync(passphrase, header.subarray(SALT_AT, NONCE_AT), 32, options)
}
