import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { generateKeyPair } from '@unscored/bbs'
import { encodeMultikey } from '@unscored/core'
import { createDidWebDocument, didWebUrl } from '@unscored/did'

/** What {@link writeDidWebFolder} takes. */
export interface WriteDidWebFolderOptions {
  /** The host name, with its port where that is not 443. */
  domain: string
  /** Where on that host, with slashes between; the root by default. */
  path?: string
  /** What will be uploaded to the root of the host. Made where it is missing. */
  folder: string
  /** Where the private key is put, outside of `folder`. A file that exists is not replaced. */
  keyFile: string
}

/** What was written. */
export interface DidWebFolder {
  readonly did: string
  /** The only address at which the document may be served. */
  readonly url: string
  readonly documentFile: string
}

/**
 * Makes the key of an issuer and the folder that publishes it as a `did:web`.
 *
 * @throws {RangeError} where the private key would be uploaded with the folder.
 * @throws {DidError} `invalidDid` where domain and path make no DID.
 */
export async function writeDidWebFolder({
  domain,
  path,
  folder,
  keyFile,
}: WriteDidWebFolderOptions): Promise<DidWebFolder> {
  const { secretKey, publicKey } = await generateKeyPair()
  const key = { codec: 'Bls12381G2-public', octets: publicKey } as const
  const place = { domain, ...(path !== undefined && { path }) }
  const document = createDidWebDocument({ ...place, keys: { 'key-1': key } })
  const url = didWebUrl(document.id)
  const documentFile = join(folder, ...url.pathname.split('/'))

  mkdirSync(folder, { recursive: true })
  mkdirSync(dirname(keyFile), { recursive: true, mode: 0o700 })
  assertOutside(folder, dirname(keyFile))
  const secret = {
    id: `${document.id}#key-1`,
    type: 'Multikey',
    controller: document.id,
    publicKeyMultibase: encodeMultikey(key),
    secretKeyMultibase: encodeMultikey({ codec: 'Bls12381-secret', octets: secretKey }),
  }
  // `wx`: the key of an issuer that is at work is not replaced by accident.
  writeFileSync(keyFile, jsonText(secret), { mode: 0o600, flag: 'wx' })
  mkdirSync(dirname(documentFile), { recursive: true })
  writeFileSync(documentFile, jsonText(document))
  return { did: document.id, url: url.href, documentFile }
}

/** By their real paths, so that no link leads in. */
function assertOutside(folder: string, keyFolder: string): void {
  const [published, secret] = [folder, keyFolder].map((path) => realpathSync(path) + sep)
  if (published !== undefined && secret?.startsWith(published)) {
    throw new RangeError('the private key would lie in the folder that is uploaded')
  }
}

function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** `npx tsx examples/src/did-web-folder.ts [domain] [folder] [file of the private key]` */
async function main([domain = 'issuer.example', ...paths]: readonly string[]): Promise<void> {
  const [folder, keyFile] = paths.length > 0 ? paths : temporaryPaths()
  if (folder === undefined || keyFile === undefined) {
    throw new RangeError('give a domain, a folder, and a file for the private key')
  }
  const { did, url, documentFile } = await writeDidWebFolder({ domain, folder, keyFile })
  console.log(`Issuer       ${did}`)
  console.log(`Upload       ${folder} to the root of https://${domain}`)
  console.log(`so that      ${documentFile}`)
  console.log(`is served at ${url} as application/json`)
  console.log(`Private key  ${keyFile}, readable by you alone: never upload it`)
}

function temporaryPaths(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'unscored-issuer-'))
  return [join(folder, 'site'), join(folder, 'private', 'issuer-key.json')]
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2))
