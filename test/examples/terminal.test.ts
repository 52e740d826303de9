import { createTerminal } from '@unscored/examples/src/story/terminal.ts'
import { describe, expect, test } from 'vitest'

const ESCAPE = '\u001b'

describe('the terminal of the story', () => {
  test('is coloured and shows what is going on', () => {
    expect(told({ isTTY: true })).toContain(`${ESCAPE}[32m✓`)
    expect(told({ isTTY: true })).toContain('… signing')
  })

  test('has no colours with NO_COLOR', () => {
    expect(told({ isTTY: true, env: { NO_COLOR: '1' } })).not.toContain(`${ESCAPE}[32m`)
  })

  test('is plain text in a pipe', () => {
    expect(told({ env: { FORCE_COLOR: '1' } })).toBe(
      '\n1  A title\n   A word\n     Label                   value\n ✓ That it holds\n',
    )
  })

  test('breaks paragraphs between words', () => {
    const terminal = recorder({})
    terminal.say('word '.repeat(60).trim())
    const lines = terminal.text().trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines) expect(line).toMatch(/^ {3}word( word){1,17}$/)
    expect(lines.flatMap((line) => line.trim().split(' '))).toHaveLength(60)
  })

  test('ends the story at a claim that does not hold', () => {
    const terminal = recorder({})
    expect(() => terminal.claim('That it holds', false)).toThrow('not as told: That it holds')
    expect(terminal.text()).toBe('')
    expect(terminal.claims).toBe(0)
  })
})

interface RecorderOptions {
  isTTY?: boolean
  env?: Record<string, string>
}

function recorder({ isTTY = false, env = {} }: RecorderOptions) {
  const written: string[] = []
  const output = { isTTY, write: (text: string) => written.push(text) }
  return Object.assign(createTerminal(output, env), { text: () => written.join('') })
}

function told(options: RecorderOptions): string {
  const terminal = recorder(options)
  terminal.chapter('A title')
  terminal.progress('signing')
  terminal.say('A word')
  terminal.list([['Label', 'value']])
  terminal.claim('That it holds', true)
  return terminal.text()
}
