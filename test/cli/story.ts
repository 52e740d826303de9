import { PNG } from 'pngjs'
import { encodeQR } from 'qr'
import { createFictitiousDcc, fictitiousVaccination } from '../../examples/src/fictitious-dcc.ts'
import { createTestSigner } from '../support/dcc.ts'
import { createSession, NOW, type Session } from './session.ts'

/** Who asks in these stories. */
export const DOMAIN = 'https://theatre.example'

/** Claims that the requests here do not ask for. */
export const HIDDEN_CLAIMS = [
  fictitiousVaccination.nam.fn,
  fictitiousVaccination.nam.gn,
  fictitiousVaccination.dob,
  fictitiousVaccination.v[0]?.dt ?? '',
  fictitiousVaccination.v[0]?.is ?? '',
]

/** A session with an EU certificate in `dcc.txt`, its signer's in `signer.der`, and an issuer's key in `key.json`. */
export async function createIssuerSession(): Promise<Session & { did: string }> {
  const session = createSession()
  const signer = await createTestSigner()
  session.write('signer.der', signer.certificate)
  session.write('dcc.txt', `${await createFictitiousDcc({ signer, now: NOW })}\n`)
  const { did } = await session.json(['keygen', '--out', session.path('key.json')])
  return { ...session, did }
}

/** {@link createIssuerSession} with a credential in `credential.json`, in `wallet`, and a request in `request.json`. */
export async function createHolderSession(suite: string): Promise<Session & { did: string }> {
  const session = await createIssuerSession()
  await session.json([
    'issue',
    ...['--key', session.path('key.json'), '--dcc', session.path('dcc.txt')],
    ...['--certificate', session.path('signer.der'), '--suite', suite],
    ...['--out', session.path('credential.json')],
  ])
  await session.json([
    ...['wallet', 'add', session.path('credential.json'), '--wallet', session.path('wallet')],
  ])
  await session.json(requestWords(session))
  return session
}

/** Words that ask for the dose and the product, into `request.json`. */
export function requestWords({ path }: Session): string[] {
  return [
    ...['request', '--domain', DOMAIN, '--out', path('request.json')],
    ...['--ask', '/credentialSubject/doseNumber=2,3', '--ask', '/credentialSubject/product'],
  ]
}

/** Words that answer `request.json` into `presentation.json`. */
export function presentWords({ path }: Session): string[] {
  return [
    ...['present', '--request', path('request.json'), '--wallet', path('wallet')],
    ...['--domain', DOMAIN, '--out', path('presentation.json')],
  ]
}

/** Words that verify `presentation.json`. */
export function verifyWords({ path, did }: Session & { did: string }): string[] {
  return [
    ...['verify', '--request', path('request.json')],
    ...['--presentation', path('presentation.json'), '--trust', did],
  ]
}

/** A PNG image of a text's QR code, black on white or on nothing. */
export function qrCodePng(text: string, background: 'white' | 'transparent' = 'white'): Buffer {
  const modules = encodeQR(text, 'raw', { ecc: 'low', border: 4, scale: 4 })
  const size = modules.length
  const png = new PNG({ width: size, height: size })
  for (const [i, black] of modules.flat().entries()) {
    const light = background === 'white' ? [255, 255, 255, 255] : [0, 0, 0, 0]
    png.data.set(black ? [0, 0, 0, 255] : light, 4 * i)
  }
  return PNG.sync.write(png)
}
