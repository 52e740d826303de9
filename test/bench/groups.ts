import { measureBatches } from './groups/batch.ts'
import { measureCold } from './groups/cold.ts'
import { measureCredentials } from './groups/credential.ts'
import { measureDids } from './groups/did.ts'
import { measureLinkability } from './groups/linkability.ts'
import { measureMemory } from './groups/memory.ts'
import { measurePool } from './groups/pool.ts'
import { measurePredicates } from './groups/predicates.ts'
import { measureRaw } from './groups/raw.ts'
import { measureSizes } from './groups/size.ts'
import { measureTrust } from './groups/trust.ts'
import type { Row } from './row.ts'
import type { Scale } from './scale.ts'

/** A part of the benchmark. */
export type Group = (scale: Scale) => Promise<Row[]>

/** The parts, in the order in which they are run. */
export const groups: Readonly<Record<string, Group>> = {
  raw: async (scale) => [...(await measureRaw(scale)), ...(await measureMemory(scale))],
  batch: measureBatches,
  pool: measurePool,
  predicates: measurePredicates,
  credential: measureCredentials,
  linkability: measureLinkability,
  cold: measureCold,
  size: measureSizes,
  did: async (scale) => [...(await measureDids(scale)), ...(await measureTrust(scale))],
}
