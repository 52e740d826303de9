import type { JsonObject } from '@unscored/core'
import { createDocumentLoader } from '@unscored/vc'
import fc from 'fast-check'
import jsonld from 'jsonld'
import { describe, expect, test } from 'vitest'
import { expand } from '../../packages/vc/src/jsonld.ts'

const CONTEXT = 'https://context.example/'
const VOCABULARY = 'https://vocabulary.example/'
const TYPES = ['One', 'Two', 'Three']
const MEMBERS = ['a', 'b', 'c']

/** Definitions of some members and types; those of `scoped` mean something else further in. */
function context(scoped?: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> {
  const id = fc.integer({ min: 0, max: 3 }).map((i) => `https://term.example/${i}`)
  const definition = scoped ? fc.oneof(id, fc.record({ '@id': id, '@context': scoped })) : id
  const rules = {
    '@protected': fc.constant(true),
    '@propagate': fc.boolean(),
  }
  const definitions = Object.fromEntries([...TYPES, ...MEMBERS].map((name) => [name, definition]))
  return fc
    .record({ ...rules, ...definitions }, { requiredKeys: [] })
    .map((members) => ({ '@version': 1.1, '@vocab': VOCABULARY, ...members }))
}

/** Nodes within nodes, of several types or none. */
function node(depth: number): fc.Arbitrary<JsonObject> {
  const text = fc.constant('text')
  const value = depth === 0 ? text : fc.oneof(text, node(depth - 1))
  const members = Object.fromEntries(MEMBERS.map((name) => [name, value]))
  return fc.record({ '@type': fc.subarray(TYPES), ...members }, { requiredKeys: [] })
}

/** What it says, or that it is refused. */
const outcome = (expanding: Promise<unknown>): Promise<unknown> =>
  expanding.then(
    (expanded) => expanded,
    () => 'refused',
  )

describe('contexts that are compiled once mean what they mean to jsonld', () => {
  test('whatever documents were read on them before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(context(context()), { minLength: 1, maxLength: 2 }),
        fc.array(node(3), { minLength: 1, maxLength: 6 }),
        async (contexts, nodes) => {
          const urls = contexts.map((_, i) => `${CONTEXT}${i}`)
          const documentLoader = createDocumentLoader({
            contexts: new Map(contexts.map((own, i) => [`${CONTEXT}${i}`, { '@context': own }])),
          })
          // One copy of each context for all documents, as callers keep them.
          for (const members of nodes) {
            const document = { '@context': urls, ...members }
            const expected = jsonld().expand(document, { documentLoader, safe: true, base: null })
            const ours = expand(document, { documentLoader, anySpelling: true })
            expect(await outcome(ours)).toEqual(await outcome(expected))
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
