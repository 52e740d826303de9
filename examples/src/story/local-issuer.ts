import 'reflect-metadata'
import { KeyObject } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { generateKeyPair } from '@unscored/bbs'
import { createDidWebDocument, didWebUrl } from '@unscored/did'
import type { IssuerKey } from '@unscored/vc'

/** What a web server shows who it is with, both PEM. */
export interface TlsIdentity {
  readonly certificate: string
  readonly privateKey: string
}

/** An issuer with a web server on the loopback interface that publishes its key. */
export interface LocalIssuer {
  readonly did: string
  readonly url: string
  readonly key: IssuerKey
  /** How often its document was asked for so far. */
  requests(): number
  close(): void
}

const HOUR = 60 * 60 * 1000

/** A certificate for `localhost` that nobody but itself vouches for, good for an hour. */
export async function createLocalhostIdentity(now: Date): Promise<TlsIdentity> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(now.getTime() - HOUR),
    notAfter: new Date(now.getTime() + HOUR),
    extensions: [
      new SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }]),
      new BasicConstraintsExtension(true),
    ],
  })
  const privateKey = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' })
  return { certificate: certificate.toString('pem'), privateKey: privateKey.toString() }
}

/** Makes an issuer's key and serves the `did.json` of its `did:web`. */
export async function serveLocalIssuer(tls: TlsIdentity): Promise<LocalIssuer> {
  const { secretKey, publicKey } = await generateKeyPair()
  let requests = 0
  const server = createServer(
    { cert: tls.certificate, key: tls.privateKey },
    ({ url }, response) => {
      requests += 1
      const isFound = url === address.pathname
      response.writeHead(isFound ? 200 : 404, { 'content-type': 'application/json' })
      response.end(isFound ? JSON.stringify(document) : 'null')
    },
  )
  const document = createDidWebDocument({
    domain: `localhost:${await listen(server)}`,
    keys: { 'key-1': { codec: 'Bls12381G2-public', octets: publicKey } },
  })
  const address = didWebUrl(document.id)
  return {
    did: document.id,
    url: address.href,
    key: { id: `${document.id}#key-1`, secretKey, publicKey },
    requests: () => requests,
    close: () => server.close(),
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // A server that listens on a port has an address with one.
    server.listen(0, 'localhost', () => resolve((server.address() as AddressInfo).port))
  })
}
