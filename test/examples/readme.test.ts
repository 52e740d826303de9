import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { layOutPublished } from '../support/published.ts'
import { runNode } from '../support/tsx.ts'

const root = new URL('../../', import.meta.url)

const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

/** The pages that a reader starts from. */
const pages = [
  'README.md',
  'SECURITY.md',
  'packages/bbs/COMPOSITE.md',
  ...readdirSync(new URL('packages', root)).map((name) => `packages/${name}/README.md`),
].filter((path) => existsSync(new URL(path, root)))

/** The TypeScript of each page, with its place among the blocks of the page. */
const blocks = pages.flatMap((page) =>
  [...read(page).matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ''], index) => ({
    page,
    index,
    code,
  })),
)

describe('the examples of the READMEs', () => {
  // The packages are found in it, and what else examples import one folder up.
  const folder = fileURLToPath(new URL('examples/node_modules/.readme', root))
  const remove = () => rmSync(folder, { recursive: true, force: true })

  beforeAll(async () => {
    remove()
    await layOutPublished(folder)
  })
  afterAll(remove)

  test.each(['vc', 'issuer', 'holder', 'verifier'])('%s has one', (name) => {
    expect(blocks.map(({ page }) => page)).toContain(`packages/${name}/README.md`)
  })

  test.each(blocks)('$page runs, and prints what it says', async ({ page, index, code }) => {
    const file = join(folder, `${page.replaceAll('/', '-')}-${index}.mjs`)
    writeFileSync(file, (await transform(code, { loader: 'ts' })).code)
    const ended = await runNode(file)
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' })
    for (const [, printed = ''] of code.matchAll(/^\s*console\.log\(.*\) \/\/ (.+)$/gm)) {
      expect(ended.stdout.split('\n')).toContain(printed)
    }
  })

  test('the one at the top is the example in its file', () => {
    const [first] = blocks.filter(({ page }) => page === 'README.md')
    expect(first?.code).toBe(read('examples/src/embed.ts'))
  })
})

describe('the links of the READMEs', () => {
  const links = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) => ({
      page,
      target,
    })),
  )

  test.each(links)('$page: $target is there', ({ page, target }) => {
    expect(existsSync(new URL(target, new URL(page, root)))).toBe(true)
  })
})
