// Runs the benchmark in plain Node on the packages as they are published: what a user runs.
import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { layOutPublished } from '../support/published.ts'

const here = import.meta.dirname
// Here the peers are found, one folder up.
const folder = join(here, '../node_modules/.bench')

rmSync(folder, { recursive: true, force: true })
await layOutPublished(folder)
writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
await build({
  entryPoints: [
    join(here, 'main.ts'),
    ...readdirSync(join(here, 'processes')).map((name) => join(here, 'processes', name)),
  ],
  outbase: here,
  outdir: folder,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
})
const { status } = spawnSync(
  process.execPath,
  [join(folder, 'main.js'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
process.exitCode = status ?? 1
