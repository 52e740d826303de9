/** Text of HTML, in which everything that was put in is escaped. */
export interface Markup {
  readonly markup: string
}

/** What {@link html} takes between its strings. Text and numbers are escaped, what is markup already stays. */
export type Content = string | number | Markup | readonly Content[]

/** Markup by a template: `` html`<td>${anything}</td>` ``. Values stand in elements, or in attributes between double quotes. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const markup = strings.map((string, i) => {
    const value = values[i]
    return value === undefined ? string : string + textOf(value)
  })
  return { markup: markup.join('') }
}

function textOf(value: Content): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return escaped(value)
  return isMarkup(value) ? value.markup : value.map(textOf).join('')
}

function isMarkup(value: Markup | readonly Content[]): value is Markup {
  return 'markup' in value
}

/** What would end an element, an attribute or a reference, and what no document of XML may hold. */
function escaped(text: string): string {
  return text.replace(SPECIAL, (character) => references[character] ?? '\ufffd')
}

// The last range turns lines around, so that a reader sees another text than is there.
const SPECIAL = /[&<>"']|(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
