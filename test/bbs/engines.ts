import { bls12381Sha256, bls12381Shake256, loadCurve } from '@unscored/bbs'

/** Both ciphersuites over both curve implementations, with the folder that holds a suite's published vectors. */
export const engines = (['mcl', 'noble'] as const).flatMap((name) => [
  { name, folder: 'bls12-381-sha-256', suite: bls12381Sha256, curve: loadCurve(name) },
  { name, folder: 'bls12-381-shake-256', suite: bls12381Shake256, curve: loadCurve(name) },
])

/** Where the working group's fixtures lie among the vectors. */
export const FIXTURES = 'ietf-bbs-signatures/tooling/fixtures/fixture_data'
