import { describe, expect, test } from 'vitest'
import { createSession } from './session.ts'

const commands = [
  [],
  ['keygen'],
  ['offer'],
  ['issue'],
  ['inspect'],
  ['wallet'],
  ['wallet', 'add'],
  ['wallet', 'request'],
  ['wallet', 'list'],
  ['wallet', 'remove'],
  ['wallet', 'history'],
  ['wallet', 'forget'],
  ['request'],
  ['present'],
  ['verify'],
  ['did'],
  ['did', 'resolve'],
  ['did', 'create'],
  ['did', 'create', 'web'],
  ['did', 'rotate'],
  ['did', 'retire'],
  ['manifest'],
  ['manifest', 'create'],
  ['manifest', 'sign'],
  ['manifest', 'check'],
  ['manifest', 'diff'],
  ['manifest', 'compare'],
  ['registry'],
  ['registry', 'build'],
  ['registry', 'add'],
  ['registry', 'verify'],
  ['registry', 'diff'],
  ['rule'],
  ['rule', 'compile'],
  ['rule', 'explain'],
  ['revoke'],
  ['epoch'],
  ['epoch', 'publish'],
  ['epoch', 'fetch'],
  ['audit'],
  ['population'],
  ['population', 'build'],
  ['simulate'],
]

describe('--help', () => {
  test.each(commands.map((words) => ({ words, name: ['unscored', ...words].join(' ') })))(
    '$name has an example of itself, and names the option for JSON',
    async ({ words, name }) => {
      const { status, stdout, stderr } = await createSession().run([...words, '--help'])
      expect([status, stderr]).toEqual([0, ''])
      expect(stdout).toContain('--json')
      const example = stdout.split('Examples:\n')[1]
      expect(example).toMatch(new RegExp(`^  \\$ ${name} `))
    },
  )

  test('names every command that there is', async () => {
    const { stdout } = await createSession().run(['--help'])
    const named = [...stdout.matchAll(/^ {2}([a-z]+)(?: \[| +[A-Z])/gm)].map(([, name]) => name)
    const known = new Set(commands.flatMap(([name = 'help']) => name))
    expect(new Set(named)).toEqual(known)
  })

  test('says what the exit status means', async () => {
    const { stdout } = await createSession().run(['--help'])
    expect(stdout).toContain('Exit status: 0 done or verified, 1 refused, 2 misused.')
  })
})

test('no example has an option that its command does not know', async () => {
  const session = createSession()
  for (const words of commands) {
    const { stdout } = await session.run([...words, '--help'])
    const examples = [...stdout.matchAll(/^ {2}\$ unscored (.+)$/gm)].map(([, line = '']) => line)
    for (const example of examples) {
      const called = example.replace(/ > .*/, '').split(' ')
      const help = await session.run([...called.slice(0, commandLength(called)), '--help'])
      for (const option of called.filter((word) => word.startsWith('--'))) {
        expect(help.stdout).toContain(`  ${option} `)
      }
    }
  }
})

function commandLength([group = '', name = '']: readonly string[]): number {
  if (group === 'did' && name === 'create') return 3
  const groups = ['wallet', 'did', 'manifest', 'registry', 'rule', 'epoch', 'population']
  return groups.includes(group) ? 2 : 1
}
