import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The tests that mutants have to survive; packages are those of the copy that is mutated. */
export default defineConfig({
  root: `${root}/test`,
  resolve: {
    alias: ['bbs', 'core', 'did', 'vc', 'issuer', 'holder', 'verifier'].map((name) => ({
      find: new RegExp(`^@unscored/${name}$`),
      replacement: `${root}/packages/${name}/src/index.ts`,
    })),
  },
  test: {
    include: ['bbs/**/*.test.ts', 'vc/bbs-2023/**/*.test.ts', 'vc/w3c-vectors.test.ts'],
    // Builds what is published, which the compiler refuses of a copy with mutants in it.
    exclude: ['bbs/pool.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
  },
})
