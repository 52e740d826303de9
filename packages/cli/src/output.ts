import type { JsonValue } from '@unscored/core'
import pico from 'picocolors'
import type { OutputStream } from './environment.ts'

/** Adds colour where there is any. */
export type Colors = ReturnType<typeof pico.createColors>

/** What a command found, for programs and for people. */
export interface Report {
  readonly json: JsonValue
  readonly text: string
}

/** Where and how a command says things. */
export interface Output {
  readonly colors: Colors
  /** Prints a result. */
  report(report: Report): void
  /** Prints a document as it is, for people and programs alike. */
  document(document: unknown): void
  /** Says something beside the result, on stderr. */
  notice(text: string): void
  /** Says on stderr why there is no result. */
  error(error: { code: string; message: string }): void
}

/** What {@link createOutput} takes. */
export interface CreateOutputOptions {
  stdout: OutputStream
  stderr: OutputStream
  env: Readonly<Record<string, string | undefined>>
  /** Whether programs read along. */
  json: boolean
}

/** JSON for programs, one value a line on stderr; text for people, coloured at a terminal unless `NO_COLOR` is set. */
export function createOutput({ stdout, stderr, env, json }: CreateOutputOptions): Output {
  const colorsFor = ({ isTTY }: OutputStream) =>
    pico.createColors(isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb' && !json)
  const errorColors = colorsFor(stderr)
  return {
    colors: colorsFor(stdout),
    report: (report) => void stdout.write(`${json ? jsonText(report.json, 2) : report.text}\n`),
    document: (document) => void stdout.write(`${jsonText(document, 2)}\n`),
    notice: (notice) =>
      void stderr.write(`${json ? jsonText({ notice }) : errorColors.dim(printable(notice))}\n`),
    error: ({ code, message }) =>
      void stderr.write(
        json
          ? `${jsonText({ error: { code, message } })}\n`
          : `${errorColors.red(`${printable(code)}:`)} ${printable(message)}\n`,
      ),
  }
}

/** Facts in two columns, indented. */
export function facts(rows: readonly (readonly [label: string, value: string])[]): string {
  const width = Math.max(0, ...rows.map(([label]) => label.length)) + 2
  return rows
    .map(([label, value]) => `  ${printable(label).padEnd(width)}${printable(value)}`.trimEnd())
    .join('\n')
}

/** Text in which nothing can command a terminal or turn its line around: such characters are written as their codes. */
export function printable(text: string): string {
  return text.replace(COMMANDS, (character) => `\\u{${codeOf(character)}}`)
}

/** JSON that can be printed as {@link printable} text can, and says the same. */
function jsonText(value: unknown, indent = 0): string {
  // Between its strings JSON has no such characters but line feeds.
  const json = JSON.stringify(value, null, indent)
  return json.replace(COMMANDS, (character) =>
    character === '\n' ? character : `\\u${codeOf(character).padStart(4, '0')}`,
  )
}

const COMMANDS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

function codeOf(character: string): string {
  return character.charCodeAt(0).toString(16)
}
