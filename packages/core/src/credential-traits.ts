/** A document by its address and what it says. */
export interface HashedDocument {
  readonly url: string
  /** Of its canonical form, as `digestOf` writes it. */
  readonly digest: string
}

/** Something that a credential says, not an object and no array. */
export interface CredentialMember {
  /** JSON pointer, in which an item of an array stands where the array does. */
  readonly pointer: string
  readonly value: string | number | boolean
}

/**
 * Everything of a credential by which its issuer could tell one holder from another, whoever signed it in whatever way. It
 * holds claims, and is for nobody but whoever has the credential.
 */
export interface CredentialTraits {
  /** Whether it is the credential as it was issued, or what its holder shows of it. */
  readonly part: 'whole' | 'shown'
  /** A DID. */
  readonly issuer: string
  /** As they are listed. */
  readonly types: readonly string[]
  readonly suite: string
  /** The features of the suite that it can be of; several where the octets leave that open. */
  readonly features: readonly string[]
  /** An XSD dateTime; none where the proof says nothing of it. */
  readonly created?: string
  /** The DID URL of the key. */
  readonly verificationMethod: string
  /** That key as it was resolved, Multikey text. */
  readonly publicKey: string
  /** As they are listed. */
  readonly contexts: readonly HashedDocument[]
  /** The schema that the credential was checked against; none where there was none. */
  readonly schema?: HashedDocument
  /** How many statements the proof lets its holder hide or show. */
  readonly messageCount: number
  /** How many statements are always shown. */
  readonly mandatoryCount: number
  /** JSON pointers to what is always shown; of a whole credential alone. */
  readonly mandatoryPointers?: readonly string[]
  /** All but contexts, the credential's own types, and the proof. */
  readonly members: readonly CredentialMember[]
  /** What its holder was handed beside it, such as signed sets of digits, by their names. */
  readonly parameters: readonly HashedDocument[]
}
