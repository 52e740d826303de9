import { sha256, utf8 } from '@unscored/core'
import type { AuditCount, AuditResult } from '../audit/audit.ts'
import { defaultPolicy } from '../audit/policy.ts'
import type {
  AnonymityBin,
  CollusionResult,
  FormatResult,
  LeakResult,
  LinkResult,
} from '../simulation/result.ts'
import { createCalibrationChart, createHistogram, createRateChart } from './charts.ts'
import { type Content, html, type Markup } from './markup.ts'
import { style } from './style.ts'
import {
  decimal,
  decimalRange,
  type LinkVerdict,
  percent,
  percentRange,
  verdictOf,
  verdictWords,
  whole,
} from './words.ts'

/** An audit that a report tells of, as `auditDisclosure` gives it. */
export interface ReportedAudit {
  /** What was audited, in words. */
  readonly label: string
  readonly audit: Pick<AuditResult, 'anonymity' | 'verdict' | 'policy'>
}

/** What {@link createCollusionReport} takes. */
export interface CreateCollusionReportOptions {
  readonly result: CollusionResult
  /** Told of after what was measured; none by default. */
  readonly audits?: readonly ReportedAudit[]
}

/**
 * A page that tells people what a simulation measured: one document of HTML with its charts within, that runs no script and asks
 * for nothing elsewhere, by a content security policy of its own. Beside each chart is a table of the same figures. It is the
 * same for the same result.
 */
export function createCollusionReport({
  result,
  audits = [],
}: CreateCollusionReportOptions): string {
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${TITLE}</title>
<style>${{ markup: style }}</style>
</head>
<body>
<main>
${[
  introduction(result),
  ratesSection(result),
  anonymitySection(result),
  setsSection(result),
  calibrationSection(result),
  result.leaks.length > 0 ? leaksSection(result.leaks) : '',
  audits.length > 0 ? auditsSection(audits) : '',
  controlsSection(result),
  methodSection(result),
]}
</main>
</body>
</html>
`
  return markup
}

const TITLE = 'Who can link visits, and by which credential?'

/** Nothing is fetched, run or sent; the one style is known by its hash. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${base64Of(sha256(utf8(style)))}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

function base64Of(octets: Uint8Array): string {
  return btoa(String.fromCharCode(...octets))
}

function introduction({ settings, formats, population }: CollusionResult): Markup {
  const { holders, visits, verifiers } = settings
  return html`<h1>${TITLE}</h1>
<p class="lead">${whole(holders)} fictitious people went out ${whole(visits)} times each, to ${whole(verifiers)} places. At every door they
showed a vaccination credential. Afterwards all doors and the issuer handed everything that they had to one party. This is how often
that party could tell which visits were of the same person, and of whom.</p>
<p>The people are drawn from “${population.title}”. Nobody in it is real. The credentials, requests and presentations are.</p>
${
  formats.length === 0
    ? html`<p>No format was simulated.</p>`
    : html`<h2>In short</h2>
<ul>${verdictOrder.map((verdict) => shortly(verdict, formats))}</ul>`
}`
}

const verdictOrder: readonly LinkVerdict[] = ['nearlyAlways', 'often', 'sometimes', 'chance']

function shortly(verdict: LinkVerdict, formats: readonly FormatResult[]): Content {
  const named = formats.filter(({ visitToVisit }) => verdictOf(visitToVisit) === verdict)
  if (named.length === 0) return ''
  const names = named.map(({ label }) => label).join('; ')
  return html`
<li>Visits of one person were linked <strong>${verdictWords[verdict]}</strong>: ${names}.</li>`
}

function ratesSection({ formats, settings }: CollusionResult): Content {
  if (formats.length === 0) return ''
  const guessing = guessingText(formats)
  const chart = createRateChart({
    id: 'rates',
    title: 'How often the first guess was right, by format',
    description: `For each format, how often a visit was linked to another of the same person, and how often to her record at the issuer. The dashed line is guessing: ${guessing}. The table has the same figures.`,
    rows: formats.map(({ label, visitToVisit, visitToPerson }) => ({
      label,
      marks: [
        { estimate: visitToVisit.top1, shape: 'circle' },
        { estimate: visitToPerson.top1, shape: 'square' },
      ],
      guessing: visitToVisit.guessing,
    })),
    ticks: percentTicks,
  })
  return html`<section aria-labelledby="h-rates">
<h2 id="h-rates">How often visits were linked</h2>
<p><strong>Visit to visit:</strong> given the last visit of somebody, is the visit that the party names first, of all earlier ones,
of the same person? <strong>Visit to person:</strong> given a visit, is the first record that it names, of all that the issuer keeps, hers?
Guessing is right in so many cases: ${guessing}.</p>
<div class="beside">
<figure>${chart}
<figcaption><span class="key circle"></span>visit to visit <span class="key square"></span>visit to person. Lines are intervals of 95 %;
the dashed line is guessing.</figcaption></figure>
${table({
  caption: 'Linking by format',
  head: [
    'Format',
    'Visit to visit',
    'Visit to person',
    'By guessing',
    'Two visits: same person?',
    'Evidence',
  ],
  rows: formats.map(({ label, visitToVisit, visitToPerson }) => [
    label,
    rate(visitToVisit.top1),
    rate(visitToPerson.top1),
    percent(visitToVisit.guessing),
    advantageOf(visitToVisit),
    `${visitToVisit.bits.value.toFixed(1)} bits`,
  ]),
})}
</div>
<p>The last column but one is the advantage over guessing when asked of two visits whether they are of one person: 0 is a coin, 1 is never
wrong. The last is how much the party learned for it on average; one bit halves the number of people who could be meant.</p>
<h3>How each format was used</h3>
<dl>${formats.map(
    ({ label, use, holders, visitToVisit: { by, guessing } }) => html`
<dt>${label}</dt><dd>${use} ${fewer(holders, { settings, guessing })}${
      by.length === 0
        ? 'The party found nothing to link visits by.'
        : html`Visits were linked by ${by.slice(0, 3).map(({ path }, i) => html`${i > 0 ? ', ' : ''}<code>${path}</code>`)}${
            by.length > 3 ? ' and more' : ''
          }.`
    }</dd>`,
  )}
</dl>
</section>`
}

/** How often guessing is right, where it is not the same for all formats with which of them. */
function guessingText(formats: readonly FormatResult[]): string {
  const rates = new Map<string, string[]>()
  for (const { label, visitToVisit } of formats) {
    const shown = percent(visitToVisit.guessing)
    rates.set(shown, [...(rates.get(shown) ?? []), label])
  }
  const [[usual = ''] = [], ...others] = [...rates].sort(([, a], [, b]) => b.length - a.length)
  return [usual, ...others.map(([shown, labels]) => `${shown} for ${labels.join(' and ')}`)].join(
    '; ',
  )
}

interface FewerOptions {
  settings: CollusionResult['settings']
  guessing: number
}

function fewer(holders: number, { settings, guessing }: FewerOptions): string {
  if (holders >= settings.holders) return ''
  return `It was simulated with ${whole(holders)} of the ${whole(settings.holders)} people, since it takes long: its intervals are wider, and guessing is right in ${percent(guessing)} of cases. `
}

const percentTicks = [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: `${at * 100} %` }))

function setsSection({ formats, settings }: CollusionResult): Content {
  if (formats.length === 0) return ''
  const bins = setBins(settings.holders)
  return html`<section aria-labelledby="h-sets">
<h2 id="h-sets">How many of the simulated people could be meant</h2>
<p>These are not the people of the country, but the ${whole(settings.holders)} of the simulation, or as many of them as a format was
simulated with. Each visit leaves the party, which has everybody's records, with some of them who could be meant. One is a person who is
known. The bars are shares of visits.</p>
<div class="sets">${formats.map(({ format, label, visitToPerson }) => {
    const shares = bins.map((bin) => ({ ...bin, share: shareIn(bin, visitToPerson) }))
    return html`
<div><h3>${label}</h3>
<figure>${createHistogram({
      id: `sets-${format}`,
      title: `${label}: visits by how many of the simulated people could be meant`,
      description: `${shares.map(({ label: name, share }) => `${name}: ${percent(share)}`).join('; ')}.`,
      bars: shares.map(({ label: name, share }) => ({
        ...{ label: name, share },
        text: percent(share),
      })),
    })}</figure></div>`
  })}
</div>
${table({
  caption: 'Share of visits, by how many of the simulated people could be meant',
  head: ['Format', ...bins.map(({ label }) => label)],
  rows: formats.map(({ label, visitToPerson }) => [
    label,
    ...bins.map((bin) => percent(shareIn(bin, visitToPerson))),
  ]),
})}
</section>`
}

function anonymitySection({ formats, population }: CollusionResult): Content {
  if (formats.length === 0) return ''
  const { k } = defaultPolicy
  return html`<section aria-labelledby="h-anonymity">
<h2 id="h-anonymity">How many people of the country could be meant</h2>
<p>Before anybody tries to find out, an audit counts how many people of the whole population a visit could be of: of all in
“${population.title}” who get in, by what was shown. It takes the issuer at its word, and looks at one visit of each holder. One is a person who is known; the more,
the better she is hidden. The line is a policy of at least ${whole(k)} people, which what is above it does not meet.</p>
<div class="sets">${formats.map(({ format, label, anonymity: { bins, visits } }) => {
    const bars = bins.map((bin) => ({
      ...{ label: binLabel(bin), share: shareOf(bin.byLeast, visits) },
      text: percent(shareOf(bin.byLeast, visits)),
    }))
    const above = bins.findIndex(({ from }) => from >= k)
    return html`
<div><h3>${label}</h3>
<figure>${createHistogram({
      id: `anonymity-${format}`,
      title: `${label}: visits by how many people of the country could be meant`,
      description: `${bars.map((bar) => `${bar.label}: ${bar.text}`).join('; ')}.`,
      bars,
      ...(above > 0 && { mark: { above, text: `policy: ${whole(k)} or more` } }),
    })}</figure></div>`
  })}
</div>
<p>Where the audit knows no more than bounds, the bars are of the fewest people that it can be; the table has the fewest and the most.</p>
${table({
  caption: 'Share of visits, by how many people of the country could be meant',
  head: ['Format', ...(formats[0]?.anonymity.bins ?? []).map(binLabel), `Fewer than ${whole(k)}`],
  rows: formats.map(({ label, anonymity: { bins, visits } }) => [
    label,
    ...bins.map(({ byLeast, byMost }) => sharesText(byLeast, byMost, visits)),
    sharesText(below(bins, { k, by: 'byLeast' }), below(bins, { k, by: 'byMost' }), visits),
  ]),
})}
</section>`
}

function binLabel({ from, until }: AnonymityBin): string {
  if (until === from) return from === 1 ? '1 person' : whole(from)
  return until === null ? `${whole(from)} or more` : `${whole(from)} to ${whole(until)}`
}

interface BelowOptions {
  k: number
  by: 'byLeast' | 'byMost'
}

function below(bins: readonly AnonymityBin[], { k, by }: BelowOptions): number {
  return bins.reduce((sum, bin) => sum + (bin.until !== null && bin.until < k ? bin[by] : 0), 0)
}

function shareOf(count: number, all: number): number {
  return all === 0 ? 0 : count / all
}

function sharesText(byLeast: number, byMost: number, visits: number): Content {
  const least = percent(shareOf(byLeast, visits))
  if (byLeast === byMost) return least
  return html`${least}<span class="range">by the most: ${percent(shareOf(byMost, visits))}</span>`
}

interface SetBin {
  readonly label: string
  readonly from: number
  readonly below: number
}

/** One person; two to nine; and so on until all. */
function setBins(holders: number): SetBin[] {
  const limits = [1, 2, 10, 100, 1000, 10_000].filter((limit) => limit < holders)
  return limits.map((from, i) => {
    const last = (limits[i + 1] ?? holders + 1) - 1
    const label = from === last ? whole(from) : `${whole(from)} to ${whole(last)}`
    return { label: from === 1 ? '1 person' : label, from, below: last + 1 }
  })
}

/** To whole people: somebody who could be one of 1.4 is nearly sure to be one. */
function shareIn({ from, below }: SetBin, { calibration }: LinkResult): number {
  let [inside, all] = [0, 0]
  for (const { candidates, visits } of calibration) {
    all += visits
    const people = Math.round(candidates)
    if (people >= from && people < below) inside += visits
  }
  return all === 0 ? 0 : inside / all
}

function calibrationSection({ formats, settings }: CollusionResult): Content {
  if (formats.length === 0) return ''
  const points = formats.flatMap(({ label, calibrationByAuditor }, series) =>
    calibrationByAuditor.map((bin) => ({ ...bin, label, series })),
  )
  const byParty = formats.flatMap(({ label, visitToPerson }, series) =>
    visitToPerson.calibration.map((bin) => ({ ...bin, label, series })),
  )
  const chart = createCalibrationChart({
    id: 'calibration',
    title: 'Predicted number of people against measured linking',
    description:
      'How often the first guess was right, over how many people could be meant by the reckoning of the audit. On the dashed line both agree: with two people, every other guess is right. The table has the same figures.',
    points,
    most: settings.holders,
  })
  return html`<section aria-labelledby="h-calibration">
<h2 id="h-calibration">Is the number of people predicted well?</h2>
<p>An audit counts how many people a visit could be of, by what is shown and by the population alone, before anybody tries to find out.
Where so many people could be meant, one guess in so many should be right. If points lie on the dashed line, the predicted
number can be believed. Above it, people are hidden worse than was predicted.</p>
<div class="beside">
<figure>${chart}
<figcaption>Visit to person, one visit of each holder. Numbers of points are those of formats in the table. Lines upright are intervals of 95 %; lines that lie are between the least and the most that the audit says; the dashed line is one guess in so many.</figcaption></figure>
${table({
  caption: 'Predicted by the audit, and measured',
  head: ['Format', 'People predicted', 'Right, predicted', 'Right, measured', 'Visits'],
  rows: points.map(({ label, series, candidates, predicted, measured, visits }) => [
    `${series + 1}. ${label}`,
    rangeText(candidates, (count) => count.toFixed(1)),
    rangeText(predicted, percent),
    rate(measured),
    whole(visits),
  ]),
})}
</div>
<p>The party, too, reckons with how many people could be meant, by all that it has.</p>
${table({
  caption: 'Predicted by the party, and measured',
  head: ['Format', 'People predicted', 'Right, predicted', 'Right, measured', 'Visits'],
  rows: byParty.map(({ label, series, candidates, predicted, measured, visits }) => [
    `${series + 1}. ${label}`,
    candidates.toFixed(1),
    percent(predicted),
    rate(measured),
    whole(visits),
  ]),
})}
</section>`
}

/** One text where both are the same as they are written. */
function rangeText(
  { least, most }: { readonly least: number; readonly most: number },
  text: (value: number) => string,
): string {
  const [one, other] = [text(least), text(most)]
  return one === other ? one : `${one} to ${other}`
}

function leaksSection(leaks: readonly LeakResult[]): Markup {
  const chart = createRateChart({
    id: 'leaks',
    title: 'Advantage of the party by one leak alone',
    description:
      'For each leak, how much better than a coin the party tells whether two visits are of one person. 0 is a coin, 1 is never wrong. The table has the same figures.',
    from: -0.25,
    rows: leaks.map(({ leak, visitToVisit }) => ({
      label: leak,
      marks: [{ estimate: visitToVisit.advantage, shape: 'circle' }],
      guessing: 0,
    })),
    ticks: [-0.25, 0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: decimalTick(at) })),
  })
  return html`<section aria-labelledby="h-leaks">
<h2 id="h-leaks">What single mistakes give away</h2>
<p>A format that gives nothing else away was made worse in one thing at a time, by who issues, carries or asks. That shows what each
of them costs, and that the party finds what is there to be found.</p>
<div class="beside">
<figure>${chart}
<figcaption>Advantage over guessing with intervals of 95 %; the dashed line is guessing.</figcaption></figure>
${table({
  caption: 'One leak at a time',
  head: ['Leak', 'What was done', 'Advantage', 'Evidence', 'Found'],
  rows: leaks.map(({ leak, what, visitToVisit }) => [
    leak,
    what,
    advantageOf(visitToVisit),
    `${visitToVisit.bits.value.toFixed(1)} bits`,
    verdictOf(visitToVisit) === 'chance' ? 'no' : 'yes',
  ]),
})}
</div>
</section>`
}

function decimalTick(at: number): string {
  return String(at).replace('-', '−')
}

function auditsSection(audits: readonly ReportedAudit[]): Markup {
  return html`<section aria-labelledby="h-audits">
<h2 id="h-audits">What an audit says beforehand</h2>
<p>An audit reads one request or presentation and counts, in the whole population, how many people it could be of.</p>
${table({
  caption: 'People who could be meant, of the population',
  head: ['What is shown', 'All', 'Median person', 'Least hidden person', 'Policy'],
  rows: audits.map(({ label, audit: { anonymity, verdict, policy: rule } }) => [
    label,
    countText(anonymity.people),
    countText(anonymity.median),
    countText(anonymity.worst),
    `at least ${whole(rule.k)}: ${auditVerdicts[verdict]}`,
  ]),
})}
</section>`
}

const auditVerdicts = { met: 'met', notMet: 'not met', unknown: 'not known' } as const

function countText({ least, most }: AuditCount): string {
  if (most === null) return `${whole(least)} or more`
  return least === most ? whole(least) : `${whole(least)} to ${whole(most)}`
}

function controlsSection({ formats }: CollusionResult): Content {
  if (formats.length === 0) return ''
  return html`<section aria-labelledby="h-controls">
<h2 id="h-controls">Checks of the measurement itself</h2>
<p>The same party was given the same visits once more, with a holder drawn at random for each. There is nothing to find then, so
that it must do no better than by guessing; of twenty intervals of 95 %, one misses the truth on average. And verifiers checked what they were
shown.</p>
${table({
  caption: 'Visits of holders drawn at random',
  head: ['Format', 'Visit to visit', 'Guessing', 'Advantage', 'Verified'],
  rows: formats.map(({ label, visitToVisit: { shuffled }, verified, presentations }) => [
    label,
    rate(shuffled.top1),
    percent(shuffled.guessing),
    advantageOf(shuffled),
    `${whole(verified)} of ${whole(presentations)}`,
  ]),
})}
</section>`
}

function methodSection({ method, settings, population }: CollusionResult): Markup {
  const { seed, holders, trainingHolders, visits, verifiers, firstDay, days, rule, habits } =
    settings
  const { atLeast, atMost } = rule.daysSince
  return html`<section aria-labelledby="h-method">
<h2 id="h-method">Method and limits</h2>
<ul>${[...method, ...limits(settings)].map(
    (sentence) => html`
<li>${sentence}</li>`,
  )}
</ul>
${table({
  caption: 'What was simulated',
  head: ['Setting', 'Value'],
  rows: [
    ['People who are told apart', whole(holders)],
    ['People whom the party knows, to learn from', whole(trainingHolders)],
    ['Visits of each', whole(visits)],
    ['Places', whole(verifiers)],
    ['Days', `${whole(days)} from ${firstDay} on`],
    [
      'Who gets in',
      `dose ${rule.doseNumber} of ${rule.products.join(', ')}, ${atLeast} to ${atMost} days ago`,
    ],
    ['Places and hours of their own', habits ? 'yes' : 'no'],
    ['Seed', seed],
  ],
})}
<p>Population: ${population.title}. Source: ${population.source}. Licence: ${population.licence}.</p>
<p class="note">Anybody can repeat this: the same settings and seed give the same figures.</p>
</section>`
}

function limits({ holders }: CollusionResult['settings']): readonly string[] {
  return [
    `With ${whole(holders)} people, differences smaller than the intervals cannot be seen. “No better than by guessing” means that none was seen, not that there is none.`,
    'Where many formats are measured at 95 %, some interval misses the truth by chance.',
    'A rate is for so many people and these places. Among more people, the same hint leaves more who could be meant.',
  ]
}

interface TableOptions {
  caption: string
  head: readonly string[]
  /** Of each row, the first cell is what it is about. */
  rows: readonly (readonly Content[])[]
}

/** A table that scrolls by itself where it is wider than the page; reached by the keyboard for that. */
function table({ caption, head, rows }: TableOptions): Markup {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table${head.length > 3 ? html` class="wide"` : ''}>
<caption>${caption}</caption>
<thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first = '', ...cells]) => html`
<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}
</tbody></table></div>`
}

function rate(estimate: LinkResult['top1']): Markup {
  return html`${percent(estimate.value)}<span class="range">${percentRange(estimate)}</span>`
}

function advantageOf({ advantage }: Pick<LinkResult, 'advantage'>): Markup {
  return html`${decimal(advantage.value)}<span class="range">${decimalRange(advantage)}</span>`
}
