import type { Estimate } from '../simulation/statistics.ts'
import { type Content, html, type Markup } from './markup.ts'

/** What every chart says to who does not see it. */
export interface ChartWords {
  /** Unlike those of other charts of a page. */
  readonly id: string
  readonly title: string
  readonly description: string
}

/** A row of {@link createRateChart}. */
export interface RateRow {
  readonly label: string
  readonly marks: readonly { readonly estimate: Estimate; readonly shape: Shape }[]
  /** Where guessing gets; a line. */
  readonly guessing: number
}

/** Shapes tell series apart where colours do not. */
export type Shape = 'circle' | 'square'

/** What {@link createRateChart} takes. */
export interface RateChartOptions extends ChartWords {
  readonly rows: readonly RateRow[]
  /** From where to where the axis goes; from 0 to 1 by default. */
  readonly from?: number
  /** What is written below the axis, at its values. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[]
}

/** A row for each label, with marks on an axis and how far each may be off. */
export function createRateChart({ rows, from = 0, ticks, ...words }: RateChartOptions): Markup {
  const x = linear([from, 1], [SIDE, WIDTH - SIDE])
  const bottom = TOP + rows.length * ROW
  return svg(words, bottom + 24, [
    ticks.map(({ at, text }) => tick(x(at), { top: TOP - 8, bottom, text })),
    rows.map(({ label, marks, guessing }, i) => {
      const top = TOP + i * ROW
      const from = i === 0 ? TOP - 8 : top
      return html`<path class="guess" d="M${x(guessing)},${from}V${top + ROW}"/><text class="label" x="0" y="${top + 12}">${label}</text>${marks.map(
        ({ estimate, shape }, k) => markOf(estimate, { shape, x, y: top + 24 + k * 13 }),
      )}`
    }),
  ])
}

interface MarkOptions {
  shape: Shape
  x: (value: number) => number
  y: number
}

function markOf({ value, low, high }: Estimate, { shape, x, y }: MarkOptions): Markup {
  const at = x(value)
  return html`<g class="${shape}"><path class="interval" d="M${x(low)},${y}H${x(high)}m0,-4v8M${x(low)},${y - 4}v8"/>${
    shape === 'circle'
      ? html`<circle class="mark" cx="${at}" cy="${y}" r="5"/>`
      : html`<rect class="mark" x="${short(at - 4.5)}" y="${short(y - 4.5)}" width="9" height="9"/>`
  }</g>`
}

/** A bar of {@link createHistogram}. */
export interface Bar {
  readonly label: string
  /** From 0 to 1. */
  readonly share: number
  readonly text: string
}

/** What {@link createHistogram} takes. */
export interface HistogramOptions extends ChartWords {
  readonly bars: readonly Bar[]
  /** A line above the bar of an index, with what it says; none by default. */
  readonly mark?: { readonly above: number; readonly text: string }
}

/** Bars that lie, each with what it is of at its left and how much at its right. */
export function createHistogram({ bars, mark, ...words }: HistogramOptions): Markup {
  const x = linear([0, 1], [LABELS, WIDTH - 60])
  const isBelow = (i: number) => mark !== undefined && i >= mark.above
  const top = (i: number) => i * BAR + (isBelow(i) ? MARK : 0) + 4
  return svg(words, top(bars.length), [
    mark === undefined
      ? ''
      : html`<path class="guess" d="M0,${top(mark.above) - 6}H${WIDTH}"/><text class="end" x="${WIDTH}" y="${top(mark.above) - 11}">${mark.text}</text>`,
    bars.map(({ label, share, text }, i) => {
      const y = top(i)
      return html`<text class="end" x="${LABELS - 8}" y="${y + 14}">${label}</text><rect class="bar${
        mark === undefined || isBelow(i) ? '' : ' few'
      }" x="${LABELS}" y="${y}" width="${short(
        Math.max(0.5, x(share) - LABELS),
      )}" height="18"/><text x="${short(x(share) + 6)}" y="${y + 14}">${text}</text>`
    }),
  ])
}

/** A point of {@link createCalibrationChart}. */
export interface CalibrationPoint {
  /** How many people could be meant, at least and at most. */
  readonly candidates: { readonly least: number; readonly most: number }
  readonly measured: Estimate
  /** Which series it is of, from 0. */
  readonly series: number
}

/** What {@link createCalibrationChart} takes. */
export interface CalibrationChartOptions extends ChartWords {
  readonly points: readonly CalibrationPoint[]
  /** The most people that there could be. */
  readonly most: number
}

/** How often somebody was right over how many people could be meant, beside the line on which both agree. */
export function createCalibrationChart({
  points,
  most,
  ...words
}: CalibrationChartOptions): Markup {
  const [left, right, top, bottom] = [52, WIDTH - 12, 20, 268]
  const decades = [1, 10, 100, 1000, 10_000].filter((at) => at <= Math.max(most, 10))
  const scale = linear([0, Math.log(Math.max(most, 10))], [left + 10, right])
  const x = (candidates: number) => scale(Math.log(candidates))
  const y = linear([0, 1], [bottom - 6, top])
  const middleOf = ({ least, most: greatest }: CalibrationPoint['candidates']) =>
    x(Math.sqrt(least * greatest))
  const line = Array.from({ length: 61 }, (_, i) => {
    const candidates = Math.max(most, 10) ** (i / 60)
    return `${x(candidates)},${y(1 / candidates)}`
  })
  return svg(words, bottom + 44, [
    decades.map((at) => tick(x(at), { top, bottom, text: String(at) })),
    [0, 0.25, 0.5, 0.75, 1].map(
      (at) =>
        html`<path class="grid" d="M${left},${y(at)}H${right}"/><text class="end" x="${left - 6}" y="${y(at) + 4}">${at * 100} %</text>`,
    ),
    html`<text class="middle" x="${short((left + right) / 2)}" y="${bottom + 38}">people who could be meant</text>`,
    html`<polyline class="expected" points="${line.join(' ')}"/>`,
    points
      .filter(({ candidates: { least, most } }) => most > least)
      .map(
        ({ candidates: { least, most: greatest }, measured: { value } }) =>
          html`<path class="interval" d="M${x(least)},${y(value)}H${x(greatest)}"/>`,
      ),
    points.map(({ candidates, measured: { low, high } }) => {
      const at = middleOf(candidates)
      return html`<path class="interval" d="M${at},${y(low)}V${y(high)}"/>`
    }),
    clustersOf(
      points.map(({ candidates, measured, series }) => ({
        ...{ series, x: middleOf(candidates), y: y(measured.value) },
      })),
    ).map((cluster) => {
      const { x: at, y: height, series } = cluster
      const isRight = at > WIDTH / 2
      return html`<circle class="mark" cx="${at}" cy="${height}" r="5"/><text class="label${
        isRight ? ' end' : ''
      }" x="${short(at + (isRight ? -9 : 9))}" y="${short(height - 6)}">${series.map((one) => one + 1).join(', ')}</text>`
    }),
  ])
}

/** Points that would hide each other, as one that is named for all of them. */
function clustersOf(
  points: readonly { readonly series: number; readonly x: number; readonly y: number }[],
) {
  const clusters: { series: number[]; x: number; y: number }[] = []
  for (const { series, x, y } of points) {
    const near = clusters.find((one) => Math.hypot(one.x - x, one.y - y) < NEAR)
    if (near === undefined) clusters.push({ series: [series], x, y })
    else if (!near.series.includes(series)) near.series.push(series)
  }
  return clusters
}

const NEAR = 14

const WIDTH = 420
const SIDE = 26
const TOP = 14
const ROW = 56
const BAR = 24
/** How much room a line takes between bars. */
const MARK = 26
const LABELS = 128

function svg({ id, title, description }: ChartWords, height: number, drawn: Content): Markup {
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
${drawn}</svg>`
}

interface TickOptions {
  top: number
  bottom: number
  text: string
}

function tick(at: number, { top, bottom, text }: TickOptions): Markup {
  return html`<path class="grid" d="M${at},${top}V${bottom}"/><text class="middle" x="${at}" y="${bottom + 18}">${text}</text>`
}

function linear([a, b]: readonly [number, number], [from, to]: readonly [number, number]) {
  return (value: number) => short(from + ((to - from) * (value - a)) / (b - a))
}

/** To a tenth, so that no last digit of a floating point differs elsewhere. */
function short(place: number): number {
  return Math.round(place * 10) / 10
}
