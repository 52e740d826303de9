import { verifyOffline } from '@unscored/examples/src/offline-verifier.ts'
import { expect, test } from 'vitest'
import { watchNetwork } from '../support/network-use.ts'
import { runTsx } from '../support/tsx.ts'

test('a gate with a registry verifies without asking anybody', async () => {
  const network = watchNetwork()
  const { dose } = await verifyOffline('XX')
  network.stop()
  expect(dose?.credential.credentialSubject).toEqual({
    ...{ type: 'VaccinationDose', product: 'EU/1/20/1528', doseNumber: 2 },
  })
  expect(network.used).toEqual([])
})

test('a gate does not accept what its issuer may not issue there', async () => {
  await expect(verifyOffline('YY')).rejects.toMatchObject({ code: 'issuerNotTrusted' })
})

test('the example says what was shown, and what is refused', async () => {
  const script = new URL('../../examples/src/offline-verifier.ts', import.meta.url)
  const { code, stdout } = await runTsx(script)
  expect(code).toBe(0)
  expect(stdout).toContain("product: 'EU/1/20/1528'")
  expect(stdout).toContain('issuerNotTrusted')
})
