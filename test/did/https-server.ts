import 'reflect-metadata'
import { KeyObject } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** A web server on the loopback interface that speaks TLS as `localhost`. */
export interface HttpsServer {
  port: number
  /** Its certificate, signed by itself, as PEM. */
  certificate: string
  /** The paths of all requests so far. */
  requested: string[]
  close(): void
}

/** Serves bodies by path, as JSON; everything else is not found. */
export async function serveHttps(
  bodies: (port: number) => Readonly<Record<string, string>>,
): Promise<HttpsServer> {
  const { certificate, key } = await selfSigned()
  const requested: string[] = []
  const pages = new Map<string, string>()
  const server = createServer({ cert: certificate, key }, ({ url = '' }, response) => {
    requested.push(url)
    const body = pages.get(url)
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(body ?? 'null')
  })
  const port = await listen(server)
  for (const [path, body] of Object.entries(bodies(port))) pages.set(path, body)
  return { port, certificate, requested, close: () => server.close() }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    // A server that listens on a port has an address with one.
    server.listen(0, 'localhost', () => resolve((server.address() as AddressInfo).port))
  })
}

async function selfSigned(): Promise<{ certificate: string; key: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions: [
      new SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }]),
      new BasicConstraintsExtension(true),
    ],
  })
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' })
  return { certificate: certificate.toString('pem'), key: key.toString() }
}
