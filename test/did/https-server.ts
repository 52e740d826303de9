import 'reflect-metadata'
import { KeyObject } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** A web server on the loopback interface that speaks TLS. */
export interface HttpsServer {
  port: number
  /** Its certificate, signed by itself, as PEM. */
  certificate: string
  /** The paths of all requests so far. */
  requested: string[]
  close(): void
}

/** What is at a path: a body, served as JSON with status 200, or what answers requests. */
export type Page = string | ((request: IncomingMessage, response: ServerResponse) => void)

/** What {@link serveHttps} takes beside the pages. */
export interface ServeOptions {
  /** The host names that the certificate is for. */
  names?: readonly string[]
  /** When the certificate expires. */
  notAfter?: Date
  /** Where it listens, of `127.0.0.0/8`. */
  address?: string
  port?: number
}

/** Serves pages by path; everything else is not found. */
export async function serveHttps(
  pages: (port: number) => Readonly<Record<string, Page>>,
  options: ServeOptions = {},
): Promise<HttpsServer> {
  const { address = '127.0.0.1', port: wanted = 0 } = options
  const { certificate, key } = await selfSigned(options)
  const requested: string[] = []
  let served: Readonly<Record<string, Page>> = {}
  const server = createServer({ cert: certificate, key }, (request, response) => {
    const { url = '' } = request
    requested.push(url)
    const page = served[url]
    if (typeof page === 'function') return page(request, response)
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(page ?? 'null')
  })
  const port = await listen(server, { host: address, port: wanted })
  served = pages(port)
  return {
    port,
    certificate,
    requested,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function listen(server: Server, at: { host: string; port: number }): Promise<number> {
  return new Promise((resolve) => {
    // A server that listens on a port has an address with one.
    server.listen(at, () => resolve((server.address() as AddressInfo).port))
  })
}

/** A certificate that is signed by itself, and its key, as PEM. */
export async function selfSigned({
  names = ['localhost'],
  notAfter = new Date(Date.now() + 3_600_000),
}: Pick<ServeOptions, 'names' | 'notAfter'>): Promise<{ certificate: string; key: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    // Two authorities of one name could not be told apart.
    name: `CN=${crypto.randomUUID()}`,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(notAfter.getTime() - 86_400_000),
    notAfter,
    extensions: [
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))),
      new BasicConstraintsExtension(true),
    ],
  })
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' })
  return { certificate: certificate.toString('pem'), key: key.toString() }
}
