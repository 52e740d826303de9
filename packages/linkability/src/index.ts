export { LinkabilityError, type LinkabilityErrorCode, type TextPosition } from './error.ts'
export {
  type AnonymityGroups,
  type AnonymitySet,
  type AnonymitySetOptions,
  anonymityGroups,
  anonymitySet,
  type QuantileOptions,
  quantileOf,
  shareBelow,
} from './population/anonymity-set.ts'
export type { Bounds } from './population/bounds.ts'
export {
  buildPopulationTable,
  type MappedDimension,
  type MappedImplied,
  type MappedMarginal,
  type PopulationMapping,
  parsePopulationMapping,
  type SourceRow,
} from './population/build-table.ts'
export { type DrawPersonsOptions, drawPersons, type Person } from './population/draw.ts'
export { formatPopulationTable } from './population/format-table.ts'
export type { Granularity, Knowledge, Known } from './population/knowledge.ts'
export { parsePopulationTable } from './population/parse-table.ts'
export { createSeededRandom } from './population/random.ts'
export type {
  AbsentCells,
  CellBuilder,
  Cells,
  CountColumns,
  Dimension,
  ImpliedMember,
  MemberKind,
  PopulationTable,
} from './population/table.ts'
export { createCellBuilder } from './population/table.ts'
