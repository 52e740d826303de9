import { decodeCbor, encodeCbor, untagged } from '@unscored/core'
import { IssuerError } from './error.ts'

/** A COSE_Sign1 message, its header read as far as certificates use it. */
export interface CoseSign1 {
  /** The `alg` parameter as it stands: a number where it is of the registry, or `undefined`. */
  readonly algorithm: unknown
  /** The `kid` parameter. */
  readonly keyId: Uint8Array | undefined
  readonly payload: Uint8Array
  readonly signature: Uint8Array
  /** What was signed: the octets of the Sig_structure. */
  readonly signedOctets: Uint8Array<ArrayBuffer>
}

const ALG = 1
const CRIT = 2
const KID = 4

/** COSE_Sign1 and CWT. Both are optional, and a message tagged as a CWT carries both. */
const TAGS = untagged(18, 61)

/**
 * Reads a COSE_Sign1 message, tagged or not.
 *
 * `alg` and `kid` are taken from the protected header and else from the unprotected one, where some countries put
 * them. Neither decides whether a signature counts: the key is the caller's, and it fits one algorithm alone.
 *
 * @throws {IssuerError} `dccCose`.
 * @see RFC 9052 §4.2, §4.4
 */
export function parseCoseSign1(octets: Uint8Array): CoseSign1 {
  const parts = decode(octets)
  if (!Array.isArray(parts) || parts.length !== 4) throw malformed('not of four parts')
  const [protectedOctets, unprotectedHeader, payload, signature]: readonly unknown[] = parts
  if (!(protectedOctets instanceof Uint8Array)) throw malformed('no protected header')
  if (!(unprotectedHeader instanceof Map)) throw malformed('no unprotected header')
  if (!(payload instanceof Uint8Array)) throw malformed('no payload')
  if (!(signature instanceof Uint8Array)) throw malformed('no signature')

  const protectedHeader = parseProtectedHeader(protectedOctets)
  const keyId: unknown = protectedHeader.get(KID) ?? unprotectedHeader.get(KID)
  return {
    algorithm: protectedHeader.get(ALG) ?? unprotectedHeader.get(ALG),
    keyId: keyId instanceof Uint8Array ? keyId : undefined,
    payload,
    signature,
    signedOctets: encodeCbor(['Signature1', protectedOctets, new Uint8Array(), payload]),
  }
}

/** An empty header may be no octets at all. One that makes a parameter critical needs a reader that knows more. */
function parseProtectedHeader(octets: Uint8Array): ReadonlyMap<unknown, unknown> {
  if (octets.length === 0) return new Map()
  const header = decode(octets)
  if (!(header instanceof Map)) throw malformed('the protected header is no map')
  if (header.has(CRIT)) throw malformed('a critical header parameter')
  return header
}

function decode(octets: Uint8Array): unknown {
  try {
    return decodeCbor(octets, { tags: TAGS, lenient: true })
  } catch (cause) {
    throw new IssuerError('dccCose', 'COSE_Sign1: no CBOR', { cause })
  }
}

function malformed(what: string): IssuerError {
  return new IssuerError('dccCose', `COSE_Sign1: ${what}`)
}
