import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { createSession } from './session.ts'

const readme = readFileSync(new URL('../../packages/cli/README.md', import.meta.url), 'utf8')

/** The first block of the README in a language. */
function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(readme)?.[1] ?? ''
}

test('the story of the README runs as it is written', async () => {
  const session = createSession()
  session.write('dose.json', block('json'))
  const before = process.cwd()
  onTestFinished(() => process.chdir(before))
  process.chdir(session.folder)
  const lines = block('sh').trimEnd().split('\n')
  expect(lines).toHaveLength(8)
  let last = ''
  for (const line of lines) {
    const [command, ...words] = line.split(' ')
    expect(command).toBe('unscored')
    const { status, stdout, stderr } = await session.run(words)
    expect({ line, status, stderr }).toEqual({ line, status: 0, stderr: '' })
    last = stdout
  }
  const [, printed = ''] = /^The last line prints\n\n```\n(.*?)^```$/ms.exec(readme) ?? []
  expect(printed).toMatch(/^Verified\n/)
  expect(last).toContain(printed)
})
