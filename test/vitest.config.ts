import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'bench/**'],
    // Each core runs a file. Times are ample, since files, and programs that they start, wait for each other.
    maxWorkers: '100%',
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    globalSetup: 'support/build-once.ts',
    reporters: ['default', ['json', { outputFile: 'coverage/results.json' }]],
  },
})
