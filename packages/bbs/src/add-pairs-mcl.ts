import type { MclModule } from 'mcl-wasm/dist/mcl_c.js'
import type { Group } from './groups-mcl.ts'
import type { MclMemory } from './memory-mcl.ts'

/** What {@link createAddPairs} takes. */
export interface CreateAddPairsOptions {
  mcl: MclModule
  memory: MclMemory
  group: Group
}

/**
 * Adds to each of `count` points, given without their third coordinates, the one that lies `count` points further on, which
 * is overwritten. Dividing once for all of them takes less time than additions that do not divide.
 *
 * Points of which one is the other or its negative cannot be added like this; where there are such, it adds nothing.
 * That happens to no points that came about independently, so that it tells nothing about their scalars.
 *
 * @param blind Writes an element of the field that a number is multiplied by before it is inverted, in a time that tells it.
 * @returns Whether it added them.
 */
export type AddPairs = (points: number, count: number, blind: (out: number) => void) => boolean

export function createAddPairs({
  mcl,
  memory,
  group: { affine, field },
}: CreateAddPairsOptions): AddPairs {
  const { multiply, subtract } = field
  return (points, count, blind) =>
    memory.within(() => {
      // Of each difference x₂ − x₁ the product of all before it.
      const products = mcl.stackAlloc((count + 1) * field.size)
      blind(products)
      const product = (i: number) => products + i * field.size
      const pair = (i: number) => ({
        x: points + i * affine,
        y: points + i * affine + field.size,
        difference: points + (count + i) * affine,
        otherY: points + (count + i) * affine + field.size,
      })
      for (let i = 0; i < count; i++) {
        const { x, difference } = pair(i)
        subtract(difference, difference, x)
        multiply(product(i + 1), product(i), difference)
      }
      if (field.isZero(product(count)) === 1) {
        for (let i = 0; i < count; i++) {
          const { x, difference } = pair(i)
          field.add(difference, difference, x)
        }
        return false
      }
      const inverse = mcl.stackAlloc(field.size)
      const slope = mcl.stackAlloc(field.size)
      const t = mcl.stackAlloc(field.size)
      field.invert(inverse, product(count))
      for (let i = count - 1; i >= 0; i--) {
        const { x, y, difference, otherY } = pair(i)
        multiply(slope, inverse, product(i))
        multiply(inverse, inverse, difference)
        subtract(t, otherY, y)
        multiply(slope, slope, t)
        // x₃ = slope² − x₁ − x₂ and y₃ = slope·(x₁ − x₃) − y₁, where x₂ is x₁ and the difference.
        field.square(t, slope)
        subtract(t, t, difference)
        subtract(t, t, x)
        subtract(t, t, x)
        subtract(t, x, t)
        subtract(x, x, t)
        multiply(t, t, slope)
        subtract(y, t, y)
      }
      return true
    })
}
