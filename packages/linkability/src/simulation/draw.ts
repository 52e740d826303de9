import { encodeMultibase, type RandomSource } from '@unscored/core'
import { createSeededRandom } from '../population/random.ts'

/** Draws that depend on a seed and on nothing else. */
export interface Draw {
  readonly octets: RandomSource
  /** From 0 up to 1. */
  unit(): number
  /** From 0 to one less than the count. */
  below(count: number): number
  pick<T>(items: readonly T[]): T
  /** Random octets in base64url, without a prefix. */
  text(octets: number): string
}

/** Draws for a purpose: other purposes of the same seed have nothing to do with them. */
export function createDraw(...purpose: readonly (string | number)[]): Draw {
  // Joined so that no two lists of parts are the same text.
  const octets = createSeededRandom(JSON.stringify(purpose))
  const unit = createUnits(octets)
  const below = (count: number) => Math.floor(unit() * count)
  return {
    ...{ octets, unit, below },
    pick: <T>(items: readonly T[]) => items[below(items.length)] as T,
    text: (length) => encodeMultibase(octets(length), 'u').slice(1),
  }
}

/** Numbers from 0 up to 1, of 48 bits each, read many at a time: asking for each costs more than making it. */
function createUnits(octets: RandomSource): () => number {
  let block = new DataView(new ArrayBuffer(0))
  let offset = 0
  return () => {
    if (offset >= block.byteLength) {
      block = new DataView(Uint8Array.from(octets(BLOCK)).buffer)
      offset = 0
    }
    const unit = (block.getUint16(offset) * 2 ** 32 + block.getUint32(offset + 2)) / 2 ** 48
    offset += 6
    return unit
  }
}

const BLOCK = 6 * 32
