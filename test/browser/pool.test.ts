import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, transform } from 'esbuild'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { layOutPublished } from '../support/published.ts'
import { bundlers } from './bundlers.ts'
import { describeWithChromium, launchChromium, visit } from './chromium.ts'
import type { PoolSaid } from './pool-page.ts'

const HTML = `<!doctype html>
<title>Unscored</title>
<output></output>
<script type="module" src="/page.js"></script>
`

/** Workers are scripts, too. */
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"

describeWithChromium('a pool of workers of a browser', () => {
  let folder: string
  let browser: Browser

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'unscored-pool-page-'))
    await layOutPublished(folder)
    const source = await readFile(new URL('pool-page.ts', import.meta.url), 'utf8')
    const { code } = await transform(source, { loader: 'ts' })
    await writeFile(join(folder, 'page.js'), code)
    await writeFile(join(folder, 'index.html'), HTML)
    await writeFile(join(folder, 'pool-worker.js'), "import '@unscored/bbs/worker'\n")
    browser = await launchChromium()
  })

  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  })

  test.each(Object.entries(bundlers))(
    'does what the package does, built by %s',
    async (name, bundle) => {
      const site = join(folder, `site-${name}`)
      await bundle(folder, site)
      if (name === 'esbuild') await buildWorker(site)
      const { said, violations, elsewhere } = await visit({ browser, site, policy })
      expect(said).toEqual<PoolSaid>({
        same: true,
        verdicts: [true, false, true],
        refusal: 'RangeError',
        afterLoss: true,
        started: 3,
        closed: 'closed',
      })
      expect({ violations, elsewhere }).toEqual({ violations: [], elsewhere: [] })
    },
  )

  /** esbuild does not find workers by itself. */
  const buildWorker = (site: string) =>
    build({
      absWorkingDir: folder,
      entryPoints: ['pool-worker.js'],
      outdir: site,
      bundle: true,
      splitting: true,
      format: 'esm',
      logLevel: 'silent',
    })
})
