import { shake256 } from '@noble/hashes/sha3.js'
import type { RandomSource } from '@unscored/bbs'

/** A random source whose octets differ from call to call and are the same in each run. */
export function seededRandom(seed: number): RandomSource {
  let calls = 0
  return (length) => shake256(Uint8Array.of(seed, calls++), { dkLen: length })
}

/** Random sources that stop whoever asks them for `length` octets or a multiple of 48. */
export function badRandomSources(length: number): { name: string; random: RandomSource }[] {
  return [
    {
      name: 'throws',
      random: () => {
        throw new Error('no entropy')
      },
    },
    { name: 'gives zeros', random: (size) => new Uint8Array(size) },
    { name: 'gives one octet over and over', random: (size) => new Uint8Array(size).fill(0x42) },
    { name: 'gives nothing', random: () => new Uint8Array(0) },
    { name: 'gives an octet less', random: (size) => seededRandom(1)(size - 1) },
    { name: 'gives an octet more', random: (size) => seededRandom(1)(size + 1) },
    {
      name: `gives ${length - 16} octets, whatever is asked for`,
      random: () => seededRandom(1)(length - 16),
    },
  ]
}
