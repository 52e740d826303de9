import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalhostIdentity, type TlsIdentity } from './local-issuer.ts'

const FOLDER = 'UNSCORED_STORY_TLS'

/** The certificate that this process was started to trust, if it was; see {@link runTrusting}. */
export function trustedIdentity(env: NodeJS.ProcessEnv): TlsIdentity | undefined {
  const folder = env[FOLDER]
  if (folder === undefined) return undefined
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  return { certificate: read(CERTIFICATE), privateKey: read(PRIVATE_KEY) }
}

const CERTIFICATE = 'certificate.pem'
const PRIVATE_KEY = 'private-key.pem'

/**
 * Runs a script in a process that trusts a new certificate for `localhost` beside the usual ones. Node reads which at
 * its start alone, so that there is no way to do so in this process.
 *
 * @returns The exit code.
 */
export async function runTrusting(script: string, env: NodeJS.ProcessEnv): Promise<number> {
  // Its mode is 0700; nobody else reads the key.
  const folder = mkdtempSync(join(tmpdir(), 'unscored-story-'))
  try {
    const { certificate, privateKey } = await createLocalhostIdentity(new Date())
    writeFileSync(join(folder, CERTIFICATE), certificate)
    writeFileSync(join(folder, PRIVATE_KEY), privateKey, { mode: 0o600 })
    const child = spawn(process.execPath, [...process.execArgv, script], {
      stdio: 'inherit',
      env: { ...env, [FOLDER]: folder, NODE_EXTRA_CA_CERTS: join(folder, CERTIFICATE) },
    })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => child.kill(signal))
    }
    const [code] = await once(child, 'exit')
    return typeof code === 'number' ? code : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
