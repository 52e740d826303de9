import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { describeWithFile } from '../support/needs.ts'

const executablePath = process.env.UNSCORED_CHROMIUM ?? '/usr/bin/chromium'

/** A `describe` that needs Chromium, as `describeWithFile`. */
export function describeWithChromium(title: string, body: () => void): void {
  const needed = { file: executablePath, name: `Chromium at ${executablePath}` }
  describeWithFile(needed, title, body)
}

/** Starts Chromium, which then finds no host but this machine, by its address and by the names given. */
export function launchChromium(...names: readonly string[]): Promise<Browser> {
  const own = names.map((name) => `MAP ${name} 127.0.0.1, `).join('')
  const rules = `--host-resolver-rules=${own}MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`
  return chromium.launch({ executablePath, args: ['--no-sandbox', rules] })
}

/** What {@link visit} takes. */
export interface VisitOptions {
  browser: Browser
  /** The folder that is served. */
  site: string
  /** The content security policy that it is served with. */
  policy: string
  /** What stands behind the address of the page. */
  fragment?: string
  /** Whether certificates are taken that nobody signed who is trusted; not by default. */
  ignoreHTTPSErrors?: boolean
}

/** What happened on a page. */
export interface Visit {
  /** What its `output` said in the end, as JSON. */
  said: unknown
  /** What the policy forbade: `wasm-eval`, `eval`, `inline`, or an address. */
  violations: string[]
  /** The files that it asked for where it came from. */
  files: string[]
  /** What it asked for elsewhere: addresses. */
  elsewhere: string[]
}

/** Serves a folder on a port of its own and opens it until its `output` says something. */
export async function visit({
  browser,
  site,
  policy,
  fragment = '',
  ignoreHTTPSErrors = false,
}: VisitOptions): Promise<Visit> {
  const server = await serve(site, policy)
  const page = await browser.newPage({ ignoreHTTPSErrors })
  const violations: string[] = []
  const requests: URL[] = []
  try {
    await page.exposeFunction('reportViolation', (blocked: string) => violations.push(blocked))
    await page.addInitScript(`addEventListener('securitypolicyviolation', ({ blockedURI }) => {
      reportViolation(blockedURI)
    })`)
    page.on('request', (request) => requests.push(new URL(request.url())))
    await page.goto(`${server.origin}/${fragment}`)
    const text = await page.locator('output:not(:empty)').textContent({ timeout: 60_000 })
    const isOwn = ({ origin }: URL) => origin === server.origin
    return {
      said: JSON.parse(text ?? ''),
      violations,
      files: requests.filter(isOwn).map(({ pathname }) => pathname),
      elsewhere: requests.filter((url) => !isOwn(url)).map(String),
    }
  } finally {
    await page.close()
    await server.close()
  }
}

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' }

async function serve(site: string, policy: string) {
  const server = createServer(async ({ url = '/' }, response) => {
    const path = url === '/' ? '/index.html' : url
    const octets = await readFile(join(site, path)).catch(() => undefined)
    response.writeHead(octets === undefined ? 404 : 200, {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      'content-security-policy': policy,
    })
    response.end(octets)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  // It listens on a port.
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => new Promise((closed) => server.close(closed)),
  }
}
