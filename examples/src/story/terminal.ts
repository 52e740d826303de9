import assert from 'node:assert/strict'
import pico from 'picocolors'

/** Where text goes, such as `process.stdout`. */
export interface Output {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** Where a story is told. */
export interface Terminal {
  chapter(title: string): void
  /** A paragraph, broken into lines. */
  say(text: string): void
  /** Facts in two columns. */
  list(facts: readonly (readonly [label: string, value: string])[]): void
  /** Says what was just tried. Where it does not hold, the story ends here, with an error. */
  claim(statement: string, holds: boolean): void
  /** What is going on, in a line that the next one replaces; nothing where there is no terminal. */
  progress(activity: string): void
  /** How many claims were made so far, all of which held. */
  readonly claims: number
}

/** Coloured on a terminal, plain in a pipe and with `NO_COLOR`. */
export function createTerminal(output: Output, env: NodeJS.ProcessEnv): Terminal {
  const isTerminal = output.isTTY === true
  const color = pico.createColors(isTerminal && !env.NO_COLOR && env.TERM !== 'dumb')
  const clear = isTerminal ? '\r\u001b[K' : ''
  const print = (line: string) => void output.write(`${clear}${line}\n`)
  let chapters = 0
  let claims = 0
  return {
    chapter: (title) => {
      chapters += 1
      print('')
      print(color.bold(`${chapters}  ${title}`))
    },
    say: (text) => {
      for (const line of linesOf(text)) print(`   ${line}`)
    },
    list: (facts) => {
      for (const [label, value] of facts) print(`     ${color.dim(label.padEnd(24))}${value}`)
    },
    claim: (statement, holds) => {
      assert.ok(holds, `not as told: ${statement}`)
      claims += 1
      print(` ${color.green('✓')} ${statement}`)
    },
    progress: (activity) => {
      if (isTerminal) output.write(`${clear}   ${color.dim(`… ${activity}`)}`)
    },
    get claims() {
      return claims
    },
  }
}

const COLUMNS = 88

/** Breaks a text between words. */
function linesOf(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    const isFull = line === undefined || line.length + 1 + word.length > COLUMNS
    lines.splice(isFull ? lines.length : -1, 1, isFull ? word : `${line} ${word}`)
  }
  return lines
}
