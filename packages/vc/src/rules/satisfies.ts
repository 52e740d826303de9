import type { JsonObject } from '@unscored/core'
import { dayOf } from '../day.ts'
import type { CompiledRules } from './compile.ts'
import { claimAt } from './dimension.ts'
import type { CodeList, Plan, Predicate } from './predicate.ts'

/** What {@link satisfies} takes. */
export interface SatisfiesOptions {
  /** The subject of a vaccination credential. */
  readonly claims: JsonObject
  /** The lists that the plan names. */
  readonly lists: readonly CodeList[]
}

/** Whether a holder can prove a plan with a dose. What is missing, or fits in no proof, proves nothing. */
export function satisfies(plan: Plan, { claims, lists }: SatisfiesOptions): boolean {
  return plan.predicates.every((predicate) => holds(predicate, claims, lists))
}

/** The plans that a holder can prove with a dose, in the order of the compiled rules. */
export function satisfiablePlans(
  { plans, lists }: CompiledRules,
  claims: JsonObject,
): readonly Plan[] {
  return plans.filter((plan) => satisfies(plan, { claims, lists }))
}

function holds(predicate: Predicate, claims: JsonObject, lists: readonly CodeList[]): boolean {
  const value = claimAt(claims, predicate.pointer)
  switch (predicate.kind) {
    case 'date':
      return isWithin(dayAt(value), dayAt(predicate.from), dayAt(predicate.until))
    case 'integer':
      return isWithin(value, predicate.from, predicate.until)
    case 'difference': {
      const minus = claimAt(claims, predicate.minus)
      if (typeof value !== 'number' || typeof minus !== 'number') return false
      return isWithin(value - minus, predicate.from, predicate.until)
    }
    case 'code':
      return lists.some(
        ({ id, elements }) => id === predicate.list && elements.some((code) => code === value),
      )
    case 'shown':
      return typeof value === 'string' && predicate.values.includes(value) === predicate.among
  }
}

function dayAt(value: unknown): number {
  return (typeof value === 'string' ? dayOf(value) : undefined) ?? Number.NaN
}

function isWithin(value: unknown, from: number, until: number): boolean {
  return Number.isInteger(value) && Number(value) >= from && Number(value) <= until
}
