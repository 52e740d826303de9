import { describe, expect, test } from 'vitest'
import { frameOf } from '../../packages/vc/src/frame.ts'

const document = {
  '@context': 'https://context.example/v1',
  id: 'urn:example:1',
  type: ['A', 'B'],
  issuer: 'did:example:issuer',
  subject: {
    type: 'C',
    name: 'x',
    place: { id: 'urn:example:2', country: 'XX' },
    list: ['a', 'b'],
  },
}
const top = { '@context': 'https://context.example/v1', type: ['A', 'B'] }
const explicit = { ...top, '@explicit': true }

describe('a frame selects', () => {
  test.each([
    { name: 'a member', pointers: ['/issuer'], frame: { ...explicit, issuer: {} } },
    {
      name: 'a member within, with the type on the way',
      pointers: ['/subject/name'],
      frame: { ...explicit, subject: { type: 'C', '@explicit': true, name: {} } },
    },
    {
      name: 'a node without a type',
      pointers: ['/subject/place/country'],
      frame: {
        ...explicit,
        subject: { type: 'C', '@explicit': true, place: { '@explicit': true, country: {} } },
      },
    },
    {
      name: 'several members of a node, and no others',
      pointers: ['/subject/name', '/subject/place/country', '/subject/list'],
      frame: {
        ...explicit,
        subject: {
          type: 'C',
          '@explicit': true,
          name: {},
          place: { '@explicit': true, country: {} },
          list: {},
        },
      },
    },
    { name: 'all of a node', pointers: ['/subject'], frame: { ...explicit, subject: {} } },
    {
      name: 'all of a node of which a part is selected too',
      pointers: ['/subject/name', '/subject', '/subject/list'],
      frame: { ...explicit, subject: {} },
    },
    {
      name: 'a whole list',
      pointers: ['/subject/list'],
      frame: { ...explicit, subject: { type: 'C', '@explicit': true, list: {} } },
    },
    {
      name: 'no more by types, ids and contexts, which are shown anyway',
      pointers: ['/type', '/type/0', '/id', '/@context', '/subject/place/id'],
      frame: {
        ...explicit,
        subject: { type: 'C', '@explicit': true, place: { '@explicit': true } },
      },
    },
    { name: 'the whole document', pointers: ['', '/issuer'], frame: top },
    { name: 'nothing', pointers: [], frame: explicit },
  ])('$name', ({ pointers, frame }) => {
    expect(frameOf(document, pointers)).toStrictEqual(frame)
  })

  test('what has no context, in none', () => {
    const { '@context': _, ...rest } = document
    expect(frameOf(rest, ['/issuer'])).toStrictEqual({ ...explicit, '@context': [], issuer: {} })
  })
})

test.each(['/subject/list/0', '/nothing', '/subject/name/x', '/constructor', 'issuer'])(
  'no frame selects %s',
  (pointer) => {
    expect(() => frameOf(document, [pointer])).toThrow(
      expect.objectContaining({ code: 'invalidPointer' }),
    )
  },
)
