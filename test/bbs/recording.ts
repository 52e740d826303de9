import type { Curve, PointG1 } from '@unscored/bbs'
import { toHex } from '../support/hex.ts'

/** What was given to the functions of a curve. */
export interface Recording {
  /** Scalars, and points as hexadecimal text, that a function named `…Public` was given. */
  public: Set<bigint | string>
  /** Those that any other was given. */
  guarded: Set<bigint | string>
  curve: Curve
}

/** A curve that computes as the given one does and takes note of scalars and points. */
export function record(curve: Curve): Recording {
  const recording = { public: new Set<bigint | string>(), guarded: new Set<bigint | string>() }
  const notesOf = (name: string) => (/Public/.test(name) ? recording.public : recording.guarded)
  const noteIn = (
    notes: Set<bigint | string>,
    points: readonly PointG1[],
    given: readonly bigint[],
  ) => {
    for (const point of points) notes.add(toHex(curve.g1Octets(point)))
    for (const scalar of given) notes.add(scalar)
  }
  return {
    ...recording,
    curve: {
      ...curve,
      multiply: (point, scalar) => {
        noteIn(notesOf('multiply'), [point], [scalar])
        return curve.multiply(point, scalar)
      },
      multiplyBP2: (scalar) => {
        noteIn(notesOf('multiplyBP2'), [], [scalar])
        return curve.multiplyBP2(scalar)
      },
      invert: (scalar) => {
        noteIn(notesOf('invert'), [], [scalar])
        return curve.invert(scalar)
      },
      sumOfProducts: (points, given) => {
        noteIn(notesOf('sumOfProducts'), points, given)
        return curve.sumOfProducts(points, given)
      },
      sumOfPublicProducts: (points, given) => {
        noteIn(notesOf('sumOfPublicProducts'), points, given)
        return curve.sumOfPublicProducts(points, given)
      },
    },
  }
}

/** A curve that computes as the given one does, and each call of any of its functions with how many of what it was given. */
export function logCalls(curve: Curve): { calls: string[]; curve: Curve } {
  const calls: string[] = []
  const logged = Object.entries(curve).map(([name, member]: [string, unknown]) => [
    name,
    typeof member === 'function'
      ? (...given: unknown[]) => {
          calls.push(`${name} ${given.map((one) => (Array.isArray(one) ? one.length : 1))}`)
          return member(...given)
        }
      : member,
  ])
  return { calls, curve: Object.fromEntries(logged) as Curve }
}
