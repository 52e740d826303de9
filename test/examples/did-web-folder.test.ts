import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { sign, verify } from '@unscored/bbs'
import { parseMultikey } from '@unscored/core'
import { dereferenceVerificationMethod, didWebUrl } from '@unscored/did'
import { writeDidWebFolder } from '@unscored/examples/src/did-web-folder.ts'
import { describe, expect, test } from 'vitest'
import { runTsx } from '../support/tsx.ts'
import { temporaryFolder } from './temporary-folder.ts'

const script = new URL('../../examples/src/did-web-folder.ts', import.meta.url)

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'))

describe('the folder of a did:web issuer', () => {
  test.each([
    { path: undefined, did: 'did:web:issuer.example', at: '.well-known' },
    { path: 'health/doses', did: 'did:web:issuer.example:health:doses', at: 'health/doses' },
  ])('has did.json where $did is looked for, and nothing else', async ({ path, did, at }) => {
    const { folder, keyFile } = paths()
    const place = { domain: 'issuer.example', ...(path !== undefined && { path }) }
    const written = await writeDidWebFolder({ ...place, folder, keyFile })
    expect(written).toEqual({
      did,
      url: didWebUrl(did).href,
      documentFile: join(folder, at, 'did.json'),
    })
    expect(new URL(written.url).pathname).toBe(`/${at}/did.json`)
    expect(readJson(written.documentFile).id).toBe(did)
    expect(filesIn(folder)).toEqual([`${at}/did.json`])
  })

  test('publishes the public half of a key whose private half it keeps for its owner alone', async () => {
    const { folder, keyFile } = paths()
    const { did, documentFile } = await writeDidWebFolder({
      domain: 'issuer.example',
      folder,
      keyFile,
    })
    const { id, secretKeyMultibase } = readJson(keyFile)
    const resolver = {
      resolve: async () => ({
        didDocument: readJson(documentFile),
        didResolutionMetadata: {},
        didDocumentMetadata: {},
      }),
    }
    const method = await dereferenceVerificationMethod(id, {
      resolver,
      relationship: 'assertionMethod',
    })
    expect(method.id).toBe(`${did}#key-1`)
    const messages = [Uint8Array.of(1)]
    const { octets: secretKey } = parseMultikey(secretKeyMultibase, 'Bls12381-secret')
    const { octets: publicKey } = method.key
    const signature = await sign({ secretKey, publicKey, messages })
    expect(await verify({ publicKey, signature, messages })).toBe(true)
    expect(readFileSync(documentFile, 'utf8')).not.toContain(secretKeyMultibase)
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
  })

  test('never replaces a key', async () => {
    const { folder, keyFile } = paths()
    const options = { domain: 'issuer.example', folder, keyFile }
    await writeDidWebFolder(options)
    const before = readFileSync(keyFile, 'utf8')
    await expect(writeDidWebFolder(options)).rejects.toThrow('EEXIST')
    expect(readFileSync(keyFile, 'utf8')).toBe(before)
  })

  test.each([
    { where: 'in it', keyFile: (folder: string) => join(folder, 'key.json') },
    { where: 'further in', keyFile: (folder: string) => join(folder, 'a', 'b', 'key.json') },
    {
      where: 'in it by a link',
      keyFile: (folder: string) => {
        mkdirSync(folder)
        symlinkSync(folder, `${folder}-link`)
        return join(`${folder}-link`, 'key.json')
      },
    },
  ])('is not written where the private key would lie $where', async ({ keyFile }) => {
    const { folder } = paths()
    const options = { domain: 'issuer.example', folder, keyFile: keyFile(folder) }
    await expect(writeDidWebFolder(options)).rejects.toThrow(RangeError)
    expect(existsSync(options.keyFile)).toBe(false)
    expect(filesIn(folder)).toEqual([])
  })

  test('is refused for a domain that is none', async () => {
    const { folder, keyFile } = paths()
    const written = writeDidWebFolder({ domain: '127.0.0.1', folder, keyFile })
    await expect(written).rejects.toMatchObject({ code: 'invalidDid' })
    expect(existsSync(keyFile)).toBe(false)
  })

  test('is written from the command line, which says where it must be served', async () => {
    const { folder, keyFile } = paths()
    const args = ['issuer.example', folder, keyFile]
    const { code, stdout } = await runTsx(script, { args })
    expect(code).toBe(0)
    expect(stdout).toContain('https://issuer.example/.well-known/did.json')
    expect(stdout).not.toContain(readJson(keyFile).secretKeyMultibase)
    expect(filesIn(folder)).toEqual(['.well-known/did.json'])
  })
})

function paths() {
  const root = temporaryFolder()
  return { folder: join(root, 'site'), keyFile: join(root, 'private', 'key.json') }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}
