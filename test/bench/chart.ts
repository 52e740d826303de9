import { OURS, type Row } from './row.ts'

/**
 * An SVG of what raw operations cost over the number of messages: a panel for each operation, a line for each library,
 * both axes logarithmic.
 */
export function createChart(rows: readonly Row[]): string {
  const drawn = rows.filter(({ group, unit }) => group === 'raw' && unit === 'ms')
  const libraries = [OURS, ...new Set(drawn.map(({ peer }) => peer))]
  const operations = [...new Set(drawn.map(({ operation }) => operation))]
  const scales = {
    x: createLogScale(
      drawn.map(({ messages }) => messages),
      { from: MARGIN.left + 12, to: PANEL.width - MARGIN.right },
    ),
    y: createLogScale(
      drawn.flatMap(({ ours, theirs }) => [ours, theirs]),
      { from: PANEL.height - MARGIN.bottom, to: MARGIN.top },
    ),
  }
  const panels = operations.map((operation, i) => {
    const shown = drawn.filter((row) => row.operation === operation)
    const lines = libraries.map((name, k) => createLine(seriesOf(name, shown), scales, k))
    const place = `translate(${(i % 2) * PANEL.width} ${HEADER + (i >> 1) * PANEL.height})`
    return `<g transform="${place}">\n${createAxes(operation, scales)}\n${lines.join('\n')}\n</g>`
  })
  const size = [2 * PANEL.width, HEADER + Math.ceil(operations.length / 2) * PANEL.height]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.join(' ')}" role="img">`,
    `<title>${TITLE}</title>`,
    STYLE,
    `<text class="heading" x="${MARGIN.left}" y="24">${TITLE}</text>`,
    ...libraries.map(createLegend),
    ...panels,
    '</svg>\n',
  ].join('\n')
}

const TITLE = 'Milliseconds of an operation over the number of messages'
const HEADER = 80
const PANEL = { width: 440, height: 250 }
const MARGIN = { left: 48, right: 20, top: 32, bottom: 28 }

// Marks tell the lines apart where colours do not. Colours for both a light and a dark ground.
const STYLE = `<style>
text { font: 12px system-ui, sans-serif; fill: #333 }
.heading { font-size: 16px; font-weight: 600 }
.end { text-anchor: end }
.middle { text-anchor: middle }
.grid { stroke: #888; stroke-opacity: 0.3 }
.line { fill: none; stroke: currentColor; stroke-width: 2 }
.mark { fill: currentColor }
.c0 { color: #1f6feb } .c1 { color: #c2410c } .c2 { color: #15803d } .c3 { color: #a21caf }
@media (prefers-color-scheme: dark) {
text { fill: #ddd }
.c0 { color: #79b8ff } .c1 { color: #fb923c } .c2 { color: #4ade80 } .c3 { color: #e879f9 }
}
</style>`

/** Circle, square, triangle, diamond. */
const marks = [
  'M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0',
  'M-4,-4h8v8h-8z',
  'M0,-5l5,9h-10z',
  'M0,-6l5,6l-5,6l-5,-6z',
]

/** Where a value stands along an axis. */
type Scale = (value: number) => number

interface Axis {
  place: Scale
  /** Values that are written beside it. */
  ticks: readonly number[]
}

interface Axes {
  x: Axis
  y: Axis
}

function createLogScale(
  values: readonly number[],
  { from, to }: { from: number; to: number },
): Axis {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const extent = Math.log(high / low) || 1
  return {
    place: (value) => from + ((to - from) * Math.log(value / low)) / extent,
    ticks: roundNumbers.filter((number) => number >= low && number <= high),
  }
}

/** 0.1, 0.2, 0.5, 1, 2, 5 … 50,000. */
const roundNumbers = [0.1, 1, 10, 100, 1000, 10_000].flatMap((power) =>
  [1, 2, 5].map((digit) => digit * power),
)

type Series = readonly { messages: number; cost: number }[]

function seriesOf(name: string, rows: readonly Row[]): Series {
  const [peer] = rows.map((row) => row.peer)
  return rows
    .filter((row) => row.peer === (name === OURS ? peer : name))
    .map(({ messages, ours, theirs }) => ({ messages, cost: name === OURS ? ours : theirs }))
}

function createLine(series: Series, { x, y }: Axes, k: number): string {
  const places = series.map(({ messages, cost }) => [x.place(messages), y.place(cost)].map(short))
  const points = places.map((place) => place.join(',')).join(' ')
  const drawn = places.map(
    (place) => `<path class="mark" transform="translate(${place.join(' ')})" d="${markOf(k)}"/>`,
  )
  return `<g class="${colourOf(k)}"><polyline class="line" points="${points}"/>${drawn.join('')}</g>`
}

function createAxes(operation: string, { x, y }: Axes): string {
  const [left, right] = [MARGIN.left, PANEL.width - MARGIN.right]
  const bottom = PANEL.height - MARGIN.bottom
  return [
    `<text class="heading" x="${left}" y="${MARGIN.top - 12}">${escapeXml(operation)}</text>`,
    ...y.ticks.map((tick) => {
      const at = short(y.place(tick))
      return `<path class="grid" d="M${left},${at}H${right}"/><text class="end" x="${left - 6}" y="${at + 4}">${tick}</text>`
    }),
    ...x.ticks.map((tick) => {
      const at = short(x.place(tick))
      return `<path class="grid" d="M${at},${bottom}V${MARGIN.top}"/><text class="middle" x="${at}" y="${bottom + 18}">${tick}</text>`
    }),
  ].join('\n')
}

function createLegend(name: string, k: number): string {
  const [left, top] = [MARGIN.left + (k % 2) * PANEL.width, 48 + (k >> 1) * 20]
  return `<g class="${colourOf(k)}" transform="translate(${left} ${top})"><path class="mark" d="${markOf(k)}"/><text x="12" y="4">${escapeXml(name)}</text></g>`
}

const colourOf = (k: number) => `c${k % marks.length}`
const markOf = (k: number) => marks[k % marks.length]
const short = (place: number) => Math.round(place * 10) / 10

const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
