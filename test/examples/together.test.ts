import type { Exhibit } from '@unscored/examples/src/story/exhibit.ts'
import { createTerminal } from '@unscored/examples/src/story/terminal.ts'
import { tellTogether } from '@unscored/examples/src/story/together.ts'
import { describe, expect, test } from 'vitest'

/** One of several presentations that have no run of octets in common. */
function exhibit(number: number, changes: Partial<Exhibit> = {}): Exhibit {
  const proof = Uint8Array.from({ length: 24 }, (_, i) => number * 24 + i)
  const members = new Map([['/issuer', 'did:example:issuer']])
  return { text: '{"id":"urn:bnid:_:c14n0"}', members, places: '7f', hidden: 10, proof, ...changes }
}

const asTold = {
  hers: [exhibit(0), exhibit(1)] as const,
  like: [exhibit(2), exhibit(3)],
  unlike: exhibit(4),
}

const otherOrder = exhibit(3, { text: '{"id":"urn:bnid:_:c14n1"}', places: 'ff' })

function tell(changes: Partial<typeof asTold>): string {
  const written: string[] = []
  const terminal = createTerminal({ write: (text: string) => written.push(text) }, {})
  tellTogether({ terminal, ...asTold, ...changes })
  return written.join('')
}

describe('what two verifiers find out together', () => {
  test('is told where it is so', () => {
    expect(tell({})).toContain('So did the 2 others.')
  })

  test.each([
    { name: 'she sends another text', changes: { hers: [exhibit(0), exhibit(1, { text: '' })] } },
    {
      name: 'her proofs tell other places',
      changes: { hers: [exhibit(0), exhibit(1, { places: '' })] },
    },
    { name: 'her proofs share octets', changes: { hers: [exhibit(0), exhibit(0)] } },
    { name: 'a proof is longer', changes: { like: [exhibit(2, { proof: new Uint8Array(25) })] } },
    { name: "another's text is different", changes: { like: [exhibit(2, { text: '' })] } },
    { name: "another's nodes are numbered otherwise", changes: { like: [otherOrder] } },
    { name: 'somebody hides more', changes: { unlike: exhibit(4, { hidden: 11 }) } },
    {
      name: 'the form is different',
      changes: { unlike: exhibit(4, { members: new Map([['/type/0', 'Other']]) }) },
    },
  ] as { name: string; changes: Partial<typeof asTold> }[])(
    'is an error where $name',
    ({ changes }) => {
      expect(() => tell(changes)).toThrow('not as told')
    },
  )
})
