import type { FormatId, SimulatedFormat } from './format.ts'

/** Loads a format: each needs libraries that nobody else does, and that who only counts people is spared. */
export function loadFormat(id: FormatId): Promise<SimulatedFormat> {
  return loaders[id]()
}

const loaders: Readonly<Record<FormatId, () => Promise<SimulatedFormat>>> = {
  'jwt-vc': async () => (await import('./jwt-vc.ts')).jwtVc,
  'sd-jwt-vc': async () => (await import('./sd-jwt-vc.ts')).sdJwtVc,
  'sd-jwt-vc-batch': async () => (await import('./sd-jwt-vc.ts')).sdJwtVcBatch,
  'smart-health-card': async () => (await import('./smart-health-card.ts')).smartHealthCard,
  dcc: async () => (await import('./dcc.ts')).dcc,
  'bbs-plus-2020': async () => (await import('./bbs-plus-2020.ts')).bbsPlus2020,
  'bbs-2023-full': async () => (await import('./bbs-2023.ts')).bbs2023Full,
  'bbs-2023-careful': async () => (await import('./bbs-2023.ts')).bbs2023Careful,
  'bbs-predicates-2026': async () => (await import('./bbs-predicates-2026.ts')).bbsPredicates2026,
}
