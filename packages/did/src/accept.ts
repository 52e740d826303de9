/** RFC 9110 §5.6.2 and §5.6.4. Header fields are split before these look at a part, which can be read in one way alone. */
const TOKEN = "[\\w!#$%&'*+.^`|~-]+"
const TYPE = new RegExp(`^(${TOKEN})/(${TOKEN})$`)
const PARAMETER = new RegExp(`^(${TOKEN})=(?:(${TOKEN})|"([^"]*)")$`)

/** The longest `Accept` that is read, in characters. */
const MAX_ACCEPT_LENGTH = 2048

/**
 * The media type that whoever sent an `Accept` header likes best; the first one where it likes several as much. `undefined`
 * where it takes none, or the header is malformed.
 *
 * @param accept Of a request; all are fine where there is none.
 * @param offered Media types in small letters, with parameters written `;name="value"`, the preferred one first.
 * @see RFC 9110 §12.5.1
 */
export function preferredMediaType<Type extends string>(
  accept: string | null,
  offered: readonly Type[],
): Type | undefined {
  const ranges = accept === null || accept.trim() === '' ? [anything] : readRanges(accept)
  if (ranges === undefined) return undefined
  const weighed = offered.map((type) => ({ type, weight: weightOf(type, ranges) }))
  const best = Math.max(...weighed.map(({ weight }) => weight))
  return best > 0 ? weighed.find(({ weight }) => weight === best)?.type : undefined
}

interface MediaRange {
  readonly type: string
  readonly subtype: string
  /** Each as `name="value"`, in small letters but for the value. */
  readonly parameters: readonly string[]
  /** From 0, which is a refusal, to 1. */
  readonly weight: number
}

const anything: MediaRange = { type: '*', subtype: '*', parameters: [], weight: 1 }

function readRanges(accept: string): MediaRange[] | undefined {
  if (accept.length > MAX_ACCEPT_LENGTH) return undefined
  const ranges = splitOutsideQuotes(accept, ',')
    .filter((text) => text !== '')
    .map(readRange)
  return ranges.every((range) => range !== undefined) ? ranges : undefined
}

function readRange(text: string): MediaRange | undefined {
  const [essence = '', ...pairs] = splitOutsideQuotes(text, ';')
  const [, type, subtype] = TYPE.exec(essence.toLowerCase()) ?? []
  const parameters = pairs.filter((pair) => pair !== '').map(readParameter)
  const weight = weightIn(parameters)
  if (type === undefined || subtype === undefined || weight === undefined) return undefined
  if (!parameters.every((parameter) => parameter !== undefined)) return undefined
  return {
    ...{ type, subtype, weight },
    parameters: parameters.filter((parameter) => !parameter.startsWith('q=')),
  }
}

/** As `name="value"`. */
function readParameter(pair: string): string | undefined {
  const [, name, token, quoted] = PARAMETER.exec(pair) ?? []
  return name === undefined ? undefined : `${name.toLowerCase()}="${token ?? quoted}"`
}

function weightIn(parameters: readonly (string | undefined)[]): number | undefined {
  const quality = parameters.find((parameter) => parameter?.startsWith('q=')) ?? 'q="1"'
  const weight = /^q="(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)"$/.exec(quality)?.[1]
  return weight === undefined ? undefined : Number(weight)
}

/** The weight of the most specific range that a type is in. */
function weightOf(offered: string, ranges: readonly MediaRange[]): number {
  const [essence = '', ...parameters] = splitOutsideQuotes(offered, ';')
  const [type, subtype] = essence.split('/')
  const [best] = ranges
    .filter(
      (range) =>
        (range.type === '*' ? range.subtype === '*' : range.type === type) &&
        (range.subtype === '*' || range.subtype === subtype) &&
        range.parameters.every((parameter) => parameters.includes(parameter)),
    )
    .sort((a, b) => specificity(b) - specificity(a))
  return best?.weight ?? 0
}

function specificity({ type, subtype, parameters }: MediaRange): number {
  return Number(type !== '*') + Number(subtype !== '*') + parameters.length
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = ['']
  let isQuoted = false
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted
    if (character === separator && !isQuoted) parts.push('')
    else parts.push((parts.pop() ?? '') + character)
  }
  return parts.map((part) => part.trim())
}
