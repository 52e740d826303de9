import { type Ciphersuite, hashToScalar } from '../ciphersuite.ts'
import type { Curve, PointG1 } from '../curve.ts'
import { ascii, concatOctets, lengthPrefixed } from '../octets.ts'
import type { CompiledComposition } from './compile.ts'
import { compositeInterface } from './interfaces.ts'

/** What a challenge is computed from. */
export interface ChallengeInputs {
  composition: CompiledComposition
  presentationHeader: Uint8Array
  /** Octets of the proof's points, in the order of the statements. */
  points: Uint8Array
  /** Each statement's, in their order. */
  commitments: readonly PointG1[]
}

/** The challenge of both sides. */
export function calculateChallenge(
  curve: Curve,
  suite: Ciphersuite,
  { composition, presentationHeader, points, commitments }: ChallengeInputs,
): bigint {
  return hashToScalar(
    compositeInterface(suite, 'proof'),
    lengthPrefixed([
      ascii('unscored composite proof 1'),
      composition.octets,
      points,
      concatOctets(...commitments.map((point) => curve.g1Octets(point))),
      presentationHeader,
    ]),
  )
}
