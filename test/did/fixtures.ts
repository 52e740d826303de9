import { encodeMultikey, parsePublicJwk, withCodec } from '@unscored/core'
import { DidError, type ResolveDidOptions } from '@unscored/did'

/** Fictitious keys: octets of the right length. Whether they are points of a curve is not asked here. */
export const g2Key = withCodec('Bls12381G2-public', new Uint8Array(96).fill(7))
export const otherG2Key = withCodec('Bls12381G2-public', new Uint8Array(96).fill(8))
export const ed25519Key = withCodec('Ed25519-public', new Uint8Array(32).fill(9))
/** The base point, since octets of P-256 are asked whether they are a point (SP 800-186 §3.2.1.3). */
export const p256Key = parsePublicJwk({
  ...{ kty: 'EC', crv: 'P-256' },
  x: 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY',
  y: 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU',
})
export const secretKey = withCodec('Bls12381-secret', new Uint8Array(32).fill(1))

/** A verification method of type Multikey. */
export function multikeyMethod(id: string, controller: string, key = g2Key) {
  return { id, type: 'Multikey', controller, publicKeyMultibase: encodeMultikey(key) }
}

/** A resolver that gives one answer to everything, of whatever shape. */
export function answering(answer: unknown): ResolveDidOptions['resolver'] {
  // Resolvers of others are typed, and need not keep to it.
  return { resolve: async () => answer as never }
}

/** A resolver that has one document for everything. */
export function holding(didDocument: unknown): ResolveDidOptions['resolver'] {
  return answering({ didDocument, didDocumentMetadata: {}, didResolutionMetadata: {} })
}

/** The code of the DidError that a function throws; the error itself where it is of another kind. */
export function refusalOf(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error instanceof DidError ? error.code : error
  }
  return undefined
}

/** Text after `did:web:` that names no place on the web. */
export const nowhere = [
  { name: 'an IPv4 address', id: '127.0.0.1' },
  { name: 'an IPv4 address in short', id: '127.1' },
  { name: 'an IPv4 address as one number', id: '2130706433' },
  { name: 'an IPv4 address in hexadecimal', id: '0x7f.0x1' },
  { name: 'an IPv4 address in octal', id: '0177.0.0.1' },
  { name: 'an IPv4 address as one octal number', id: '017700000001' },
  { name: 'an IPv4 address as one hexadecimal number', id: '0x7f000001' },
  { name: 'an IPv4 address whose last number is hexadecimal', id: 'a.0x1' },
  { name: 'an IPv4-mapped IPv6 address', id: '%5B%3A%3Affff%3A7f00%3A1%5D' },
  { name: 'an IPv4 address with a dot at the end', id: '127.0.0.1.' },
  { name: 'an IPv6 address', id: '%5B%3A%3A1%5D' },
  { name: 'a label that begins with a hyphen', id: '-issuer.example' },
  { name: 'a label that ends with a hyphen', id: 'issuer-.example' },
  { name: 'a label of 64 characters', id: `${'a'.repeat(64)}.example` },
  { name: 'a label that encodes no name', id: 'xn--a.example' },
  { name: 'an empty label', id: 'issuer..example' },
  { name: 'a dot at the end', id: 'issuer.example.' },
  { name: 'an underscore in the host', id: 'issuer_1.example' },
  { name: 'a host beyond ASCII, encoded', id: 'b%C3%BCcher.example' },
  { name: 'a full stop of another script, encoded', id: 'issuer%E3%80%82example' },
  { name: 'a user with a password', id: 'user%3Apass%40issuer.example' },
  { name: 'a user', id: 'user%40issuer.example' },
  { name: 'a slash in the host', id: 'issuer.example%2Fpath' },
  { name: 'a fragment in the host', id: 'issuer.example%23' },
  { name: 'a letter for the port', id: 'issuer.example%3Aport' },
  { name: 'an empty port', id: 'issuer.example%3A' },
  { name: 'port 0', id: 'issuer.example%3A0' },
  { name: 'port 65536', id: 'issuer.example%3A65536' },
  { name: 'two ports', id: 'issuer.example%3A80%3A81' },
  { name: 'an empty segment', id: 'issuer.example::health' },
  { name: 'a segment that is a dot', id: 'issuer.example:.:health' },
  { name: 'a segment that leads upwards', id: 'issuer.example:health:..' },
  { name: 'a segment that leads upwards, encoded', id: 'issuer.example:%2e%2E' },
  { name: 'a segment that leads upwards, encoded twice', id: 'issuer.example:%252e%252e' },
  { name: 'a slash in a segment', id: 'issuer.example:a%2Fb' },
  { name: 'a backslash in a segment', id: 'issuer.example:a%5Cb' },
  { name: 'a query in a segment', id: 'issuer.example:a%3Fb' },
  { name: 'a fragment in a segment', id: 'issuer.example:a%23b' },
  { name: 'a line break in a segment', id: 'issuer.example:a%0Ab' },
  { name: 'a segment beyond ASCII', id: 'issuer.example:%C3%A9' },
  { name: 'a segment that is no UTF-8', id: 'issuer.example:%FF' },
]
