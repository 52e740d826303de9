import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describeWithFile } from './needs.ts'

const program = process.env.UNSCORED_NGINX ?? '/usr/sbin/nginx'

/** A `describe` that needs nginx, as `describeWithFile`. */
export function describeWithNginx(title: string, body: () => void): void {
  describeWithFile({ file: program, name: `nginx at ${program}` }, title, body)
}

/** An nginx that runs in the foreground, as a child of this process. */
export interface Nginx {
  /** All that it has written into logs, those of `server` and those of its own. */
  logs(): string
  /** Ends it, and gives what it said last. */
  stop(): Promise<void>
}

/** What {@link startNginx} takes. */
export interface StartNginxOptions {
  /** Blocks `server { … }`, of which one listens on the port. */
  server: string
  port: number
}

/** Runs nginx with a configuration, and waits until it listens. */
export async function startNginx({ server, port }: StartNginxOptions): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'unscored-nginx-'))
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off;
    master_process off;
    pid ${folder}/nginx.pid;
    # Whatever a server does not forbid is logged.
    error_log ${folder}/error.log info;
    events {}
    http {
      access_log ${folder}/access.log;
      ${paths.map((path) => `${path}_temp_path ${folder}/${path};`).join('\n')}
      ${server}
    }`,
  )
  const options = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr']
  const child = spawn(program, options, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const logs = () =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.log'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('')
  const stop = async () => {
    if (isRunning(child)) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    rmSync(folder, { recursive: true })
  }
  while (!(await listens(port))) {
    if (!isRunning(child)) {
      await stop()
      throw new Error(`nginx ended: ${said}`)
    }
    await wait(20)
  }
  return { logs, stop }
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}

/** A port of the loopback interface on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = Object(server.address())
  await new Promise((closed) => server.close(closed))
  return port
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
