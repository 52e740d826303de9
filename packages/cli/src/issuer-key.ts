import { publicKeyOf } from '@unscored/bbs'
import {
  encodeMultikey,
  equalOctets,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Multikey,
  type MultikeyCodec,
  parseMultikey,
} from '@unscored/core'
import { parseDidUrl } from '@unscored/did'
import { type DocumentKey, documentPublicKeyOf, type IssuerKey } from '@unscored/vc'
import { CliError } from './error.ts'
import type { Keys } from './generate-keys.ts'

/** A key as a file holds it: a Multikey verification method with its secret (CID 1.0 §2.2.2). */
export function formatKey(id: string, { secretKey, publicKey }: Keys): JsonObject {
  return {
    id,
    type: 'Multikey',
    controller: parseDidUrl(id).did,
    publicKeyMultibase: encodeMultikey(publicKey),
    secretKeyMultibase: encodeMultikey(secretKey),
  }
}

/** Whether a document claims to hold a secret key. */
export function isKey(value: JsonValue): value is JsonObject {
  return isJsonObject(value) && 'secretKeyMultibase' in value
}

/** A key with its name. */
export interface NamedKeys extends Keys {
  /** The DID URL of the verification method. */
  readonly id: string
}

/**
 * Reads a key as {@link formatKey} writes it.
 *
 * @throws {CliError} `keyMalformed`.
 */
export async function parseKey({
  id,
  publicKeyMultibase,
  secretKeyMultibase,
}: JsonObject): Promise<NamedKeys> {
  const publicKey = readMultikey(publicKeyMultibase)
  const secretKey = readMultikey(secretKeyMultibase)
  const kind = kinds.find(
    (one) => one.public === publicKey?.codec && one.secret === secretKey?.codec,
  )
  if (kind === undefined || publicKey === undefined || secretKey === undefined) {
    throw malformed(
      'its publicKeyMultibase and secretKeyMultibase are no keys of BLS12-381, nor of Ed25519',
    )
  }
  const expected = await kind.publicKeyOf(secretKey.octets).catch(() => {
    throw malformed('its secret key is none')
  })
  if (!equalOctets(publicKey.octets, expected)) throw malformed('its two keys are no pair')
  return { id: keyIdOf(id), publicKey, secretKey }
}

/**
 * Reads the key with which an issuer signs credentials, as {@link formatKey} writes it.
 *
 * @throws {CliError} `keyMalformed`.
 */
export async function parseIssuerKey(value: JsonObject): Promise<IssuerKey> {
  const { id, publicKey, secretKey } = await parseKey(value)
  if (publicKey.codec !== 'Bls12381G2-public') throw malformed('it signs no credentials')
  return { id, secretKey: secretKey.octets, publicKey: publicKey.octets }
}

/**
 * Reads the key with which a document is signed that is for everybody, as {@link formatKey} writes it.
 *
 * @throws {CliError} `keyMalformed`.
 */
export async function parseDocumentKey(value: JsonObject): Promise<DocumentKey> {
  const { id, publicKey, secretKey } = await parseKey(value)
  if (publicKey.codec !== 'Ed25519-public') throw malformed('it signs no documents')
  return { id, secretKey: secretKey.octets, publicKey: publicKey.octets }
}

interface Kind {
  readonly public: MultikeyCodec
  readonly secret: MultikeyCodec
  readonly publicKeyOf: (secretKey: Uint8Array) => Promise<Uint8Array>
}

const kinds: readonly Kind[] = [
  { public: 'Bls12381G2-public', secret: 'Bls12381-secret', publicKeyOf },
  { public: 'Ed25519-public', secret: 'Ed25519-secret', publicKeyOf: documentPublicKeyOf },
]

function readMultikey(text: JsonValue | undefined): Multikey | undefined {
  try {
    return parseMultikey(text)
  } catch {
    // Without its cause: nothing of a key file is passed on.
    return undefined
  }
}

function keyIdOf(id: JsonValue | undefined): string {
  try {
    const { did, fragment } = parseDidUrl(id)
    if (fragment !== undefined) return `${did}#${fragment}`
  } catch {
    // Says the same as a DID URL without a fragment.
  }
  throw malformed('its id is no DID URL with a fragment')
}

function malformed(why: string): CliError {
  return new CliError('keyMalformed', `the key file is none: ${why}`)
}
