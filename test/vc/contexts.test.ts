import { type JsonObject, SIGNED_CONTENT_CONTEXT } from '@unscored/core'
import { VACCINATION_CONTEXT } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { bundledContexts } from '../../packages/vc/src/contexts/bundled.ts'
import { describeWith, readSharedJson } from '../support/shared.ts'

const all = await Promise.all(
  [...bundledContexts].map(async ([url, load]) => ({ url, document: await load() })),
)

describe('bundled contexts', () => {
  test.each(all)('$url cannot be changed by anybody', ({ document }) => {
    expect(mutableValuesIn(document)).toEqual([])
  })

  test.each(all)('$url gives no meaning to members that it does not define', ({ document }) => {
    expect(JSON.stringify(document)).not.toContain('"@vocab":')
    expect(JSON.stringify(document)).not.toContain('"@import":')
  })
})

describeWith('vectors', 'jsonld-contexts/', 'bundled contexts are those published', () => {
  const index = readSharedJson<Record<string, { file: string }>>(
    'vectors',
    'jsonld-contexts/index.json',
  )
  const own: readonly string[] = [VACCINATION_CONTEXT, SIGNED_CONTENT_CONTEXT]
  const published = all.filter(({ url }) => !own.includes(url))

  test.each(published)('$url', ({ url, document }) => {
    expect(document).toEqual(readSharedJson('vectors', `jsonld-contexts/${index[url]?.file}`))
  })
})

function mutableValuesIn(value: JsonObject | unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  const within = Object.values(value).flatMap(mutableValuesIn)
  return Object.isFrozen(value) ? within : [value, ...within]
}
