import { tagHolder } from '@unscored/examples/src/tagging-issuer.ts'
import { expect, test } from 'vitest'
import { runTsx } from '../support/tsx.ts'

test('an issuer that gives a holder something of her own is caught, whatever it is', async () => {
  expect(await tagHolder()).toEqual({
    refusals: {
      'a key': 'this issuer gave you a key that nobody else has',
      'a month': 'this credential holds from or until a time that no other does',
      'a certifier':
        'this credential says what all say alike in words of its own: /credentialSubject/certifier',
    },
    comparison: 'fork',
    audit: {
      'her own key': [
        'The key of the issuer is shown, and fewer people than all may have a credential that it signed.',
      ],
      "everybody's key": [],
    },
  })
})

test('the example says so', async () => {
  const script = new URL('../../examples/src/tagging-issuer.ts', import.meta.url)
  const { code, stdout } = await runTsx(script)
  expect(code).toBe(0)
  expect(stdout).toContain('a key of her own: this issuer gave you a key that nobody else has\n')
  expect(stdout).toContain("a manifest of her own, beside a friend's: fork\n")
  expect(stdout).toContain("everybody's key, as the auditor has it: it tells nothing\n")
})
