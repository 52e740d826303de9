import { createDraw } from './draw.ts'
import type { SimulationSettings } from './settings.ts'

/** Somebody goes somewhere. */
export interface Visit {
  /** Of which holder, and the how manieth of hers. */
  readonly holder: number
  readonly number: number
  /** Index of the verifier, whose origin is {@link originOf}. */
  readonly verifier: number
  readonly time: Date
}

/** All visits of a holder, from the first to the last. */
export function drawVisits(
  holder: number,
  { seed, visits, verifiers, firstDay, days, habits }: SimulationSettings,
): Visit[] {
  const draw = createDraw(seed, 'visits', holder)
  const usual = { verifier: draw.below(verifiers), hour: OPENS + draw.below(OPEN_HOURS) }
  const drawn = Array.from({ length: visits }, () => {
    const [keepsPlace, keepsHour] = [draw.unit() < HABIT, draw.unit() < HABIT].map(
      (is) => is && habits,
    )
    const verifier = draw.below(verifiers)
    const [day, hour, second] = [draw.below(days), OPENS + draw.below(OPEN_HOURS), draw.below(3600)]
    const hours = day * 24 + (keepsHour ? usual.hour : hour)
    return {
      verifier: keepsPlace ? usual.verifier : verifier,
      time: new Date(Date.parse(firstDay) + (hours * 3600 + second) * 1000),
    }
  })
  return drawn
    .sort((a, b) => a.time.getTime() - b.time.getTime())
    .map((visit, number) => ({ holder, number, ...visit }))
}

/** How often somebody does as usual, where people have habits. */
const HABIT = 0.7

const OPENS = 8
const OPEN_HOURS = 14

/** Under what a verifier asks. */
export function originOf(verifier: number): string {
  return `https://door-${verifier}.example`
}
