import type { Ciphersuite } from '../ciphersuite.ts'

/** What is hashed, signed and proven here, each under an identifier of its own, so that none is taken for another. */
export type CompositeRole =
  | 'credential'
  | 'gap'
  | 'set'
  | 'proof'
  | 'issuance'
  | 'registration'
  | 'pseudonym'

/** The suite's interface for one of them: none of its tags is one of plain, blind or pseudonymous signatures. */
export function compositeInterface(suite: Ciphersuite, role: CompositeRole): Ciphersuite {
  return { ...suite, apiId: `${suite.id}COMPOSITE_2026_${role.toUpperCase()}_` }
}
