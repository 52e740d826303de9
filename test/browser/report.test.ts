import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type CollusionResult, createCollusionReport } from '@unscored/linkability'
import axe, { type AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { measure, withTexts } from '../linkability/report/measured.ts'
import { describeWithChromium, launchChromium } from './chromium.ts'

const HOSTILE = `"><img src=http://127.0.0.1:1/a onerror=alert(1)><script>alert(1)</script>'&lt;`

describeWithChromium('the report of a simulation', () => {
  let folder: string
  let browser: Browser
  let result: CollusionResult

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'unscored-report-'))
    browser = await launchChromium()
    result = await measure()
  })

  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Opens a page as somebody does who was sent the file, and notes all that it asks for and complains of. */
  async function open(
    page: string,
    { width = 1280, colorScheme = 'light' as 'light' | 'dark' } = {},
  ) {
    const file = join(folder, 'report.html')
    await writeFile(file, page)
    const opened = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
    onTestFinished(() => opened.close())
    const noted: string[] = []
    opened.on('request', (request) => noted.push(new URL(request.url()).protocol))
    opened.on('console', () => noted.push('console'))
    opened.on('pageerror', () => noted.push('error'))
    opened.on('dialog', () => noted.push('dialog'))
    await opened.exposeFunction('noteViolation', () => noted.push('violation'))
    await opened.addInitScript('addEventListener("securitypolicyviolation", () => noteViolation())')
    await opened.goto(pathToFileURL(file).href)
    return { opened, noted }
  }

  test('asks for nothing but itself, runs nothing, and obeys its own policy', async () => {
    const { opened, noted } = await open(createCollusionReport({ result }))
    const ground = await opened.evaluate(() => getComputedStyle(document.body).fontFamily)
    // Its style is let in by the policy, which a page that lost it would not show otherwise.
    expect(ground).toContain('system-ui')
    expect(noted).toEqual(['file:'])
  })

  test('its policy forbids what it does not have', async () => {
    const page = createCollusionReport({ result })
    const added = page.replace('</main>', `<img src="data:," alt=""><script>1</script></main>`)
    const { noted } = await open(added)
    // They are told of after the page has loaded.
    await expect.poll(() => noted.filter((note) => note === 'violation')).toHaveLength(2)
  })

  test('texts stay texts', async () => {
    const elements = (page: Page) =>
      page.evaluate(() => Array.from(document.querySelectorAll('*'), ({ tagName }) => tagName))
    const plain = await open(createCollusionReport({ result: withTexts(result, 'x') }))
    const hostile = await open(createCollusionReport({ result: withTexts(result, HOSTILE) }))
    expect(hostile.noted).toEqual(['file:'])
    expect(await elements(hostile.opened)).toEqual(await elements(plain.opened))
    const captions = hostile.opened.locator('dt')
    expect(await captions.first().textContent()).toBe(HOSTILE)
  })

  test.each([1280, 360])('nothing sticks out at a width of %i', async (width) => {
    const { opened } = await open(createCollusionReport({ result }), { width })
    const widest = await opened.evaluate(() => document.documentElement.scrollWidth)
    expect(widest).toBe(width)
    const { cut, drawn } = await opened.evaluate(() => {
      const texts = Array.from(document.querySelectorAll('svg text'))
      const isCut = (text: Element) => {
        const [inner, outer] = [text, text.closest('svg') ?? text].map((one) =>
          one.getBoundingClientRect(),
        ) as [DOMRect, DOMRect]
        return inner.left < outer.left - 1 || inner.right > outer.right + 1
      }
      const cut = texts.filter(isCut).map(({ textContent }) => textContent)
      return { cut, drawn: texts.length }
    })
    expect(drawn).toBeGreaterThan(20)
    expect(cut).toEqual([])
  })

  test.each(['light', 'dark'] as const)('all text stands out, %s', async (colorScheme) => {
    const { opened } = await open(createCollusionReport({ result }), { colorScheme })
    const colors = await opened.evaluate(() => {
      const ground = (element: Element | null): string => {
        if (element === null) return 'rgb(255, 255, 255)'
        const { backgroundColor } = getComputedStyle(element)
        return backgroundColor === 'rgba(0, 0, 0, 0)'
          ? ground(element.parentElement)
          : backgroundColor
      }
      const hasText = ({ childNodes }: Element) =>
        Array.from(childNodes).some(
          ({ nodeType, nodeValue }) => nodeType === 3 && nodeValue?.trim(),
        )
      return Array.from(document.querySelectorAll('main *'))
        .filter((element) => hasText(element) && !element.closest('title, desc'))
        .map((element) => {
          const { color, fill } = getComputedStyle(element)
          return [element.matches('svg *') ? fill : color, ground(element)] as const
        })
    })
    expect(colors.length).toBeGreaterThan(100)
    // WCAG 2.2 §1.4.3
    for (const pair of new Set(colors.map((pair) => pair.join('/')))) {
      expect(contrast(...(pair.split('/') as [string, string]))).toBeGreaterThanOrEqual(4.5)
    }
    const dark = await opened.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(luminance(dark) < 0.1).toBe(colorScheme === 'dark')
  })

  test('whoever does not see it hears each chart named and described, and each table by its caption', async () => {
    const { opened } = await open(createCollusionReport({ result }))
    const charts = await opened.getByRole('img').count()
    expect(charts).toBe(7)
    const described = await opened.evaluate(() =>
      Array.from(document.querySelectorAll('svg'), (svg) =>
        (svg.getAttribute('aria-labelledby') ?? '')
          .split(' ')
          .map((id) => document.getElementById(id)?.textContent ?? ''),
      ),
    )
    for (const texts of described) {
      expect(texts).toHaveLength(2)
      for (const text of texts) expect(text.length).toBeGreaterThan(10)
    }
    expect(new Set(described.flat()).size).toBe(14)
    for (const caption of ['Predicted by the audit, and measured', 'One leak at a time']) {
      const table = opened.getByRole('table', { name: caption })
      expect(await table.getByRole('columnheader').count()).toBe(5)
      expect(await table.getByRole('rowheader').count()).toBeGreaterThan(0)
    }
    const headings = await opened.getByRole('heading', { level: 1 }).allTextContents()
    expect(headings).toHaveLength(1)
    const ids = await opened.evaluate(() =>
      Array.from(document.querySelectorAll('[id]'), ({ id }) => id),
    )
    expect(new Set(ids).size).toBe(ids.length)
  })

  test.each([
    { width: 1280, colorScheme: 'light' },
    { width: 360, colorScheme: 'dark' },
  ] as const)(
    'has nothing that axe finds to bar anybody, $width wide and $colorScheme',
    async (options) => {
      const { opened } = await open(createCollusionReport({ result }), options)
      await opened.evaluate(axe.source)
      const { violations, passes } = await opened.evaluate<AxeResults>('axe.run()')
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
      expect(passes.map(({ id }) => id)).toEqual(
        expect.arrayContaining(['color-contrast', 'heading-order', 'html-has-lang', 'svg-img-alt']),
      )
    },
  )

  test('on paper it is dark on white, even for who prefers the dark', async () => {
    const { opened } = await open(createCollusionReport({ result }), { colorScheme: 'dark' })
    await opened.emulateMedia({ media: 'print', colorScheme: 'dark' })
    const [text, ground] = await opened.evaluate(() => {
      const { color, backgroundColor } = getComputedStyle(document.body)
      return [color, backgroundColor] as const
    })
    expect([luminance(text) < 0.1, luminance(ground)]).toEqual([true, 1])
    expect((await opened.pdf()).subarray(0, 5).toString()).toBe('%PDF-')
  })
})

/** WCAG 2.2 contrast ratio, of colours as `rgb(…)`. */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other)
  return (high + 0.05) / (low + 0.05)
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/\d+/g) ?? []).map((digits) => {
    const share = Number(digits) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
