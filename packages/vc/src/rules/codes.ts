import { CredentialError } from '../error.ts'
import { LAST_CODE } from './dimension.ts'
import { hullOf, includes, type NumberSet } from './number-set.ts'

/** The codes that rules name, and the number that each goes by in regions. */
export class Codes {
  readonly #numbers = new Map<string, number>()

  /**
   * The number of a code, which it gets when it is first asked for.
   *
   * @throws {CredentialError} `ruleTooComplex` where there are too many.
   */
  numberOf(code: string): number {
    const number = this.#numbers.get(code) ?? this.#numbers.size
    if (number >= LAST_CODE) throw new CredentialError('ruleTooComplex', 'too many codes')
    this.#numbers.set(code, number)
    return number
  }

  /** The codes of a set that were asked for. */
  in(values: NumberSet): readonly string[] {
    return [...this.#numbers].filter(([, number]) => includes(values, number)).map(([code]) => code)
  }

  /** Whether a set has a code, be it one that was never asked for. */
  has(values: NumberSet, code: string): boolean {
    return includes(values, this.#numbers.get(code) ?? LAST_CODE)
  }
}

/** Whether a set has the codes that no rule names. */
export function hasOthers(values: NumberSet): boolean {
  return hullOf(values)[1] === LAST_CODE
}
