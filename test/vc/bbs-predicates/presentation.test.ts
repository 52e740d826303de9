import { describe, expect, test } from 'vitest'
import { createIssuer, EPOCH, issue, present, request, verify } from './issuing.ts'

describe('an answer to a request for predicates', async () => {
  const issuer = await createIssuer()
  const holder = await issue(issuer)
  const presentation = await present(issuer, holder)

  test('shows what is asked, which is nothing of the person, and proves the rest', async () => {
    const { credentials, pseudonym } = await verify(issuer, presentation)
    expect(credentials.dose).toEqual({
      credential: issuer.profile.mandatory,
      issuer: issuer.profile.issuer,
      proven: request.credentials[0]?.predicates,
      notRevokedIn: EPOCH,
    })
    expect(pseudonym).toHaveLength(48)
  })

  test('is no longer than 3,000 octets', () => {
    const { proofValue } = presentation.proof as { proofValue: string }
    expect(Buffer.from(proofValue.slice(1), 'base64url').length).toBeLessThanOrEqual(3000)
  })
})
