import { equalOctets, type JsonObject } from '@unscored/core'
import { CredentialError } from '../error.ts'
import { frame } from '../jsonld.ts'
import { createDisclosure, verifyDisclosure } from './mattr.ts'
import { type BaseProof, type DerivedProof, formatDerivedProof, proofStatements } from './proof.ts'
import { type DocumentOptions, readShown, readSigned } from './statements.ts'

/** What {@link deriveDocument} takes. */
export interface DeriveDocumentOptions extends DocumentOptions {
  /** What the issuer signed, without its proof. */
  document: JsonObject
  proof: BaseProof
  /** 96 octets, those of the proof's verification method. */
  publicKey: Uint8Array
  /** A JSON-LD frame that selects what to show. Its `@context` is the document's where it has none. */
  frame: JsonObject
  /** Octets that the verifier chose, at least one. */
  nonce: Uint8Array
}

/** What {@link verifyDerivedProof} takes. */
export interface VerifyDerivedProofOptions extends DocumentOptions {
  /** Without its proof. */
  document: JsonObject
  proof: DerivedProof
  /** 96 octets, those of the proof's verification method. */
  publicKey: Uint8Array
  /** The octets that the verifier chose; without them a proof made for another occasion is accepted too. */
  nonce?: Uint8Array | undefined
}

/**
 * Shows a part of a signed document.
 *
 * Nodes without an id get one, `urn:bnid:_:c14n0` and so on. Where there are several, their numbers depend on hidden
 * statements too, and can tell holders apart.
 *
 * @returns The part that the frame selects, with the derived proof.
 * @throws {CredentialError} `nothingDisclosed` where the frame selects no statement; `malformed` where its context
 *   makes other statements of them than those signed; and as `verifyBaseProof` does.
 * @throws {RangeError} where the nonce is empty.
 * @see https://w3c-ccg.github.io/ldp-bbs2020/ "Derive Proof Algorithm"
 */
export async function deriveDocument({
  document,
  proof,
  publicKey,
  frame: selection,
  nonce,
  ...options
}: DeriveDocumentOptions): Promise<JsonObject> {
  if (nonce.length === 0) throw new RangeError('a nonce has at least one octet')
  const reading = { anySpelling: true, ...options }
  const ofProof = proofStatements(proof)
  const { statements: ofDocument, expanded } = await readSigned(document, reading)
  const { '@context': context = null } = document
  const shown = await frame(expanded, { '@context': context, ...selection }, options)
  const positions = positionsOf(await readShown(shown, reading), ofDocument)
  const { signature, ...proofOptions } = proof
  const disclosure = await createDisclosure({
    statements: [...ofProof, ...ofDocument],
    signature,
    publicKey,
    revealed: [...ofProof.keys(), ...positions.map((position) => ofProof.length + position)],
    nonce,
  })
  return { ...shown, proof: formatDerivedProof({ ...proofOptions, nonce, disclosure }) }
}

/**
 * Verifies a holder's proof: that each statement the document makes was signed, and that it makes all that are shown.
 *
 * @throws {CredentialError} where the document is refused, see {@link readShown}; `presentationHeaderMismatch`,
 *   `invalidKey`, `invalidLength`, `invalidIndexes`, `invalidPoint`, `invalidScalar` or `proofInvalid`.
 * @see https://w3c-ccg.github.io/ldp-bbs2020/ "Verify Derived Proof Algorithm"
 */
export async function verifyDerivedProof({
  document,
  proof,
  publicKey,
  nonce,
  ...options
}: VerifyDerivedProofOptions): Promise<void> {
  if (nonce !== undefined && !equalOctets(nonce, proof.nonce)) {
    throw new CredentialError('presentationHeaderMismatch', 'the proof was made for another nonce')
  }
  const ofProof = proofStatements(proof)
  const ofDocument = await readShown(document, { anySpelling: true, ...options })
  const revealed = await verifyDisclosure({
    statements: [...ofProof, ...ofDocument],
    proof: proof.disclosure,
    nonce: proof.nonce,
    publicKey,
  })
  // What the issuer's proof says of itself comes first and is always shown.
  if (ofProof.some((_, index) => revealed[index] !== index)) {
    throw new CredentialError('proofInvalid', 'the proof hides what the issuer said of it')
  }
}

function positionsOf(shown: readonly string[], signed: readonly string[]): number[] {
  if (shown.length === 0) {
    throw new CredentialError('nothingDisclosed', 'the frame selects nothing')
  }
  const positions = new Map(signed.map((statement, position) => [statement, position]))
  return shown.map((statement) => {
    const position = positions.get(statement)
    if (position === undefined) {
      throw new CredentialError('malformed', 'the frame makes a statement that was not signed')
    }
    return position
  })
}
