import { loadCurve, verifyCompositeProof, verifyProofs } from '@unscored/bbs'
import { describe, expect, test } from 'vitest'
import { claims, createIssuer, issueTo, present } from './reference.ts'

describe.each(['mcl', 'noble'] as const)('a composite proof on %s', async (name) => {
  const issuer = await createIssuer({ curve: loadCurve(name) })
  const holder = await issueTo(issuer, claims)
  const shown = await present(issuer, holder)

  test('shows that all its statements are true', async () => {
    expect(await verifyCompositeProof({ ...shown, ...issuer.engine })).toBe(true)
  })

  test('is verified together with others', async () => {
    const wrong = { ...shown, presentationHeader: new Uint8Array(48) }
    const proofs = [shown, wrong, shown]
    expect(await verifyProofs({ proofs, ...issuer.engine })).toEqual([true, false, true])
  })
})
