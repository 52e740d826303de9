import { dateOf, LAST_DAY } from '../day.ts'
import { CredentialError } from '../error.ts'
import { type Codes, hasOthers } from './codes.ts'
import { ABSENT, type Dimension, dimensions } from './dimension.ts'
import {
  complementOf,
  hullOf,
  type Interval,
  includes,
  intersectionOf,
  type NumberSet,
} from './number-set.ts'
import type { Plan, Predicate } from './predicate.ts'
import {
  areDisjoint,
  cutIntoIntervals,
  everywhere,
  largest,
  liesIn,
  narrow,
  type Region,
  regionOf,
  valuesOf,
} from './region.ts'

/**
 * The largest regions that have no dose in common with any of the refused ones. Whatever lies outside the refused
 * regions lies in one of them.
 *
 * A region keeps clear of a refused one by keeping clear of it in one dimension. So all regions are cut by each
 * refused one in turn, in every dimension, and what lies in another is dropped (multiplying out a conjunction, with
 * absorption, leaves all prime implicants and nothing else: Nelson 1955).
 *
 * @throws {CredentialError} `ruleTooComplex` where there are too many.
 */
export function accepted(refused: readonly Region[]): readonly Region[] {
  const obstacles = largest(refused.flatMap(cutIntoIntervals))
  return obstacles.reduce<readonly Region[]>(
    (regions, obstacle) => {
      const clear = largest(regions.flatMap((region) => keepClear(region, obstacle)))
      if (clear.length <= MAX_REGIONS) return clear
      throw new CredentialError('ruleTooComplex', 'the rules can be fulfilled in too many ways')
    },
    [everywhere],
  )
}

const MAX_REGIONS = 128

function keepClear(region: Region, obstacle: Region): readonly Region[] {
  if (areDisjoint(region, obstacle)) return [region]
  return [...obstacle].flatMap(([dimension, values]) => {
    const others = complementOf(values, dimension.whole)
    const parts = dimension.kind === 'code' ? [others] : others.map((interval) => [interval])
    return parts.flatMap((part) => narrow(region, dimension, part) ?? [])
  })
}

/** What {@link plansFor} takes. */
export interface PlansForOptions {
  readonly codes: Codes
  /** All codes that are in use for a dimension, as far as the caller knows them. */
  readonly inUse: (dimension: Dimension) => readonly string[]
  /** The id of the list that has certain elements. */
  readonly listOf: (elements: readonly string[]) => string
}

/** The plans that prove that a dose is in a region: several where none proves it for all doses in it. */
export function plansFor(region: Region, options: PlansForOptions): readonly Plan[] {
  const proofs = [...withoutTheImplied(region)].map(([dimension, values]) =>
    proofsOf(dimension, values, options),
  )
  return proofs.reduce<readonly Plan[]>(
    (plans, alternatives) =>
      plans.flatMap(({ predicates, disclosures }) =>
        alternatives.map((predicate) => ({
          predicates: [...predicates, predicate],
          disclosures:
            predicate.kind === 'shown' ? [...disclosures, predicate.pointer] : disclosures,
        })),
      ),
    [{ predicates: [], disclosures: [] }],
  )
}

/** The sets of a region without those that the others imply, and with bounds as wide as the others let them be. */
function withoutTheImplied(region: Region): Region {
  const isEnough = (sets: Region) => {
    const implied = regionOf(sets)
    return implied !== undefined && liesIn(implied, region)
  }
  const least = dimensions.toReversed().reduce((sets, dimension) => {
    const [from, until] = hullOf(valuesOf(region, dimension))
    const [first, last] = dimension.whole
    const wider: readonly Interval[] = [dimension.whole, [from, last], [first, until]]
    return (
      wider
        .map((interval) => new Map(sets).set(dimension, [interval]))
        .find((others) => isEnough(others)) ?? sets
    )
  }, region)
  return new Map(
    dimensions
      .map((dimension) => [dimension, valuesOf(least, dimension)] as const)
      .filter(([dimension, values]) => complementOf(values, dimension.whole).length > 0),
  )
}

/** The predicates that together cover a set of values; each is an alternative of its own. */
function proofsOf(
  dimension: Dimension,
  values: NumberSet,
  { codes, inUse, listOf }: PlansForOptions,
): readonly Predicate[] {
  const { kind, pointer, minus = '', whole } = dimension
  if (kind === 'integer') return values.map(([from, until]) => ({ kind, pointer, from, until }))
  if (kind === 'difference') {
    return values.map(([from, until]) => ({ kind, pointer, minus, from, until }))
  }
  if (kind === 'date') return datesOf(pointer, values)
  if (!hasOthers(values)) {
    return [{ kind, pointer, list: listOf(codes.in(values)) }]
  }
  const known = inUse(dimension).filter((code) => codes.has(values, code))
  const excluded = codes.in(complementOf(values, whole))
  return [
    ...(known.length > 0 ? [{ kind, pointer, list: listOf(known) }] : []),
    { kind: 'shown', pointer, values: excluded, among: false },
  ]
}

function datesOf(pointer: string, values: NumberSet): readonly Predicate[] {
  const days = intersectionOf(values, [[0, LAST_DAY]])
  return [
    ...days.map(
      ([from, until]): Predicate => ({
        kind: 'date',
        pointer,
        from: dateOf(from),
        until: dateOf(until),
      }),
    ),
    ...(includes(values, ABSENT)
      ? [{ kind: 'shown', pointer, values: [''], among: true } as const]
      : []),
  ]
}
