import { afterEach, describe, expect, test, vi } from 'vitest'

/** The module as a process finds it that has loaded no curve. */
async function loadAnew() {
  vi.resetModules()
  return import('../../packages/bbs/src/load-curve.ts')
}

describe('a curve', () => {
  test.each(['auto', 'mcl', 'noble'] as const)('is loaded once: %s', async (choice) => {
    const { loadCurve } = await loadAnew()
    expect(loadCurve(choice)).toBe(loadCurve(choice))
    await expect(loadCurve(choice)).resolves.toBeDefined()
  })

  test('is the one of WebAssembly by default', async () => {
    const { loadCurve } = await loadAnew()
    expect(await loadCurve()).toBe(await loadCurve('mcl'))
    expect((await loadCurve()).name).toBe('mcl')
  })
})

/** As a content security policy has it. */
const refuse = () => Promise.reject(new WebAssembly.CompileError('not allowed'))

describe('where WebAssembly is not allowed', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  test.each([
    {
      name: 'but there',
      WebAssembly: Object.create(WebAssembly, { instantiate: { value: refuse } }),
    },
    { name: 'nor there', WebAssembly: undefined },
  ])('$name, a curve is the one of JavaScript alone', async ({ WebAssembly: offered }) => {
    vi.stubGlobal('WebAssembly', offered)
    const { loadCurve } = await loadAnew()
    expect((await loadCurve()).name).toBe('noble')
    await expect(loadCurve('mcl')).rejects.toThrow()
  })
})
