import { type CredentialTraits, encodeMultikey, withCodec } from '@unscored/core'
import { ManifestError } from '@unscored/did'

export const issuer = 'did:web:issuer.example'

/** A fictitious key, of which every octet is the same. */
export const publicKey = (octet: number) =>
  encodeMultikey(withCodec('Bls12381G2-public', new Uint8Array(96).fill(octet)))

/** SHA-256 of nothing. */
export const digest = 'uEiDjsMRCmPwcFJr79MiZb7kkJ65B5GSbk0yklZkbeFK4VQ'
/** SHA-256 of one octet of zero. */
export const otherDigest = 'uEiBuNAuc_7N6mJylROa7eAoseJAdP7M3OHaFEaMGF6-gHQ'

export const key = {
  id: `${issuer}#key-1`,
  publicKey: publicKey(7),
  validFrom: '2026-01-01T00:00:00Z',
  signsUntil: '2027-01-01T00:00:00Z',
  validUntil: '2028-02-01T00:00:00Z',
}

export const nextKey = {
  id: `${issuer}#key-2`,
  publicKey: publicKey(8),
  validFrom: '2027-01-01T00:00:00Z',
  signsUntil: '2028-01-01T00:00:00Z',
  validUntil: '2029-02-01T00:00:00Z',
}

export const profile = {
  id: 'dose',
  types: ['VerifiableCredential', 'DoseCredential'],
  suite: 'bbs-2023',
  features: ['baseline', 'holderBinding'],
  keys: [key, nextKey],
  contexts: [
    { url: 'https://contexts.example/credentials', digest },
    { url: 'https://contexts.example/dose', digest },
  ],
  schema: { url: 'https://schemas.example/dose', digest },
  messageCount: 9,
  mandatoryCount: 3,
  mandatoryPointers: ['/issuer'],
  members: [
    '/credentialStatus/statusListCredential',
    '/credentialStatus/statusListIndex',
    '/credentialSubject/country',
    '/credentialSubject/id',
    '/credentialSubject/product',
    '/issuer',
    '/validFrom',
    '/validUntil',
  ],
  constants: [
    { pointer: '/credentialSubject/country', value: 'XX' },
    { pointer: '/credentialSubject/id', value: 'https://issuer.example/subject' },
  ],
  validity: { kind: 'monthOfIssue', months: 12 },
  attributes: [{ pointer: '/credentialSubject/product', encoding: 'code' }],
  parameters: [
    {
      id: 'digits',
      kind: 'digits',
      edition: 1,
      url: 'https://issuer.example/digits',
      digest,
      publicKey: publicKey(20),
    },
  ],
  revocation: {
    lists: ['https://issuer.example/lists/1'],
    publicKey: publicKey(30),
    epochSeconds: 86_400,
    url: 'https://issuer.example/revoked',
  },
}

/** The JSON of a manifest, of which nobody signed anything. */
export const manifestJson = {
  issuer,
  version: 1,
  validFrom: '2026-01-01T00:00:00Z',
  validUntil: '2028-02-01T00:00:00Z',
  profiles: [profile],
}

/** Of the one profile of the manifest, with changes. */
export function withProfile(changes: object) {
  return { ...manifestJson, profiles: [{ ...profile, ...changes }] }
}

/** A day on which credentials of {@link traits} are new. */
export const now = new Date('2026-05-20T12:00:00Z')

/** Of a credential that fits the manifest. */
export const traits: CredentialTraits = {
  part: 'whole',
  issuer,
  types: profile.types,
  suite: profile.suite,
  features: ['baseline'],
  verificationMethod: key.id,
  publicKey: key.publicKey,
  contexts: profile.contexts,
  schema: profile.schema,
  messageCount: profile.messageCount,
  mandatoryCount: profile.mandatoryCount,
  mandatoryPointers: profile.mandatoryPointers,
  members: [
    { pointer: '/issuer', value: issuer },
    { pointer: '/validFrom', value: '2026-05-01T00:00:00Z' },
    { pointer: '/validUntil', value: '2027-05-01T00:00:00Z' },
    { pointer: '/credentialStatus/statusListCredential', value: 'https://issuer.example/lists/1' },
    { pointer: '/credentialStatus/statusListIndex', value: '4711' },
    { pointer: '/credentialSubject/id', value: 'https://issuer.example/subject' },
    { pointer: '/credentialSubject/country', value: 'XX' },
    { pointer: '/credentialSubject/product', value: 'EU/1/20/1528' },
  ],
  parameters: [{ url: 'https://issuer.example/digits', digest }],
}

/** The code with which something is refused; the error itself where it is of another kind. */
export function refusalOf(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error instanceof ManifestError ? error.code : error
  }
  return undefined
}
