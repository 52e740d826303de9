import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/**
 * Runs one of `processes/` in a Node of its own, and gives what it prints.
 *
 * @throws {Error} where it ends with another status than 0.
 */
export async function runProcess(name: string, ...args: readonly string[]): Promise<string> {
  // Beside the bundle that this becomes a part of.
  const file = fileURLToPath(new URL(`./processes/${name}.js`, import.meta.url))
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [printed, [status]] = await Promise.all([text(child.stdout), once(child, 'close')])
  if (status !== 0) throw new Error(`${name} ended with status ${status}`)
  return printed
}
