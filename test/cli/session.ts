import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import * as files from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { onTestFinished } from 'vitest'
import type { Environment } from '../../packages/cli/src/environment.ts'
import { run } from '../../packages/cli/src/run.ts'

/** The moment at which commands run, unless a test says otherwise. */
export const NOW = new Date('2021-07-01T12:00:00Z')

/** The passphrase of every wallet here. */
export const PASSPHRASE = 'fictitious-passphrase'

/** What a command left behind. */
export interface Outcome {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** What a command meets that differs from the usual. */
export interface Circumstances
  extends Partial<Pick<Environment, 'env' | 'didMethods' | 'now' | 'files' | 'fetch'>> {
  /** What is written on stdin. */
  stdin?: string | Uint8Array
  /** What somebody at a terminal types, a line for each question. There is no terminal where it is left out. */
  typed?: readonly string[]
}

/** A temporary folder, and commands that run in this process as if called there. */
export interface Session {
  readonly folder: string
  path(name: string): string
  /** Writes a file and gives its path. */
  write(name: string, content: string | Uint8Array): string
  read(name: string): string
  octets(name: string): Buffer
  run(words: readonly string[], circumstances?: Circumstances): Promise<Outcome>
  /** Runs a command that succeeds and prints JSON, and gives that. */
  json(words: readonly string[], circumstances?: Circumstances): Promise<Json>
}

/** What JSON.parse gives. */
export type Json = ReturnType<typeof JSON.parse>

/** A session whose folder goes when the test ends. */
export function createSession(): Session {
  const folder = mkdtempSync(join(tmpdir(), 'unscored-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = (name: string) => join(folder, name)
  const session: Session = {
    folder,
    path,
    write: (name, content) => {
      writeFileSync(path(name), content)
      return path(name)
    },
    read: (name) => readFileSync(path(name), 'utf8'),
    octets: (name) => readFileSync(path(name)),
    run: (words, circumstances = {}) => runCommand(words, circumstances),
    json: async (words, circumstances) => {
      const { status, stdout, stderr } = await session.run([...words, '--json'], circumstances)
      if (status !== 0) throw new Error(`${words[0]} ended with ${status}: ${stderr}`)
      return JSON.parse(stdout)
    },
  }
  return session
}

/** Runs a command in this process, as a session does. */
export async function runCommand(
  words: readonly string[],
  { stdin = '', typed, ...circumstances }: Circumstances,
): Promise<Outcome> {
  const [stdout, stderr] = [capture(typed !== undefined), capture(typed !== undefined)]
  const status = await run(words, {
    version: '0.0.0',
    stdin: typed === undefined ? Readable.from([Buffer.from(stdin)]) : typist(typed, stderr),
    stdout,
    stderr,
    env: { UNSCORED_PASSPHRASE: PASSPHRASE },
    files,
    now: () => NOW,
    didMethods: {},
    fetch: () => Promise.reject(new Error('there is no network')),
    walletCost: { N: 2, r: 1, p: 1 },
    ...circumstances,
  })
  return { status, stdout: stdout.text(), stderr: stderr.text() }
}

function capture(isTTY: boolean) {
  let text = ''
  const listeners: ((written: string) => void)[] = []
  return {
    isTTY,
    write: (written: string) => {
      text += written
      for (const listener of listeners) listener(written)
    },
    text: () => text,
    onWrite: (listener: (written: string) => void) => void listeners.push(listener),
  }
}

/** Somebody who types the next line after each question. */
function typist(lines: readonly string[], stderr: ReturnType<typeof capture>) {
  const input = Object.assign(new PassThrough(), { isTTY: true })
  const left = [...lines]
  stderr.onWrite((written) => {
    if (!/[:\]] $/.test(written)) return
    const line = left.shift()
    setImmediate(() => (line === undefined ? input.end() : input.write(line)))
  })
  return input
}
