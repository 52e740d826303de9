import { readFileSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { createSession, type Session } from '../cli/session.ts'
import { selfSigned } from '../did/https-server.ts'
import { freePort, type Nginx, startNginx } from '../support/nginx.ts'

/** The host of every issuer here, at a port of its own. */
export const DOMAIN = 'issuer.example'

/** An issuer that serves its folder with nginx on the loopback interface. */
export interface DidWebHost {
  readonly session: Session
  readonly did: string
  readonly origin: string
  /** Signed by itself, as PEM. */
  readonly certificate: string
  readonly nginx: Nginx
}

/** What {@link hostDidWeb} takes. */
export interface HostDidWebOptions {
  /** For the command that makes the folder. */
  words?: readonly string[]
  /** Where it lies there, in the words of the configuration. */
  places?: Readonly<Record<string, string>>
}

/** Makes the folder of an issuer, in `site`, and serves it as the README says, until the test ends. */
export async function hostDidWeb({
  words = [],
  places = {},
}: HostDidWebOptions = {}): Promise<DidWebHost> {
  const session = createSession()
  const port = await freePort()
  const { did } = await session.json([
    ...['did', 'create', 'web', '--domain', `${DOMAIN}:${port}`],
    ...['--out', session.path('site'), ...words],
  ])
  const { certificate, key } = await selfSigned({ names: [DOMAIN] })
  const server = withOwn(blockAfter('With nginx that is'), {
    ' 443 ssl;': ` 127.0.0.1:${port} ssl;`,
    '/etc/ssl/issuer.example.pem;': `${session.write('certificate.pem', certificate)};`,
    '/etc/ssl/private/issuer.example.key;': `${session.write('certificate.key', key)};`,
    '/srv/issuer.example;': `${session.path('site')};`,
    ...places,
  })
  const nginx = await startNginx({ server, port })
  onTestFinished(() => nginx.stop())
  return { session, did, origin: `https://${DOMAIN}:${port}`, certificate, nginx }
}

const readme = readFileSync(new URL('../../packages/cli/README.md', import.meta.url), 'utf8')

/** The block of the README that follows these words. */
export function blockAfter(words: string): string {
  const [, after = ''] = readme.split(words)
  return /^```\w*\n(.*?)^```$/ms.exec(after)?.[1] ?? ''
}

/** The configuration with other words in the place of some, each of which occurs once. */
function withOwn(configuration: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((text, [printed, own]) => {
    const [before = '', after, ...more] = text.split(printed)
    if (after === undefined || more.length > 0) throw new Error(`not once there: ${printed}`)
    return `${before}${own}${after}`
  }, configuration)
}
