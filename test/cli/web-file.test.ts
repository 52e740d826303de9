import { createWebFetch } from '@unscored/did'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fetchWebFile } from '../../packages/cli/src/web-file.ts'
import { type HttpsServer, serveHttps } from '../did/https-server.ts'

let server: HttpsServer
const headers: NodeJS.Dict<string | string[]>[] = []

beforeAll(async () => {
  server = await serveHttps(() => ({
    '/file': (request, response) => {
      headers.push(request.headers)
      response.writeHead(200, { 'set-cookie': 'visitor=1' })
      response.write('one ')
      response.end('two')
    },
    '/moved': (_, response) => {
      response.writeHead(302, { location: '/file' })
      response.end()
    },
  }))
})

afterAll(() => server.close())

const fetched = async (path: string, maxBytes = 7) => {
  const fetch = createWebFetch({ allowLoopback: true, certificates: [server.certificate] })
  const octets = await fetchWebFile(`https://localhost:${server.port}${path}`, { fetch, maxBytes })
  return new TextDecoder().decode(octets)
}

test('a file is fetched whole, as often as it is asked for, and no cookie is ever sent', async () => {
  expect(await fetched('/file')).toBe('one two')
  expect(await fetched('/file')).toBe('one two')
  expect(headers.map(({ cookie, referer }) => [cookie, referer])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ])
})

test.each([
  { name: 'that is not there', path: '/none', says: 'HTTP 404' },
  { name: 'that is elsewhere', path: '/moved', says: 'HTTP 302' },
  { name: 'that is an octet too long', path: '/file', maxBytes: 6, says: 'too large' },
])('a file $name is not fetched', async ({ path, maxBytes, says }) => {
  await expect(fetched(path, maxBytes)).rejects.toThrow(says)
})
