import type { AuditCount } from '../audit/audit.ts'
import type { FormatId } from './formats/format.ts'
import type { LeakId } from './leaks.ts'
import type { SimulationSettings } from './settings.ts'
import type { Estimate } from './statistics.ts'

/** What `simulateCollusion` measured: JSON, the same for the same settings and population. */
export interface CollusionResult {
  readonly edition: 'unscored collusion 1'
  readonly settings: SimulationSettings
  /** Where the people are from. */
  readonly population: { readonly title: string; readonly source: string; readonly licence: string }
  /** How what is below was found, and what it does not say; sentences for people. */
  readonly method: readonly string[]
  readonly formats: readonly FormatResult[]
  /** What one leak alone gives away, done to a format in which nothing else tells holders apart. */
  readonly leaks: readonly LeakResult[]
}

/** What was measured of a format. */
export interface FormatResult {
  readonly format: FormatId
  readonly label: string
  /** How it was used, in a sentence. */
  readonly use: string
  /** How many people were told apart: fewer than the settings say where presentations of the format cost much. */
  readonly holders: number
  /** How many presentations were verified, and how many there were. */
  readonly verified: number
  readonly presentations: number
  /** Whether two visits are of one holder. */
  readonly visitToVisit: LinkResult
  /** Whose of the issuer's records a visit is of. */
  readonly visitToPerson: LinkResult
  /** Of how many people of the whole population a visit could be, as the auditor says: of one visit of each holder. */
  readonly anonymity: FormatAnonymity
  /**
   * How often the adversary knew whose record a visit is of, by how many people the auditor said that it could be of: one visit of
   * each holder.
   */
  readonly calibrationByAuditor: readonly AuditedBin[]
}

/** Visits by how many people of the population they could be of. What the auditor does not know it gives bounds for. */
export interface FormatAnonymity {
  /** How many people of the population get in, and could be meant at most. */
  readonly entitled: AuditCount
  /** How many visits were audited. */
  readonly visits: number
  /** From the fewest people to the most. */
  readonly bins: readonly AnonymityBin[]
}

/** How many visits could be of some number of people. */
export interface AnonymityBin {
  readonly from: number
  /** `null` where it is all from there on. */
  readonly until: number | null
  /** Visits that could be of so many at least, and of so many at most. */
  readonly byLeast: number
  readonly byMost: number
}

/** What was measured of a leak. */
export interface LeakResult {
  readonly leak: LeakId
  readonly format: FormatId
  /** What was done, in a sentence. */
  readonly what: string
  readonly holders: number
  readonly visitToVisit: LinkResult
}

/** How well the adversary links. */
export interface LinkResult extends LinkRates {
  /** By what: the paths that it compares, the strongest first, at most twelve. */
  readonly by: readonly { readonly path: string; readonly stability: number }[]
  /** The same adversary where it was made random which holder each visit is of: it must do no better than guessing. */
  readonly shuffled: LinkRates
  /** How often it was right, by how many people it thought that there were to choose from. */
  readonly calibration: readonly CalibrationBin[]
}

/** How well the adversary does, each with 95 % confidence. */
export interface LinkRates {
  /** How often the first that it names is right, and how often it would be by guessing. */
  readonly top1: Estimate
  readonly guessing: number
  /** How often a pair of one holder scores higher than a pair of two; 0.5 by guessing. */
  readonly auc: Estimate
  /** Share of own pairs taken for such, less that of other pairs; 0 by guessing, 1 without a mistake. */
  readonly advantage: Estimate
  /** Mean evidence for what is true of a pair of one holder, in bits. */
  readonly bits: Estimate
}

/** Visits of which the adversary thought alike. */
export interface CalibrationBin {
  /** Mean of how many people could be meant, as the adversary saw it, of those that were simulated. */
  readonly candidates: number
  /** How often it should be right, and how often it was. */
  readonly predicted: number
  readonly measured: Estimate
  readonly visits: number
}

/** Visits of which the auditor said alike. What it does not know it gives bounds for. */
export interface AuditedBin {
  /** Mean of how many people could be meant, of those that were simulated; one over how often a guess among them is right. */
  readonly candidates: { readonly least: number; readonly most: number }
  /** How often whoever knows no more than the auditor should be right, and how often the adversary was. */
  readonly predicted: { readonly least: number; readonly most: number }
  readonly measured: Estimate
  readonly visits: number
}
