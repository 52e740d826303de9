import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'

/** What a package's example says it prints, and what it printed when it was run, a line for each `console.log`. */
export interface ExampleRun {
  promised: string[]
  printed: string[]
}

/** Runs the example in a package's README. Each line that prints ends in a comment with what it prints. */
export async function runReadme(name: string): Promise<ExampleRun> {
  const url = new URL(`../../packages/${name}/README.md`, import.meta.url)
  const code = /```ts\n(?<code>.*?)```/s.exec(readFileSync(url, 'utf8'))?.groups?.code
  if (code === undefined) throw new Error(`the README of ${name} has no example`)
  const promised = [...code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(
    ([, output]) => output ?? '',
  )
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  try {
    await import(fileWith(name, code))
    return { promised, printed: log.mock.calls.map((values) => values.join(' ')) }
  } finally {
    log.mockRestore()
  }
}

/** A file among the tests, from where the packages can be imported as users do. */
function fileWith(name: string, code: string): string {
  const folder = new URL('../coverage/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const file = fileURLToPath(new URL(`readme-${name}.ts`, folder))
  writeFileSync(file, `${code}\nexport {}\n`)
  return file
}
