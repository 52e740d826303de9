import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Beside the repository, of which the copy that is mutated lies within. */
const shared = root.replace(/\/test\/coverage\/.*|\/$/, '/../shared')

/** The tests that mutants have to survive; packages are those of the copy that is mutated. */
export default defineConfig({
  root: `${root}/test`,
  plugins: [fewerRuns()],
  resolve: {
    alias: [
      ...['bbs', 'core', 'did', 'vc', 'issuer', 'holder', 'verifier'].map((name) => ({
        find: new RegExp(`^@unscored/${name}$`),
        replacement: `${root}/packages/${name}/src/index.ts`,
      })),
      { find: /^\.\/engines\.ts$/, replacement: `${root}/test/mutation/engines.ts` },
    ],
  },
  test: {
    include: ['bbs/**/*.test.ts', 'vc/**/*.test.ts'],
    // Builds what is published, which the compiler refuses of a copy with mutants in it.
    exclude: ['bbs/pool.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    env: {
      UNSCORED_VECTORS: process.env.UNSCORED_VECTORS ?? `${shared}/vectors`,
      UNSCORED_DATA: process.env.UNSCORED_DATA ?? `${shared}/data`,
    },
    sequence: { sequencer: longestLast() },
  },
})

/** Properties are tried with few values: what tests find of a mutant shows soon. */
function fewerRuns(): Plugin {
  return {
    name: 'fewer-runs',
    transform: (code, id) =>
      id.endsWith('.test.ts') ? code.replace(/\bnumRuns: \d{3,}/g, 'numRuns: 50') : undefined,
  }
}

/** Most mutants are found before the tests that take long are started. */
function longestLast() {
  const long = ['blind', 'signature', 'proof', 'layout', 'curve', 'verify-proofs', 'tampering']
  const place = ({ moduleId }: TestSpecification) =>
    long.indexOf(moduleId.replace(/^.*\/|\.test\.ts$/g, ''))
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      return [...files].sort((a, b) => place(a) - place(b))
    }
  }
}
