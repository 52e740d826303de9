import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProgress, progressLine } from '../../packages/cli/src/progress.ts'
import { layOutPublished } from '../support/published.ts'
import { runNode } from '../support/tsx.ts'
import { createSession, type Session } from './session.ts'

const installed = mkdtempSync(join(tmpdir(), 'unscored-published-'))
const main = join(installed, 'node_modules/@unscored/cli/dist/main.js')

beforeAll(() => layOutPublished(installed))
afterAll(() => rmSync(installed, { recursive: true }))

const small = [
  ...['simulate', '--holders', '40', '--training-holders', '35', '--visits', '2'],
  ...['--formats', 'jwt-vc,dcc', '--seed', 'fictitious'],
]

const run = (words: readonly string[]) => runNode(main, { args: words })

/** The results of a folder. */
function resultsOf(folder: string): string[] {
  return ['result.json', 'result.csv', 'calibration.csv', 'anonymity.csv', 'report.html'].map(
    (name) => readFileSync(join(folder, name), 'utf8'),
  )
}

const partsOf = (folder: string) =>
  existsSync(join(folder, 'parts'))
    ? readdirSync(join(folder, 'parts')).filter((name) => name.endsWith('.cbor'))
    : []

/** Runs the command until some parts are done, and then ends it. */
function endWhileRunning(
  folder: string,
  signal: NodeJS.Signals,
): Promise<{ code: number | null; stderr: string }> {
  // Where it takes long and is not quiet, it says so before it says why it ends.
  const words = [main, ...small, '--workers', '1', '--quiet', '--out', folder]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk)
  })
  const watch = setInterval(() => {
    if (partsOf(folder).length === 0) return
    clearInterval(watch)
    child.kill(signal)
  }, 5)
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearInterval(watch)
      resolve({ code, stderr })
    }),
  )
}

test('what was ended is gone on with, and gives what a run to the end gives, by one process or two', async () => {
  const session = createSession()
  const whole = session.path('whole')
  const uninterrupted = await run([...small, '--workers', '2', '--out', whole])
  expect(uninterrupted).toMatchObject({ code: 0 })
  expect(partsOf(whole)).toHaveLength(6)

  for (const signal of ['SIGKILL', 'SIGINT'] as const) {
    const folder = session.path(signal)
    const { code, stderr } = await endWhileRunning(folder, signal)
    const done = partsOf(folder)
    expect(done.length).toBeGreaterThan(0)
    expect(done.length).toBeLessThan(6)
    expect(existsSync(join(folder, 'result.json'))).toBe(false)
    if (signal === 'SIGINT') {
      expect([code, stderr.split(':')[0]]).toEqual([2, 'interrupted'])
    }
    const kept = readFileSync(join(folder, 'parts', done[0] ?? ''))
    const resumed = await run(['simulate', '--resume', '--quiet', '--out', folder])
    expect(resumed).toMatchObject({ code: 0, stderr: '' })
    expect(readFileSync(join(folder, 'parts', done[0] ?? ''))).toEqual(kept)
    expect(resultsOf(folder)).toEqual(resultsOf(whole))
  }
}, 400_000)

describe('a folder in which a simulation was begun', () => {
  const few = ['simulate', '--holders', '6', '--training-holders', '10', '--visits', '2']
  const dcc = [...few, '--formats', 'dcc', '--workers', '1', '--quiet']

  async function begun(): Promise<{ session: Session; out: readonly string[]; folder: string }> {
    const session = createSession()
    const folder = session.path('measured')
    const out = ['--out', folder]
    expect(await run([...dcc, ...out])).toMatchObject({ code: 0, stderr: '' })
    return { session, out, folder }
  }

  test('is not overwritten, keeps to its settings, and is begun anew where that is asked for', async () => {
    const { session, out, folder } = await begun()
    const before = resultsOf(folder)
    for (const [words, code] of [
      [dcc, 'fileExists'],
      [['simulate', '--resume', '--holders', '7'], 'settingsChanged'],
      [['simulate', '--resume', '--seed', 'another'], 'settingsChanged'],
      [['simulate', '--resume', '--restart'], 'usage'],
    ] as const) {
      const { status, stderr } = await session.run([...words, ...out])
      expect([status, stderr.split(':')[0]]).toEqual([2, code])
    }
    expect(resultsOf(folder)).toEqual(before)
    const anew = await run([...dcc, '--seed', 'another', '--restart', '--csv', ...out])
    expect(anew).toMatchObject({ code: 0 })
    expect(resultsOf(folder)[0]).not.toBe(before[0])
    // It was not asked for.
    expect(resultsOf(folder)[2]).toBe(before[2])
  }, 300_000)

  test('does a part again that is damaged or of other settings, and takes more formats', async () => {
    const { out, folder } = await begun()
    const before = resultsOf(folder)
    const [part = ''] = partsOf(folder)
    const path = join(folder, 'parts', part)
    const octets = readFileSync(path)
    writeFileSync(path, octets.subarray(0, octets.length / 2))

    const more = await run(['simulate', '--resume', '--formats', 'jwt-vc,dcc', '--json', ...out])
    expect(readFileSync(path)).toEqual(octets)
    const { formats } = JSON.parse(more.stdout)
    expect(formats.map(({ format }: { format: string }) => format)).toEqual(['jwt-vc', 'dcc'])
    expect(JSON.parse(before[0] ?? '').formats[0]).toEqual(formats[1])
    for (const line of more.stderr.trim().split('\n')) {
      expect(JSON.parse(line)).toHaveProperty('notice')
    }
  }, 300_000)

  test('is refused where its plan is none', async () => {
    const session = createSession()
    session.write('simulation.json', '{"edition":"unscored simulation 0"}')
    const { status, stderr } = await session.run(['simulate', '--resume', '--out', session.folder])
    expect([status, stderr.split(':')[0]]).toEqual([2, 'notRecognised'])
  })
})

describe('words that cannot be simulated', () => {
  test.each([
    { what: 'one holder', words: ['--holders', '1'], code: 'usage' },
    { what: 'half a holder', words: ['--holders', '2.5'], code: 'usage' },
    { what: 'more people than there are places for', words: ['--holders', '40000'], code: 'usage' },
    { what: 'one visit', words: ['--visits', '1'], code: 'usage' },
    { what: 'no place', words: ['--verifiers', '0'], code: 'usage' },
    { what: 'no process', words: ['--workers', '0'], code: 'usage' },
    { what: 'a day that there is not', words: ['--first-day', '2021-02-30'], code: 'usage' },
    { what: 'a format that there is not', words: ['--formats', 'dcc,paper'], code: 'usage' },
    { what: 'a leak that there is not', words: ['--leaks', 'toString'], code: 'usage' },
    { what: 'no population', words: ['--population', '/none'], code: 'fileMissing' },
    { what: 'nothing to go on with', words: ['--resume'], code: 'fileMissing' },
  ])('$what', async ({ words, code }) => {
    const session = createSession()
    const out = session.path('measured')
    const { status, stdout, stderr } = await session.run(['simulate', ...words, '--out', out])
    expect([status, stdout, stderr.split(':')[0]]).toEqual([2, '', code])
    expect(existsSync(out)).toBe(false)
  })

  test('a population of whom nobody gets in', async () => {
    const session = createSession()
    const table = session.write(
      'population.txt',
      [
        ...['unscored population 1', 'title: Nowhere', 'source: made up', 'licence: none'],
        ...['counts: persons', 'absent: zero', 'dimension: product code NONE OTHER'],
        ...['dimension: doseDate day 2021-01-02 to 2021-01-03', '---', 'NONE 5 6', ''],
      ].join('\n'),
    )
    const words = ['simulate', '--formats', 'dcc', '--population', table, '--workers', '1']
    const { code, stderr } = await run([...words, '--out', session.path('measured')])
    expect([code, stderr.split(':')[0]]).toEqual([2, 'usage'])
  })
})

describe('progress', () => {
  const effort = { done: 300, before: 100, total: 1100 }
  const state = { what: 'dcc', done: 30, total: 110, effort }

  test('tells how long the rest takes by what was done since, and how long each takes', () => {
    expect(progressLine(state, 20_000)).toBe('27 %, 30 of 110, dcc, 80 s left')
    const nothingSince = { ...effort, before: 300 }
    expect(progressLine({ ...state, effort: nothingSince }, 20_000)).toBe('27 %, 30 of 110, dcc')
    const little = { ...effort, done: 110 }
    expect(progressLine({ ...state, done: 11, effort: little }, 60_000)).toBe(
      '10 %, 11 of 110, dcc, 99 min left',
    )
    // What is left takes ten times as long as what was done.
    const dear = { done: 200, before: 100, total: 1200 }
    expect(progressLine({ ...state, effort: dear }, 20_000)).toBe(
      '27 %, 30 of 110, dcc, 3 min left',
    )
  })

  function said(setting: { isTTY?: boolean; json?: boolean; quiet?: boolean }): string[] {
    const { isTTY = false, json = false, quiet = false } = setting
    const written: string[] = []
    let time = 0
    const progress = createProgress({
      stderr: { isTTY, write: (text) => void written.push(text) },
      now: () => new Date(time),
      output: { notice: (text: string) => void written.push(`notice ${text}`) },
      ...{ json, quiet },
    })
    for (const done of [1, 2, 3, 4]) {
      time += 1000
      progress.update({ what: 'dcc', done, total: 4, effort: { done, before: 0, total: 4 } })
    }
    progress.end()
    return written
  }

  test('is one line that changes at a terminal, a line now and then in a pipe, and none where nobody wants it', () => {
    const line = (text: string) => `\r\u001b[2K${text}`
    expect(said({ isTTY: true })).toEqual([
      line('25 %, 1 of 4, dcc, 3 s left'),
      line('50 %, 2 of 4, dcc, 2 s left'),
      line('75 %, 3 of 4, dcc, 1 s left'),
      line('100 %, 4 of 4, dcc, 0 s left'),
      '\n',
    ])
    const last = ['notice 100 %, 4 of 4, dcc, 0 s left']
    expect(said({})).toEqual(last)
    expect(said({ isTTY: true, json: true })).toEqual(last)
    expect(said({ isTTY: true, quiet: true })).toEqual([])
  })
})
