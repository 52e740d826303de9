import { readCommitment } from './commitment.ts'
import { type Engine, PUBLIC_KEY_BYTES, readPublicKey } from './keys.ts'
import { loadCurve } from './load-curve.ts'
import type { OctetDefect } from './octets.ts'
import { readProof } from './proof.ts'
import { PSEUDONYM_BYTES, readPseudonym } from './pseudonym.ts'
import { readSignature } from './signature.ts'

type CurveOnly = Pick<Engine, 'curve'>

/** What is wrong with the octets of a public key, or `undefined`: to tell a user why it was refused. */
export async function inspectPublicKey(
  octets: Uint8Array,
  { curve = loadCurve() }: CurveOnly = {},
): Promise<OctetDefect | undefined> {
  if (octets.length !== PUBLIC_KEY_BYTES) return 'length'
  return readPublicKey(await curve, octets) === undefined ? 'point' : undefined
}

/** What is wrong with the octets of a signature, or `undefined` where they are well formed. */
export async function inspectSignature(
  octets: Uint8Array,
  { curve = loadCurve() }: CurveOnly = {},
): Promise<OctetDefect | undefined> {
  return readSignature(await curve, octets).defect
}

/** What is wrong with the octets of a proof, or `undefined` where they are well formed. */
export async function inspectProof(
  octets: Uint8Array,
  { curve = loadCurve() }: CurveOnly = {},
): Promise<OctetDefect | undefined> {
  return readProof(await curve, octets).defect
}

/** What is wrong with the octets of a commitment, or `undefined` where they are well formed. */
export async function inspectCommitment(
  octets: Uint8Array,
  { curve = loadCurve() }: CurveOnly = {},
): Promise<OctetDefect | undefined> {
  return readCommitment(await curve, octets).defect
}

/** What is wrong with the octets of a pseudonym, or `undefined` where they are well formed. */
export async function inspectPseudonym(
  octets: Uint8Array,
  { curve = loadCurve() }: CurveOnly = {},
): Promise<OctetDefect | undefined> {
  if (octets.length !== PSEUDONYM_BYTES) return 'length'
  return readPseudonym(await curve, octets) === undefined ? 'point' : undefined
}
