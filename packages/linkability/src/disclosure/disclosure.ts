import type { Known } from '../population/knowledge.ts'

/** The formats that are read; what is in none of them is `unknown`, and tells whatever it tells. */
export type DisclosureFormat =
  | 'jwt-vc'
  | 'sd-jwt-vc'
  | 'smart-health-card'
  | 'dcc'
  | 'bbs-plus-2020'
  | 'bbs-2023'
  | 'bbs-predicates-2026'
  | 'unknown'

/** What somebody tells of herself, or is asked to tell: what every format is read as. It holds claims. */
export interface Disclosure {
  /** Whether values are told already, or asked for. */
  readonly side: 'presentation' | 'request'
  /** Who asks, where that is said. */
  readonly domain?: string
  readonly credentials: readonly DisclosedCredential[]
  /** What is told beside the credentials, such as a pseudonym. */
  readonly identifiers: readonly Identifier[]
  readonly unknown: readonly UnknownLeak[]
}

/** What is told of one credential. */
export interface DisclosedCredential {
  readonly format: DisclosureFormat
  /** As the credential has it: a DID, an address, a country. */
  readonly issuer?: string
  /** What names the key that it is signed with. */
  readonly key?: string
  readonly claims: readonly Claim[]
  readonly identifiers: readonly Identifier[]
  /** Times that are no claims: of issue, of validity. */
  readonly times: readonly DisclosedTime[]
  readonly status: readonly DisclosedStatus[]
  /** What its proof tells of its shape, where the format has such a thing. */
  readonly shape?: CredentialShape
  /** How many proofs it comes with. */
  readonly proofs: number
  readonly unknown: readonly UnknownLeak[]
}

/** A value of the person or the dose. */
export interface Claim {
  /** JSON pointer into what was disclosed. */
  readonly pointer: string
  /** Its name in the vaccination profile or in a population table; none where it is in no vocabulary. */
  readonly member?: string
  readonly known: Known
}

/** What an identifier is, by what follows from it. */
export type IdentifierKind =
  | 'id'
  | 'holder'
  | 'confirmationKey'
  | 'certificateNumber'
  | 'batchNumber'
  | 'signature'
  | 'pseudonym'
  | 'nonce'

/** Octets or a text that one credential, one holder or one presentation alone has. */
export interface Identifier {
  readonly kind: IdentifierKind
  readonly pointer: string
  readonly value: string
}

/** A time, and how finely it is told. */
export interface DisclosedTime {
  readonly kind: 'created' | 'validity'
  readonly pointer: string
  readonly value: string
  readonly precision: 'month' | 'day' | 'second'
}

/** Where it is said whether a credential holds. */
export interface DisclosedStatus {
  readonly pointer: string
  readonly list: string
  /** Its place in the list, where that is told. */
  readonly index?: string
}

/** How a credential was signed, as far as what is shown of it tells. */
export interface CredentialShape {
  readonly suite: string
  /** How many statements can be hidden or shown. */
  readonly messageCount: number
  /** How many statements are always shown. */
  readonly mandatoryCount: number
  /** Numbers of nodes without an id when they were signed, in the order in which they stand in what is shown. */
  readonly labels: readonly number[]
}

/** Something of which it is not known what it tells. */
export interface UnknownLeak {
  readonly pointer: string
}
