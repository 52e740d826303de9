import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

/** The packages that each package stands on. One stands only on lines above its own. */
const layers = {
  core: [],
  bbs: [],
  did: ['core'],
  vc: ['bbs', 'core'],
  issuer: ['core', 'did', 'vc'],
  holder: ['core', 'did', 'vc'],
  verifier: ['core', 'did', 'vc'],
  linkability: ['bbs', 'core', 'vc'],
  cli: ['bbs', 'core', 'did', 'holder', 'issuer', 'linkability', 'vc', 'verifier'],
} satisfies Record<string, string[]>

interface Manifest {
  dependencies?: Record<string, string>
  exports?: unknown
}

test('at the top lies what people look for there, and what tools insist on', () => {
  const names = readdirSync(new URL('..', import.meta.url)).filter((name) => !name.startsWith('.'))
  expect(names.filter((name) => name !== 'node_modules').sort()).toEqual([
    ...[
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'biome.json',
      'examples',
      'package.json',
      'packages',
    ],
    ...['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'test', 'tsconfig.base.json'],
  ])
})

test('every package has its place', () => {
  const folders = readdirSync(new URL('../packages', import.meta.url)).sort()
  expect(folders).toEqual(Object.keys(layers).sort())
})

describe.each(Object.entries(layers))('%s', (name, below) => {
  const { dependencies = {}, exports } = manifestOf(name)

  test('stands on layers below it alone', () => {
    const order = Object.keys(layers)
    const siblings = Object.keys(dependencies)
      .filter((dependency) => dependency.startsWith('@unscored/'))
      .map((dependency) => dependency.slice('@unscored/'.length))
    for (const sibling of siblings) {
      expect(below).toContain(sibling)
      expect(order.indexOf(sibling)).toBeLessThan(order.indexOf(name))
    }
  })

  test('takes third-party versions from the catalog', () => {
    const versions = Object.entries(dependencies).filter(
      ([dependency]) => !dependency.startsWith('@unscored/'),
    )
    for (const [, version] of versions) expect(version).toBe('catalog:')
  })

  if (exports === undefined) return

  test('exports', async () => {
    expect(Object.keys(await import(`@unscored/${name}`)).sort()).toMatchSnapshot()
  })
})

function manifestOf(name: string): Manifest {
  const url = new URL(`../packages/${name}/package.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8'))
}
