import { publicKeyOf } from '@unscored/bbs'
import {
  encodeMultikey,
  equalOctets,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseMultikey,
} from '@unscored/core'
import { parseDidUrl } from '@unscored/did'
import type { IssuerKey } from '@unscored/vc'
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

/** Whether a document claims to hold an issuer's secret key. */
export function isIssuerKey(value: JsonValue): value is JsonObject {
  return isJsonObject(value) && 'secretKeyMultibase' in value
}

/**
 * Reads the key with which an issuer signs credentials, as {@link formatKey} writes it.
 *
 * @throws {CliError} `keyMalformed`.
 */
export async function parseIssuerKey({
  id,
  publicKeyMultibase,
  secretKeyMultibase,
}: JsonObject): Promise<IssuerKey> {
  const publicKey = octetsOf(() => parseMultikey(publicKeyMultibase, 'Bls12381G2-public').octets)
  const secretKey = octetsOf(() => parseMultikey(secretKeyMultibase, 'Bls12381-secret').octets)
  const expected = await publicKeyOf(secretKey).catch(() => {
    throw malformed('its secret key is none')
  })
  if (!equalOctets(publicKey, expected)) throw malformed('its two keys are no pair')
  return { id: keyIdOf(id), secretKey, publicKey }
}

function octetsOf(parse: () => Uint8Array): Uint8Array {
  try {
    return parse()
  } catch {
    // Without its cause: nothing of a key file is passed on.
    throw malformed('its publicKeyMultibase and secretKeyMultibase are no BLS12-381 keys')
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
