import { existsSync } from 'node:fs'
import { describe, test } from 'vitest'

/** Something that is not everywhere, and what it is called where it is missing. */
export interface Needed {
  file: string | URL
  name: string
}

/**
 * A `describe` that needs a file. Where it is missing, the block shows up as skipped under a name that says so, and the
 * build, which brings it, fails on that.
 */
export function describeWithFile({ file, name }: Needed, title: string, body: () => void): void {
  if (existsSync(file)) describe(title, body)
  else describe.skip(title, () => void test(`needs ${name}`, () => {}))
}
