// A server of two documents, the same but that one closes the connection, until its parent ends.
import type { ServerResponse } from 'node:http'
import { createDidWebDocument } from '@unscored/did'
import { g2Key } from '../../did/fixtures.ts'
import { serveHttps } from '../../did/https-server.ts'

const server = await serveHttps((port) => {
  const create = (path: string) =>
    JSON.stringify(
      createDidWebDocument({ domain: `localhost:${port}`, path, keys: { 'key-1': g2Key } }),
    )
  const closing = create('closing')
  return {
    '/kept/did.json': create('kept'),
    '/closing/did.json': (_request: unknown, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json', connection: 'close' })
      response.end(closing)
    },
  }
})
process.on('disconnect', () => process.exit())
process.send?.({ port: server.port, certificate: server.certificate })
