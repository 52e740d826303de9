import type { JsonArray, JsonObject } from '@unscored/core'
import { bundledDocumentLoader, createDocumentLoader, type DocumentLoader } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import {
  compiledContexts,
  createContextResolver,
  KEPT_CONTEXTS,
} from '../../packages/vc/src/contexts/resolver.ts'
import { toNQuads } from '../../packages/vc/src/jsonld.ts'

const V2 = 'https://www.w3.org/ns/credentials/v2'
const A = 'https://context.example/a'
const B = 'https://context.example/b'
const ONE = 'https://one.example/#'
const OTHER = 'https://other.example/#'

const loaderOf = (contexts: Record<string, JsonObject | JsonArray | string>): DocumentLoader =>
  createDocumentLoader({
    contexts: new Map(
      Object.entries(contexts).map(([url, context]) => [url, { '@context': context }]),
    ),
  })

/** The statement that a document of one member makes. */
async function read(
  context: JsonObject | JsonArray | string,
  documentLoader: DocumentLoader,
): Promise<string> {
  const document = { '@context': context, '@id': 'urn:example:1', colour: 'red' }
  const [statement = ''] = await toNQuads(document, { documentLoader })
  return statement
}

const statement = (vocabulary: string) => `<urn:example:1> <${vocabulary}colour> "red" .\n`

const resolve = (document: JsonObject, documentLoader = bundledDocumentLoader) =>
  createContextResolver(document).resolve({ context: document['@context'] ?? [], documentLoader })

describe('a context is compiled once', () => {
  test('where it is bundled, for all documents and loaders', async () => {
    const [one] = await resolve({ '@context': V2 })
    const [other] = await resolve({ '@context': [V2] }, createDocumentLoader())
    expect(other).toBe(one)
  })

  test('where a caller brings it, for all that bring the same', async () => {
    const context = { colour: `${ONE}colour` }
    const [one] = await resolve({ '@context': A }, loaderOf({ [A]: context }))
    const [same] = await resolve({ '@context': B }, loaderOf({ [B]: context }))
    const [another] = await resolve({ '@context': A }, loaderOf({ [A]: { colour: OTHER } }))
    expect(same).toBe(one)
    expect(another).not.toBe(one)
  })

  test('for one document alone where that brings it', async () => {
    const document = { '@context': [V2, { colour: `${ONE}colour` }] }
    const [one] = await resolve(document)
    const [other] = await resolve(document)
    expect(other).not.toBe(one)
    expect(one).not.toBe((await resolve({ '@context': V2 }))[0])
  })
})

describe('what is kept has a bound', () => {
  test('however many contexts callers bring', async () => {
    for (let i = 0; i < 3 * KEPT_CONTEXTS; i++) {
      const colour = `https://number.example/${i}#colour`
      const loader = loaderOf({ [A]: { colour } })
      expect(await read(A, loader)).toBe(`<urn:example:1> <${colour}> "red" .\n`)
    }
    expect(compiledContexts.size).toBe(KEPT_CONTEXTS)
    expect(await read(A, loaderOf({ [A]: { colour: `${ONE}colour` } }))).toBe(statement(ONE))
  })

  test('and holds nothing of a document: its contexts are dropped with it', async () => {
    const kept = JSON.stringify({ colour: `${ONE}secret` })
    await read({ colour: `${ONE}secret` }, bundledDocumentLoader)
    await read([V2, { colour: `${ONE}secret` }], bundledDocumentLoader)
    expect(compiledContexts.get(kept)).toBeUndefined()
    await read(A, loaderOf({ [A]: { colour: `${ONE}secret` } }))
    expect(compiledContexts.get(kept)).toBeDefined()
  })
})

describe('loaders that give one address different contexts do not see each other', () => {
  const named = (vocabulary: string) => ({ colour: `${vocabulary}colour` })

  test.each<{ name: string; contexts: (vocabulary: string) => Parameters<typeof loaderOf>[0] }>([
    { name: 'at once', contexts: (vocabulary) => ({ [A]: named(vocabulary) }) },
    {
      name: 'through another context',
      contexts: (vocabulary) => ({ [A]: [B], [B]: named(vocabulary) }),
    },
    {
      name: 'through one that imports it',
      contexts: (vocabulary) => ({
        [A]: { '@import': B, '@version': 1.1 },
        [B]: named(vocabulary),
      }),
    },
  ])('$name', async ({ contexts }) => {
    for (const vocabulary of [ONE, OTHER, ONE]) {
      expect(await read(A, loaderOf(contexts(vocabulary)))).toBe(statement(vocabulary))
    }
  })

  test('through one whose type imports it', async () => {
    const typed = { '@version': 1.1, '@import': B }
    const context = { '@version': 1.1, One: { '@id': `${ONE}One`, '@context': typed } }
    const document = { '@context': A, '@id': 'urn:example:1', '@type': 'One', colour: 'red' }
    for (const vocabulary of [ONE, OTHER, ONE]) {
      const documentLoader = loaderOf({ [A]: context, [B]: named(vocabulary) })
      expect(await toNQuads(document, { documentLoader })).toContain(statement(vocabulary))
    }
  })

  test('not even where one gives a bundled address to something else', async () => {
    const bundled = await toNQuads(
      { '@context': V2, id: 'urn:example:1', name: 'N' },
      { documentLoader: bundledDocumentLoader },
    )
    const foreign: DocumentLoader = async (documentUrl) => ({
      contextUrl: null,
      documentUrl,
      document: { '@context': { id: '@id', name: `${ONE}name` } },
      tag: 'static',
    })
    const document = { '@context': V2, id: 'urn:example:1', name: 'N' }
    expect(await toNQuads(document, { documentLoader: foreign })).toEqual([
      `<urn:example:1> <${ONE}name> "N" .\n`,
    ])
    expect(await toNQuads(document, { documentLoader: bundledDocumentLoader })).toEqual(bundled)
  })
})

describe('no document changes what a later one says', () => {
  const contexts = { [A]: { colour: `${ONE}colour` } }

  test('by importing a context and adding to it', async () => {
    const loader = loaderOf({ ...contexts, [B]: { '@version': 1.1, '@import': A, context: OTHER } })
    expect(await read(B, loader)).toBe(statement(ONE))
    expect(await read(A, loader)).toBe(statement(ONE))
    expect(await read(B, loader)).toBe(statement(ONE))
  })

  test('by importing what another one imports, and adding to it', async () => {
    const importing = { '@version': 1.1, '@import': A }
    const typed = { p: { '@id': `${ONE}p`, '@context': { ...importing, extra: `${OTHER}extra` } } }
    const other = { q: { '@id': `${ONE}q`, '@context': importing } }
    const loader = loaderOf({ ...contexts, [B]: { '@version': 1.1, ...typed, ...other } })
    const document = { '@context': B, p: { extra: 'text' }, q: { extra: 'text' } }
    const refused = { code: 'undefinedTerm' }
    await expect(toNQuads(document, { documentLoader: loader })).rejects.toMatchObject(refused)
  })

  test('by importing what an earlier one used', async () => {
    const loader = loaderOf(contexts)
    expect(await read(A, loader)).toBe(statement(ONE))
    const importing = { '@version': 1.1, '@import': A }
    expect(await read(importing, loader)).toBe(statement(ONE))
    expect(await read([importing], loader)).toBe(statement(ONE))
    expect(await read(A, loader)).toBe(statement(ONE))
  })
})

describe('contexts are refused', () => {
  test.each<{ name: string; contexts: Parameters<typeof loaderOf>[0] }>([
    { name: 'that name themselves', contexts: { [A]: A } },
    { name: 'that name one another in a circle', contexts: { [A]: [B], [B]: [A] } },
    {
      name: 'that name one another too far',
      contexts: Object.fromEntries(
        Array.from({ length: 20 }, (_, i) => [i === 0 ? A : `${A}${i}`, `${A}${i + 1}`]),
      ),
    },
    { name: 'that are a number', contexts: { [A]: [1] } },
    { name: 'that are a list within a list', contexts: { [A]: [[{}]] } },
  ])('$name', async ({ contexts }) => {
    await expect(read(A, loaderOf(contexts))).rejects.toMatchObject({ code: 'malformed' })
  })
})
