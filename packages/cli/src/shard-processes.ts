import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ShardJob, ShardResult } from '@unscored/linkability'
import { CliError } from './error.ts'

/** What a process is sent: the text of a population table once, then a part of the work at a time. */
export type ToShardProcess = string | ShardJob

/** What it answers: what was found, or why it cannot be found by these settings. */
export type ShardMessage =
  | { readonly result: ShardResult }
  | { readonly refusal: string | undefined }

/** Processes that do parts of a simulation. */
export interface ShardProcesses {
  /**
   * Does a part of the work in another process: one that has nothing to do, or one that is started for it.
   *
   * @throws {CliError} `workerLost` where the process failed or ended before; `usage` where the settings cannot be simulated with
   * the population; `interrupted` where all were stopped.
   */
  run(job: ShardJob): Promise<ShardResult>
  /** Ends all processes; what was being done is lost. */
  close(): void
}

/**
 * Processes for a population table, given as its text. Not threads: those run no TypeScript, and octets that abort a WebAssembly
 * module would end all of them.
 */
export function createShardProcesses(population: string): ShardProcesses {
  const all = new Set<ChildProcess>()
  const free: ChildProcess[] = []
  let isClosed = false
  const start = () => {
    const child = fork(program, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    all.add(child)
    child.send(population)
    return child
  }
  return {
    async run(job) {
      if (isClosed) throw stopped()
      const child = free.pop() ?? start()
      const message = await answerOf(child, job)
      if (isClosed) throw stopped()
      if (message === undefined) throw lost()
      free.push(child)
      if ('result' in message) return message.result
      throw message.refusal === undefined ? lost() : new CliError('usage', message.refusal)
    },
    close() {
      isClosed = true
      for (const child of all) child.kill('SIGKILL')
    },
  }
}

/** Beside this file, as source and as it is published. */
const program = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? './shard-process.ts' : './shard-process.js',
    import.meta.url,
  ),
)

/** What a process answers, or `undefined` where it ends before. */
function answerOf(child: ChildProcess, job: ShardJob): Promise<ShardMessage | undefined> {
  return new Promise((resolve) => {
    const settle = (message?: ShardMessage) => {
      child.off('exit', ended).off('error', ended).off('message', answered)
      resolve(message)
    }
    const ended = () => settle()
    // Nothing else runs there than what answers so.
    const answered = (message: unknown) => settle(message as ShardMessage)
    child.on('exit', ended).on('error', ended).on('message', answered)
    child.send(job)
  })
}

function lost(): CliError {
  return new CliError('workerLost', 'a process failed or ended before its work was done')
}

function stopped(): CliError {
  return new CliError(
    'interrupted',
    'the simulation was stopped; --resume goes on with what is done',
  )
}
