import { scryptAsync } from '@noble/hashes/scrypt.js'
import { concatOctets, equalOctets, type RandomSource, utf8 } from '@unscored/core'
import { HolderError } from './error.ts'

/**
 * A wallet as octets. Up to the ciphertext it is the header, all of which is authenticated:
 *
 * | octets | what |
 * |---|---|
 * | 15 | `unscored-wallet` in ASCII |
 * | 1 | version of this layout, 1 |
 * | 1, 1, 1 | scrypt: log2 N, r, p |
 * | 16 | scrypt: salt |
 * | 12 | AES-GCM: nonce, fresh with every write |
 * | rest | AES-256-GCM ciphertext and its tag of 16 octets |
 */
const MAGIC = utf8('unscored-wallet')
const LAYOUT_VERSION = 1
const SALT_BYTES = 16
const NONCE_BYTES = 12
const TAG_BYTES = 16
const VERSION_AT = MAGIC.length
const COST_AT = VERSION_AT + 1
const SALT_AT = COST_AT + 3
const NONCE_AT = SALT_AT + SALT_BYTES
const HEADER_BYTES = NONCE_AT + NONCE_BYTES

/** The largest wallet that is written or read, in octets: 16 MiB. */
export const MAX_WALLET_BYTES = 2 ** 24

/** How dear it is to try one passphrase. */
export interface ScryptCost {
  /** A power of two. Memory is 128 · `N` · `r` octets, at most 256 MiB. */
  readonly N: number
  /** Block size, at most 255. */
  readonly r: number
  /** How often the work is done, at most 4. */
  readonly p: number
}

/** 128 MiB and about a second; the least that OWASP's Password Storage Cheat Sheet advises. */
export const DEFAULT_SCRYPT_COST: ScryptCost = { N: 2 ** 17, r: 8, p: 1 }

/** How a key comes from a passphrase. The header of a wallet says it in the clear. */
export interface KeyDerivation {
  readonly cost: ScryptCost
  readonly salt: Uint8Array
}

/** What opens a wallet. */
export interface WalletKey extends KeyDerivation {
  readonly key: CryptoKey
}

/** How to derive a new key, with a fresh salt. */
export function createDerivation(cost: ScryptCost, random: RandomSource): KeyDerivation {
  if (!isAffordable(cost)) throw new RangeError('the scrypt cost is out of bounds')
  return { cost, salt: random(SALT_BYTES) }
}

/**
 * Reads how the key of a wallet is derived. One that would cost more memory or time than {@link ScryptCost} allows
 * is refused before anything is derived.
 *
 * @throws {HolderError} `walletCorrupt`, `walletVersion` or `tooLarge`.
 */
export function parseDerivation(wallet: Uint8Array): KeyDerivation {
  if (wallet.length > MAX_WALLET_BYTES) throw tooLarge()
  if (wallet.length < HEADER_BYTES + TAG_BYTES) throw corrupt('it is too short')
  if (!equalOctets(wallet.subarray(0, VERSION_AT), MAGIC)) throw corrupt('it does not begin as one')
  if (wallet[VERSION_AT] !== LAYOUT_VERSION) {
    throw new HolderError('walletVersion', 'the layout of the wallet is of another version')
  }
  const [logN = 0, r = 0, p = 0] = wallet.subarray(COST_AT, SALT_AT)
  const cost = { N: 2 ** logN, r, p }
  if (!isAffordable(cost)) throw corrupt('its scrypt cost is out of bounds')
  return { cost, salt: wallet.slice(SALT_AT, NONCE_AT) }
}

/** Whether a cost is one that scrypt knows and that a hostile file may make us pay. */
function isAffordable({ N, r, p }: ScryptCost): boolean {
  return (
    [Math.log2(N), r, p].every((count) => Number.isInteger(count) && count >= 1 && count <= 255) &&
    N * r <= 2 ** 21 &&
    p <= 4
  )
}

/**
 * The key that a passphrase gives. It cannot be exported.
 *
 * The passphrase is put in Unicode normalization form KC first, so that it opens the wallet from any keyboard.
 *
 * @see RFC 7914 scrypt
 * @see NIST SP 800-63B §5.1.1.2 for the normalization
 */
export async function deriveKey(
  passphrase: string,
  { cost, salt }: KeyDerivation,
): Promise<WalletKey> {
  if (passphrase === '') throw new RangeError('the passphrase is empty')
  const octets = await scryptAsync(passphrase.normalize('NFKC'), salt, { ...cost, dkLen: 32 })
  const key = await crypto.subtle.importKey('raw', octets, 'AES-GCM', false, ['encrypt', 'decrypt'])
  octets.fill(0)
  return { cost, salt, key }
}

/**
 * Encrypts a wallet's content.
 *
 * @throws {HolderError} `tooLarge`.
 * @see NIST SP 800-38D: with random nonces one key may encrypt 2³² times
 */
export async function seal(
  content: Uint8Array<ArrayBuffer>,
  { cost, salt, key }: WalletKey,
  random: RandomSource,
): Promise<Uint8Array<ArrayBuffer>> {
  if (HEADER_BYTES + content.length + TAG_BYTES > MAX_WALLET_BYTES) throw tooLarge()
  const parameters = Uint8Array.of(LAYOUT_VERSION, Math.log2(cost.N), cost.r, cost.p)
  const nonce = new Uint8Array(random(NONCE_BYTES))
  const header = concatOctets(MAGIC, parameters, salt, nonce)
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: header }
  const ciphertext = await crypto.subtle.encrypt(algorithm, key, content)
  return concatOctets(header, new Uint8Array(ciphertext))
}

/**
 * Decrypts a wallet whose key derivation was parsed.
 *
 * @throws {HolderError} `walletLocked` where the passphrase is another or any octet was changed: the cryptography
 *   cannot tell the two apart.
 */
export async function unseal(wallet: Uint8Array, { key }: WalletKey): Promise<Uint8Array> {
  const header = wallet.slice(0, HEADER_BYTES)
  const algorithm = { name: 'AES-GCM', iv: header.subarray(NONCE_AT), additionalData: header }
  const ciphertext = wallet.slice(HEADER_BYTES)
  const content = await crypto.subtle
    .decrypt(algorithm, key, ciphertext)
    .catch((cause: unknown) => {
      throw new HolderError('walletLocked', 'another passphrase, or the wallet was changed', {
        cause,
      })
    })
  return new Uint8Array(content)
}

function corrupt(why: string): HolderError {
  return new HolderError('walletCorrupt', `this is no wallet: ${why}`)
}

/** The refusal of a wallet larger than {@link MAX_WALLET_BYTES}. */
export function tooLarge(): HolderError {
  return new HolderError('tooLarge', `a wallet has at most ${MAX_WALLET_BYTES} octets`)
}
