import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DOMAIN, hostDidWeb } from '../flows/did-web-host.ts'
import { describeWithNginx } from '../support/nginx.ts'
import { describeWithChromium, launchChromium, visit } from './chromium.ts'
import type { DidWebSaid } from './did-web-page.ts'

const HTML = `<!doctype html>
<title>Unscored</title>
<output></output>
<script type="module" src="/did-web-page.js"></script>
`

describeWithChromium('a wallet in a browser', () => {
  describeWithNginx('and an issuer that is served as the README says', () => {
    let site: string
    let browser: Browser

    beforeAll(async () => {
      site = await mkdtemp(join(tmpdir(), 'unscored-did-web-page-'))
      await build({
        entryPoints: [fileURLToPath(new URL('did-web-page.ts', import.meta.url))],
        ...{ outdir: site, bundle: true, splitting: true, format: 'esm', logLevel: 'silent' },
      })
      await writeFile(join(site, 'index.html'), HTML)
      browser = await launchChromium(DOMAIN)
    })

    afterAll(async () => {
      await browser?.close()
      await rm(site, { recursive: true, force: true })
    })

    test.each<{ what: string; trusting: boolean; saying: (did: string) => DidWebSaid }>([
      {
        what: 'is given the document',
        trusting: true,
        saying: (id) => ({ id, refreshed: 'refreshed' }),
      },
      {
        what: 'asks nobody whose certificate it does not trust',
        trusting: false,
        saying: () => ({ reason: 'requestFailed', refreshed: 'requestFailed' }),
      },
    ])('$what', async ({ trusting, saying }) => {
      const { did, origin } = await hostDidWeb()
      const policy = `default-src 'self'; script-src 'self'; connect-src ${origin}`
      const options = { browser, site, policy, fragment: `#${did}`, ignoreHTTPSErrors: trusting }
      const { said, violations } = await visit(options)
      expect(said).toEqual(saying(did))
      expect(violations).toEqual([])
    })
  })
})
