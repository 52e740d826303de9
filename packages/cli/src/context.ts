import type { Environment } from './environment.ts'
import type { Output } from './output.ts'

/** What every command is given. */
export interface Context extends Environment {
  readonly output: Output
}
