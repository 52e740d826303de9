import type { Ciphersuite } from '../ciphersuite.ts'
import type { Curve, PointG1 } from '../curve.ts'
import { ascii } from '../octets.ts'
import { type CompositeRole, compositeInterface } from './interfaces.ts'

/** What {@link baseOf} takes. */
export interface BaseInputs {
  readonly role: CompositeRole
  readonly octets: Uint8Array
}

/** The point that octets which everybody knows are hashed to in a role. What came up last is kept. */
export function baseOf(curve: Curve, suite: Ciphersuite, { role, octets }: BaseInputs): PointG1 {
  const { apiId } = compositeInterface(suite, role)
  const ofCurve = bases.get(curve) ?? new Map<string, Map<string, PointG1>>()
  bases.set(curve, ofCurve)
  // Each role has its own, so that no verifier's contexts take the place of an issuer's sets.
  const known = ofCurve.get(apiId) ?? new Map<string, PointG1>()
  ofCurve.set(apiId, known)
  const name = octets.join()
  const base = known.get(name) ?? curve.mapToG1(suite.expand(octets, ascii(apiId), 128))
  known.delete(name)
  known.set(name, base)
  const [oldest] = known.keys()
  if (known.size > KEPT_BASES && oldest !== undefined) known.delete(oldest)
  return base
}

const KEPT_BASES = 64
const bases = new WeakMap<Curve, Map<string, Map<string, PointG1>>>()
