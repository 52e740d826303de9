import { loadCurve, publicKeyOf } from '@unscored/bbs'
import { utf8 } from '@unscored/core'
import { CredentialError } from '../error.ts'
import { EngineError, loadEngine } from './engine.ts'
import { assertPublicKey, assertSignature, MAX_STATEMENTS, parseDisclosure } from './octets.ts'

/** What {@link sign} takes. */
export interface SignOptions {
  statements: readonly string[]
  /** 32 octets. */
  secretKey: Uint8Array
}

/** What {@link verifySignature} takes. */
export interface VerifySignatureOptions {
  /** All that were signed, in order. */
  statements: readonly string[]
  /** 112 octets. */
  signature: Uint8Array
  /** 96 octets. */
  publicKey: Uint8Array
}

/** What {@link createDisclosure} takes. */
export interface CreateDisclosureOptions extends VerifySignatureOptions {
  /** Which statements to show, ascending. */
  revealed: readonly number[]
  nonce: Uint8Array
}

/** What {@link verifyDisclosure} takes. */
export interface VerifyDisclosureOptions {
  /** Those that are shown, in order. */
  statements: readonly string[]
  proof: Uint8Array
  nonce: Uint8Array
  /** 96 octets. */
  publicKey: Uint8Array
}

// This file alone uses the engine. Octets that are no points or scalars, or a length that points beyond the end, can
// abort its WebAssembly in a callback of its own, which ends the process past any catch; so nothing that came from
// outside reaches it unchecked.

/**
 * Signs a list of statements with BBS+.
 *
 * @returns 112 octets.
 * @throws {RangeError} where `secretKey` is not a nonzero scalar of 32 octets.
 * @throws {CredentialError} `malformed` where there are too many statements.
 */
export async function sign({ statements, secretKey }: SignOptions): Promise<Uint8Array> {
  const messages = messagesOf(statements)
  const publicKey = await publicKeyOf(secretKey)
  const { blsSign } = await loadEngine()
  return blsSign({ keyPair: { secretKey, publicKey }, messages }).catch(fail)
}

/**
 * Verifies a signature of a list of statements.
 *
 * @throws {CredentialError} `malformed`, `invalidKey`, `invalidLength`, `invalidPoint` or `invalidScalar` before
 *   anything is computed; then `proofInvalid`.
 */
export async function verifySignature({
  statements,
  signature,
  publicKey,
}: VerifySignatureOptions): Promise<void> {
  const messages = messagesOf(statements)
  await assertSigned({ signature, publicKey })
  const { blsVerify } = await loadEngine()
  const { verified } = await blsVerify({ messages, signature, publicKey }).catch(refuse)
  if (!verified) refuse()
}

/**
 * Proves knowledge of a signature and shows some of the statements signed.
 *
 * @throws {CredentialError} as {@link verifySignature} does.
 */
export async function createDisclosure(options: CreateDisclosureOptions): Promise<Uint8Array> {
  const { statements, revealed, nonce, ...signed } = options
  const messages = messagesOf(statements)
  await assertSigned(signed)
  const { blsCreateProof } = await loadEngine()
  // The engine verifies the signature before it proves anything of it, and refuses nothing else of what is well-formed.
  return blsCreateProof({ ...signed, nonce, messages, revealed: [...revealed] }).catch(refuse)
}

/**
 * Verifies that the statements shown are among those signed.
 *
 * @returns Which of the signed statements they are, one for one, ascending.
 * @throws {CredentialError} `malformed`, `invalidKey`, `invalidLength`, `invalidIndexes`, `invalidPoint` or
 *   `invalidScalar` before anything is computed; then `proofInvalid`.
 */
export async function verifyDisclosure({
  statements,
  proof,
  nonce,
  publicKey,
}: VerifyDisclosureOptions): Promise<readonly number[]> {
  const messages = messagesOf(statements)
  const curve = await loadCurve()
  assertPublicKey(publicKey, curve)
  const { revealed } = parseDisclosure(proof, curve)
  if (revealed.length !== messages.length) refuse()
  const { blsVerifyProof } = await loadEngine()
  const { verified } = await blsVerifyProof({ messages, proof, nonce, publicKey }).catch(refuse)
  if (!verified) refuse()
  return revealed
}

async function assertSigned({
  signature,
  publicKey,
}: Pick<VerifySignatureOptions, 'signature' | 'publicKey'>): Promise<void> {
  const curve = await loadCurve()
  assertPublicKey(publicKey, curve)
  assertSignature(signature, curve)
}

function messagesOf(statements: readonly string[]): Uint8Array[] {
  if (statements.length > MAX_STATEMENTS) {
    throw new CredentialError('malformed', `more than ${MAX_STATEMENTS} statements`)
  }
  return statements.map(utf8)
}

/** The engine refuses with texts; whatever is an error is a fault of its own. */
function refuse(cause?: unknown): never {
  if (cause instanceof Error) fail(cause)
  throw new CredentialError('proofInvalid', 'the proof does not hold', { cause })
}

function fail(cause: unknown): never {
  throw new EngineError('the BBS+ engine failed', { cause })
}
