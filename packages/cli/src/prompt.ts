import { createInterface, type Interface } from 'node:readline'
import { Writable } from 'node:stream'
import type { Context } from './context.ts'

/** Whether somebody is there to answer. */
export function isInteractive({ stdin, stderr }: Context): boolean {
  return stdin.isTTY === true && stderr.isTTY === true
}

/** Asks a question whose answer is yes or no; anything but yes is no. */
export async function askYesNo(question: string, { stdin, stderr }: Context): Promise<boolean> {
  stderr.write(`${question} [y/N] `)
  const answer = await nextLine(createInterface({ input: stdin, terminal: false }))
  // The line of a question that was left unanswered was not ended by who typed.
  if (answer === undefined) stderr.write('\n')
  return /^\s*y(?:es)?\s*$/i.test(answer ?? '')
}

/** Asks for what nobody may read over a shoulder; `undefined` where the question is left unanswered. */
export async function askHidden(
  question: string,
  { stdin, stderr }: Context,
): Promise<string | undefined> {
  stderr.write(`${question}: `)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const answer = await nextLine(
    createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 }),
  )
  stderr.write('\n')
  return answer
}

/** The next line, or `undefined` where the input ends or is interrupted before. */
function nextLine(lines: Interface): Promise<string | undefined> {
  return new Promise((resolve) => {
    lines.once('line', resolve)
    lines.once('SIGINT', () => lines.close())
    lines.once('close', () => resolve(undefined))
  }).finally(() => lines.close()) as Promise<string | undefined>
}
