export {
  type AuditCount,
  type AuditDisclosureOptions,
  type AuditFinding,
  type AuditResult,
  type AuditSizes,
  auditDisclosure,
} from './audit/audit.ts'
export {
  type AuditorOptions,
  type AuditorVerdict,
  createAuditor,
  type DisclosureToAudit,
  type RememberedDisclosure,
} from './audit/auditor.ts'
export type { AuditContext, CredentialContext, Leak, PastDisclosure } from './audit/leak.ts'
export type {
  AuditManifest,
  AuditManifestKey,
  AuditManifestProfile,
} from './audit/manifest.ts'
export type { Measure } from './audit/measure.ts'
export { type AuditPolicy, defaultPolicy as defaultAuditPolicy } from './audit/policy.ts'
export type { LinkReason } from './audit/sequence.ts'
export { type Source, type SourceId, sources as auditSources } from './audit/sources.ts'
export type {
  Claim,
  CredentialShape,
  DisclosedCredential,
  DisclosedStatus,
  DisclosedTime,
  Disclosure,
  DisclosureFormat,
  Identifier,
  IdentifierKind,
  UnknownLeak,
} from './disclosure/disclosure.ts'
export type { PredicateContext } from './disclosure/predicates.ts'
export { MAX_DISCLOSURE_LENGTH, readDisclosure } from './disclosure/read.ts'
export type { CodesOfLists } from './disclosure/request.ts'
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
export { createAnonymityCsv, createCalibrationCsv, createCollusionCsv } from './report/csv.ts'
export {
  type CreateCollusionReportOptions,
  createCollusionReport,
  type ReportedAudit,
} from './report/report.ts'
export type { FormatId } from './simulation/formats/format.ts'
export { formatEfforts, formatIds } from './simulation/formats/format.ts'
export { drawHolders, type SimulatedHolder } from './simulation/holders.ts'
export { type LeakId, type PlantedLeak, plantedLeaks } from './simulation/leaks.ts'
export type {
  AnonymityBin,
  AuditedBin,
  CalibrationBin,
  CollusionResult,
  FormatAnonymity,
  FormatResult,
  LeakResult,
  LinkRates,
  LinkResult,
} from './simulation/result.ts'
export {
  assertSettings,
  defaultSettings,
  type EntryRule,
  type SimulationSettings,
  settingsDigest,
} from './simulation/settings.ts'
export {
  type AuditedVisit,
  encodeShard,
  type RunShardOptions,
  readShard,
  runShard,
  type ShardJob,
  type ShardResult,
  type ShardRow,
  tokensOf,
} from './simulation/shard.ts'
export {
  type SimulateCollusionOptions,
  type SimulationProgress,
  simulateCollusion,
} from './simulation/simulate.ts'
export type { Estimate } from './simulation/statistics.ts'
export { drawVisits, originOf, type Visit } from './simulation/visits.ts'
export {
  type ExpectUnlinkableOptions,
  expectUnlinkable,
  type PresentationToMake,
} from './unlinkable.ts'
