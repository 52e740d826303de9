export { encodeBase45, readBase45 } from './base45.ts'
export { type Cache, createCache } from './cache.ts'
export { canonicalJson } from './canonical-json.ts'
export { CborTag, type DecodeCborOptions, decodeCbor, encodeCbor, untagged } from './cbor.ts'
export type { CredentialMember, CredentialTraits, HashedDocument } from './credential-traits.ts'
export { instantOf, isDateTime, namesZone } from './date-time.ts'
export { digestOf, digestOfOctets, isDigest } from './digest.ts'
export { FormatError, type FormatErrorCode, ToolkitError } from './error.ts'
export { type InflateOptions, inflateOctets } from './inflate.ts'
export {
  assertJson,
  copyJson,
  isJsonObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  listOf,
  MAX_JSON_BYTES,
  MAX_JSON_DEPTH,
  parseJson,
} from './json.ts'
export { encodeMultibase, type MultibasePrefix, parseMultibase } from './multibase.ts'
export {
  encodeMultikey,
  type Multikey,
  type MultikeyCodec,
  multikeyOctets,
  parseMultikey,
  parseMultikeyOctets,
  withCodec,
} from './multikey.ts'
export {
  concatOctets,
  equalOctets,
  lengthPrefixed,
  type RandomSource,
  randomOctets,
  sha256,
  uint64,
  utf8,
} from './octets.ts'
export { SIGNED_CONTENT_CONTEXT, signedContentContexts } from './signed-content.ts'
export {
  hasSecretMember,
  isReadableCurve,
  keyLapse,
  parsePublicJwk,
  parseVerificationMethod,
  type VerificationMethod,
} from './verification-method.ts'
