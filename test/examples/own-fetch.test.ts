import { createWebFetch, type WebFetch } from '@unscored/did'
import { createMirrorFetch, resolveBy } from '@unscored/examples/src/own-fetch.ts'
import { expect, onTestFinished, test } from 'vitest'
import { documentText, redirect, send } from '../did/did-web-pages.ts'
import { serveHttps } from '../did/https-server.ts'
import { runTsx } from '../support/tsx.ts'

const issuer = 'did:web:issuer.example%3A8443:health'
const place = '/mirror/issuer.example:8443/health/did.json'

/** A mirror over TLS, with one page, and a fetch that asks it. */
async function serveMirror(page: Parameters<typeof send>[0], headers = {}) {
  const server = await serveHttps(() => ({ [place]: send(page, { headers }) }))
  onTestFinished(() => server.close())
  const reach = createWebFetch({ allowLoopback: true, certificates: [server.certificate] })
  const fetch = createMirrorFetch(`https://localhost:${server.port}/mirror`, reach)
  return { fetch, requested: server.requested }
}

test('a mirror is asked, and not the issuer', async () => {
  const { fetch, requested } = await serveMirror(documentText(issuer))
  expect((await resolveBy(fetch, issuer)).id).toBe(issuer)
  expect(requested).toEqual([place])
})

test.each([
  { what: 'the document of another', page: documentText('did:web:other.example') },
  { what: 'what is too large', page: documentText(issuer).padEnd(65_537) },
  { what: 'no document', page: '<p>' },
])('a mirror that has $what is not believed', async ({ page }) => {
  const { fetch } = await serveMirror(page)
  await expect(resolveBy(fetch, issuer)).rejects.toMatchObject({ code: 'invalidDidDocument' })
})

test('a mirror that sends on to another origin is not followed', async () => {
  const server = await serveHttps(() => ({ [place]: redirect('https://elsewhere.example/') }))
  onTestFinished(() => server.close())
  const reach = createWebFetch({ allowLoopback: true, certificates: [server.certificate] })
  const fetch: WebFetch = createMirrorFetch(`https://localhost:${server.port}/mirror`, reach)
  await expect(resolveBy(fetch, issuer)).rejects.toMatchObject({
    code: 'notFound',
    cause: { reason: 'redirectRefused' },
  })
  expect(server.requested).toEqual([place])
})

test('the story prints what the mirror is asked for, and the document', async () => {
  const script = new URL('../../examples/src/own-fetch.ts', import.meta.url)
  const { code, stdout } = await runTsx(script)
  expect(code).toBe(0)
  expect(stdout).toContain(
    'The mirror is asked for https://mirror.example/did-web/issuer.example/.well-known/did.json\n',
  )
  expect(stdout).toContain("id: 'did:web:issuer.example'")
})
