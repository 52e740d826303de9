import { createDidKeyDocument, createPinnedResolver, didKeyOf, resolveDid } from '@unscored/did'
import { describe, expect, test } from 'vitest'

const key = { codec: 'Ed25519-public', octets: new Uint8Array(32).fill(7) } as const
const document = createDidKeyDocument(key)
const resolver = createPinnedResolver([document])

describe('a pinned resolver', () => {
  test('answers with the document that was pinned', async () => {
    await expect(resolveDid(didKeyOf(key), { resolver })).resolves.toEqual(document)
  })

  test('hands out copies', async () => {
    const first = await resolveDid(document.id, { resolver })
    const changed = Object.assign(first, { assertionMethod: [] })
    await expect(resolveDid(document.id, { resolver })).resolves.not.toEqual(changed)
  })

  test.each(['did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH', 'did:web:example.com'])(
    'knows no other DID, not even where its method needs no network: %s',
    async (did) => {
      await expect(resolveDid(did, { resolver })).rejects.toMatchObject({ code: 'notFound' })
    },
  )
})
