import { auditCareless } from '@unscored/examples/src/careless-credential.ts'
import { expect, test } from 'vitest'
import { runTsx } from '../support/tsx.ts'

test('an id that was left in is found, and makes one person of millions', async () => {
  const visits = await auditCareless()
  expect(visits.careless.received).toBe('/id is unknown')
  expect(visits.careful.received).toBe('taken')
  const [careless, careful] = [visits.careless.audit, visits.careful.audit]
  const id = careless.findings.filter(({ source }) => source === 'id')
  expect(id).toMatchObject([
    {
      pointers: ['/vp_token/dose/0/verifiableCredential/0/id'],
      sharing: { least: 1, most: 1 },
      links: true,
    },
  ])
  expect(careless).toMatchObject({ verdict: 'notMet', anonymity: { people: { most: 1 } } })
  expect(careful.verdict).toBe('met')
  expect(careful.anonymity.worst.least).toBeGreaterThan(100_000)
  expect(careful.findings.map(({ source }) => source)).not.toContain('id')
})

test('the example says so', async () => {
  const script = new URL('../../examples/src/careless-credential.ts', import.meta.url)
  const { code, stdout } = await runTsx(script)
  expect(code).toBe(0)
  expect(stdout).toContain('Whoever sees it knows which one person or certificate it is.\n')
  expect(stdout).toContain('Private enough by the policy: at least 1,000 people could be meant.\n')
})
