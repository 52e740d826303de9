import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { createSession, type Session } from './session.ts'

const readme = readFileSync(new URL('../../packages/cli/README.md', import.meta.url), 'utf8')

/** What stands below a heading of the README, or above the first. */
function section(heading?: string): string {
  const sections = readme.split(/^## /m)
  return (
    sections.find((text) => heading !== undefined && text.startsWith(heading)) ?? sections[0] ?? ''
  )
}

/** The blocks of a section in a language. */
function blocks(text: string, language: string): string[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms')
  return [...text.matchAll(pattern)].map(([, block = '']) => block)
}

/** A session whose folder is where commands are called. */
function createSessionHere(): Session {
  const session = createSession()
  const before = process.cwd()
  onTestFinished(() => process.chdir(before))
  process.chdir(session.folder)
  return session
}

/** Runs lines as they are written, each of which succeeds, and gives what the last prints. */
async function runLines({ run }: Session, lines: readonly string[]): Promise<string> {
  let last = ''
  for (const line of lines) {
    const [command, ...words] = line.split(' ')
    expect(command).toBe('unscored')
    const { status, stdout, stderr } = await run(words)
    expect({ line, status, stderr }).toEqual({ line, status: 0, stderr: '' })
    last = stdout
  }
  return last
}

/** What the README says that a line prints, behind some words. */
function printedAfter(words: string): string {
  const [, printed = ''] =
    new RegExp(`^${words}\\n\\n\`\`\`\\n(.*?)^\`\`\`$`, 'ms').exec(readme) ?? []
  expect(printed).toMatch(/^Verified\n/)
  return printed
}

const dose = blocks(section(), 'json')[0] ?? ''

test('the story of the README runs as it is written', async () => {
  const session = createSessionHere()
  session.write('dose.json', dose)
  const lines = blocks(section(), 'sh').join('').trimEnd().split('\n')
  expect(lines).toHaveLength(8)
  const last = await runLines(session, lines)
  expect(last).toContain(printedAfter('The last line prints'))
})

test('the story of a rule in the README runs as it is written', async () => {
  const text = section('Prove a rule')
  const session = createSessionHere()
  const [products = '', rules = ''] = blocks(text, 'json')
  session.write('dose.json', dose)
  session.write('products.json', products)
  session.write('rules.json', rules)
  const lines = blocks(text, 'sh').join('').trimEnd().split('\n')
  expect(lines).toHaveLength(11)
  const last = await runLines(session, lines.slice(0, -1))
  expect(last).toBe(printedAfter('The last line prints all that the verifier then knows:'))
  expect(await runLines(session, lines.slice(-1))).toMatch(/^ {2}Revoked {2}0\/\d+$/m)
})

test('what a rule asks for is told as the README has it', async () => {
  const text = section('What a rule asks for')
  const session = createSessionHere()
  const [, rules = ''] = blocks(section('Prove a rule'), 'json')
  const [names = ''] = blocks(text, 'json')
  session.write('rules.json', rules)
  session.write('names.json', names)
  const [explain = '', ...others] = blocks(text, 'sh').join('').trimEnd().split('\n')
  const told = await runLines(session, [explain])
  expect(told).toContain('Vaccine product: Spikevax, Comirnaty')
  expect(told).toContain('2020-10-05 to 2021-06-17')
  expect(others).toHaveLength(1)
  await runLines(session, others)
  expect(JSON.parse(session.read('compiled.json')).plans).toHaveLength(1)
})
