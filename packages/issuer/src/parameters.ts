import type { RandomSource } from '@unscored/core'
import { createSetFile, type SetReference } from '@unscored/vc'
import type { PublishedFile } from './revocation.ts'

/** What {@link createParameters} takes. */
export interface CreateParametersOptions {
  /** The address that files are put below. */
  url: string
  /** The edition of the set of digits; left out by who publishes lists alone, such as a health authority. */
  digits?: { readonly edition: number }
  /** Lists of codes, such as approved products. */
  lists?: readonly ParameterList[]
  random?: RandomSource
}

/** A list of codes that is to be signed. */
export interface ParameterList {
  /** Such as `approved-products`, of letters, digits, `.`, `:`, `_` and `-`. */
  readonly id: string
  readonly edition: number
  readonly codes: Iterable<string>
}

/** Files to be published, and what a manifest says of them. */
export interface CreatedParameters {
  readonly files: readonly PublishedFile[]
  /** In the order of their ids, as manifests have them. */
  readonly parameters: readonly SetReference[]
}

/**
 * Signs sets by which holders prove what their credentials say without showing it. Their keys are forgotten: an edition is
 * never changed, and what a later one leaves out cannot be proven by it.
 *
 * @throws {RangeError} where an id is none or there twice, or as `createSetFile`.
 */
export async function createParameters({
  url,
  digits,
  lists = [],
  random,
}: CreateParametersOptions): Promise<CreatedParameters> {
  const sets = [...(digits ? [{ id: 'digits', ...digits }] : []), ...lists]
  const ids = new Set(sets.map(({ id }) => id))
  if (ids.size < sets.length || ![...ids].every((id) => /^[\w.:-]{1,128}$/.test(id))) {
    throw new RangeError('sets have ids, each one of its own')
  }
  const made = []
  for (const set of sets.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const address = `${url.replace(/\/$/, '')}/${set.id}-${set.edition}`
    made.push(await createSetFile({ ...set, url: address, ...(random && { random }) }))
  }
  return {
    files: made.map(({ octets, reference }) => ({ url: reference.url, octets })),
    parameters: made.map(({ reference }) => reference),
  }
}
