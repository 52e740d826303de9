/** How the report looks: at any width, by day and by night, and on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #fff; --text: #1c1c1c; --faint: #595959; --line: #c4c4c4; --panel: #f4f5f7;
  --first: #0b5cad; --second: #a8400a;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #16181b; --text: #ececec; --faint: #b0b3b8; --line: #4c5157; --panel: #22262b;
    --first: #7db8f7; --second: #f5a56b;
  }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 78rem; margin: 0 auto; padding: 1.5rem 1rem 3rem }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 2.5rem 0 .5rem }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .25rem }
p, ul, ol, dl { max-width: 44rem; margin: .5rem 0; overflow-wrap: anywhere }
.lead { font-size: 1.15rem }
.beside { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem 2rem; align-items: start; margin: 1rem 0 }
@media (min-width: 60rem) { .beside { grid-template-columns: minmax(0, 24rem) minmax(0, 1fr) } }
figure { margin: 0; min-width: 0 }
figcaption { color: var(--faint); font-size: .9rem; margin-top: .25rem }
svg { display: block; width: 100%; max-width: 30rem; height: auto }
.scroll { overflow-x: auto; min-width: 0 }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums }
caption { text-align: left; font-weight: 600; padding: 0 0 .4rem }
table.wide { min-width: 36rem }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line) }
thead th { color: var(--faint); font-weight: 600 }
tbody th { font-weight: 600 }
.range { display: block; color: var(--faint); font-size: .85rem; white-space: nowrap }
.sets { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: 1.5rem }
.sets h3 { margin-top: 0 }
.sets + .scroll { margin-top: 1.5rem }
code { font-size: .85rem; overflow-wrap: anywhere }
dt { font-weight: 600 } dd { margin: 0 0 .5rem }
.note { background: var(--panel); padding: .75rem 1rem; max-width: 46rem }
svg text { font: 13px system-ui, sans-serif; fill: var(--text) }
svg .label { font-weight: 600; paint-order: stroke; stroke: var(--ground); stroke-width: 4px; stroke-linejoin: round }
svg .end { text-anchor: end } svg .middle { text-anchor: middle }
svg .grid { stroke: var(--line); fill: none }
svg .guess { stroke: var(--text); stroke-dasharray: 3 3; fill: none }
svg .expected { stroke: var(--text); stroke-dasharray: 5 4; fill: none; stroke-width: 1.5 }
svg .interval { stroke: var(--first); stroke-width: 2; fill: none }
svg .mark, svg .bar { fill: var(--first) }
svg .few { fill: var(--second) }
svg .square .interval { stroke: var(--second) } svg .square .mark { fill: var(--second) }
.key { display: inline-block; width: .8em; height: .8em; margin-right: .3em }
.key.circle { background: var(--first); border-radius: 50% } .key.square { background: var(--second) }
@media print {
  body { font-size: 10pt }
  main { max-width: none; padding: 0 }
  h2, h3 { break-after: avoid }
  figure, tr, .sets > div { break-inside: avoid }
  .scroll { overflow: visible }
  table.wide { min-width: 0 }
}
`
