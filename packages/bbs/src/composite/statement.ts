/** A hidden value by the name that it has in all statements of one proof: two messages of one name are equal. */
export type ValueName = string

/** constant + Σ coefficient·value, in integers. */
export interface LinearForm {
  readonly constant: bigint
  /** Each name once. */
  readonly terms: readonly (readonly [name: ValueName, coefficient: bigint])[]
}

/** What a verifier needs to know of a signed set; see `createSignedSet`. */
export interface SignedSetKey {
  /** 96 octets, of this set alone. */
  readonly publicKey: Uint8Array
  /** 32 octets. */
  readonly elementsHash: Uint8Array
}

/** A signature over scalars, of which some are shown and some have names. The others stay hidden and unnamed. */
export interface SignatureStatement {
  readonly kind: 'signature'
  /** Whether it is of a credential or of a gap between revoked credentials: neither is ever taken for the other. */
  readonly role: 'credential' | 'gap'
  /** 96 octets. */
  readonly publicKey: Uint8Array
  readonly header: Uint8Array
  /** How many scalars were signed. */
  readonly count: number
  /** The scalars that are shown, by their index. */
  readonly disclosed: ReadonlyMap<number, bigint>
  /** Names of hidden ones, by their index. */
  readonly values: ReadonlyMap<number, ValueName>
}

/** A value is one of the elements of a signed set. */
export interface MemberStatement {
  readonly kind: 'member'
  readonly value: ValueName
  readonly set: SignedSetKey
}

/** 0 ≤ of < 256^octets, where the digits are elements of the signed set of 0 … 255. */
export interface RangeStatement {
  readonly kind: 'range'
  readonly of: LinearForm
  /** 1 to 3. */
  readonly octets: number
  readonly digits: SignedSetKey
}

/** A linear form is 0. */
export interface RelationStatement {
  readonly kind: 'relation'
  readonly of: LinearForm
}

/** A pseudonym is that of a secret value in a context. */
export interface PseudonymStatement {
  readonly kind: 'pseudonym'
  readonly secret: ValueName
  /** The verifier's own: never what a presentation says. */
  readonly context: Uint8Array
  /** 48 octets, the one part of a statement that a holder says: where it is none, the proof does not verify. */
  readonly pseudonym: Uint8Array
}

/** One thing that a composite proof shows. */
export type Statement =
  | SignatureStatement
  | MemberStatement
  | RangeStatement
  | RelationStatement
  | PseudonymStatement

/** The most octets that a range is told in. */
export const MAX_RANGE_OCTETS = 3
