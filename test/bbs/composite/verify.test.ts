import {
  bls12381Sha256,
  bls12381Shake256,
  createSecretPseudonym,
  createSignedSet,
  gapScalars,
  generateKeyPair,
  generateNym,
  type HeldSignature,
  loadCurve,
  openSignedSet,
  type SignatureStatement,
  type Statement,
  signGaps,
  signScalars,
  verifyCompositeProof,
  verifyProofs,
} from '@unscored/bbs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileStatements } from '../../../packages/bbs/src/composite/compile.ts'
import { readSetKey } from '../../../packages/bbs/src/composite/signed-set.ts'
import { checkComposition } from '../../../packages/bbs/src/composite/verify.ts'
import { allHold } from '../../../packages/bbs/src/pairing-equation.ts'
import { integer, mod, r, randomScalars, scalarOctets } from '../../../packages/bbs/src/scalars.ts'
import { badG1, badG2, plusOrder3 } from '../bad-points.ts'
import { badRandomSources, seededRandom } from '../random-sources.ts'
import {
  forgeProof,
  honestValues,
  keyOf,
  showMembership,
  simulateProof,
  takeApart,
  withChallenge,
} from './forge.ts'
import {
  CONTEXT,
  claims,
  createIssuer,
  EPOCH,
  issueTo,
  LIST,
  present,
  presentationHeader,
  referenceStatements,
  SLOT,
} from './reference.ts'
import { presentTwo, twoDoses } from './two-doses.ts'

const text = (message: string) => new TextEncoder().encode(message)
const curve = await loadCurve('mcl')
const issuer = await createIssuer({ curve: Promise.resolve(curve) })
const holder = await issueTo(issuer, claims)
const shown = await present(issuer, holder)
const { statements, proof } = shown
const pseudonym = await createSecretPseudonym({ secret: holder.secret, context: CONTEXT, curve })
const gapOf = (id: number) => {
  const gap = issuer.gaps.find(({ after, before }) => after < id && id < before)
  if (gap === undefined) throw new Error('the number is revoked')
  return { signature: gap.signature, scalars: gapScalars(gap) }
}
const signatures = [holder.held, gapOf(claims.id)]
const sets = [issuer.openDigits, issuer.openProducts]
const revoked = await issueTo(issuer, { ...claims, id: 500 }, holder.secret)
const second = await issueTo(issuer, { ...claims, date: 46_100, dose: 3 }, holder.secret)

const verifies = (change: Partial<Parameters<typeof verifyCompositeProof>[0]>) =>
  verifyCompositeProof({ ...shown, curve, ...change })

/** A forgery over the statements that the verifier asks, from whatever the attacker holds. */
const forge = (change: Partial<Parameters<typeof forgeProof>[0]> = {}) => {
  const held = change.signatures ?? signatures
  return forgeProof({
    ...{ curve, statements, signatures, sets, presentationHeader, random: issuer.random },
    values: (composition) => honestValues(composition, held),
    ...change,
  })
}

const credentialOf = (some: readonly Statement[]) => {
  const [first] = some
  if (first?.kind !== 'signature') throw new Error('a credential comes first')
  return first
}

/** The statements with another credential. */
const withCredential = (change: (credential: SignatureStatement) => Partial<SignatureStatement>) =>
  statements.with(0, { ...credentialOf(statements), ...change(credentialOf(statements)) })

/** The statements, those of a kind each changed. */
const withEach = <Kind extends Statement['kind']>(
  kind: Kind,
  change: (statement: Extract<Statement, { kind: Kind }>) => Statement[],
) =>
  statements.flatMap((statement) =>
    statement.kind === kind ? change(statement as Extract<Statement, { kind: Kind }>) : [statement],
  )

test('a proof that was made by hand verifies where all that it shows is true', async () => {
  expect(await verifies({ proof: forge() })).toBe(true)
})

const another = await createIssuer({ curve: Promise.resolve(curve), seed: 2 })
const first = <Item>(items: readonly Item[], item: Item) => items.indexOf(item) === 0
const ranges = statements.filter(({ kind }) => kind === 'range')

describe('a proof is of its statements alone: it does not verify with', () => {
  test.each<[name: string, changed: Statement[]]>([
    ['a range left out', statements.filter((statement) => !first(ranges, statement))],
    ['the membership left out', withEach('member', () => [])],
    ['the pseudonym left out', withEach('pseudonym', () => [])],
    ['the gap left out', statements.filter((_, i) => i < statements.length - 4)],
    ['a membership added', [...statements, { kind: 'member', value: 'dose', set: issuer.digits }]],
    [
      'a pseudonym added',
      [...statements, { kind: 'pseudonym', secret: 'id', context: CONTEXT, pseudonym }],
    ],
    [
      'statements in another order',
      [...statements.slice(0, -1), ...statements.slice(-1)].reverse(),
    ],
    ['another set', withEach('member', (of) => [{ ...of, set: another.products }])],
    ['digits in place of a list', withEach('member', (of) => [{ ...of, set: issuer.digits }])],
    ['digits of another issuer', withEach('range', (of) => [{ ...of, digits: another.digits }])],
    ['a range of another width', withEach('range', (of) => [{ ...of, octets: 3 }])],
    [
      'a bound moved',
      withEach('range', (statement) => {
        const { of } = statement
        const constant = first(ranges, statement) ? of.constant + 1n : of.constant
        return [{ ...statement, of: { ...of, constant } }]
      }),
    ],
    [
      'a coefficient of another sign',
      withEach('range', (statement) => {
        const { of } = statement
        const terms = of.terms.map(([name, c]) => [name, -c] as const)
        return [first(ranges, statement) ? { ...statement, of: { ...of, terms } } : statement]
      }),
    ],
    [
      'two slots exchanged',
      withCredential(({ values }) => ({
        values: new Map([...values, [SLOT.date, 'dose'], [SLOT.dose, 'date']]),
      })),
    ],
    [
      'a value of another slot',
      withCredential(({ values }) => {
        const moved = new Map([...values, [1, 'date']])
        moved.delete(SLOT.date)
        return { values: moved }
      }),
    ],
    [
      'the secret of another slot',
      withCredential(({ values }) => {
        const moved = new Map([...values, [SLOT.blinding, 'secret']])
        moved.delete(SLOT.secret)
        return { values: moved }
      }),
    ],
    ['another scalar shown', withCredential(() => ({ disclosed: new Map([[0, 2n]]) }))],
    ['a scalar shown elsewhere', withCredential(() => ({ disclosed: new Map([[1, 1n]]) }))],
    ['nothing shown', withCredential(() => ({ disclosed: new Map() }))],
    ['more shown', withCredential(() => ({ disclosed: new Map([0, 1].map((i) => [i, 1n])) }))],
    ['another header', withCredential(() => ({ header: text('another manifest') }))],
    ['another role', withCredential(() => ({ role: 'gap' }))],
    ['one scalar more', withCredential(({ count }) => ({ count: count + 1 }))],
    [
      'the key of another issuer',
      withCredential(() => ({ publicKey: another.credentials.publicKey })),
    ],
    ['another epoch', referenceStatements(issuer, { pseudonym, epoch: EPOCH - 1 })],
    [
      'gaps of another key',
      referenceStatements({ ...issuer, revocation: another.revocation }, { pseudonym }),
    ],
    ['another context', referenceStatements(issuer, { pseudonym, context: text('another day') })],
    ['another pseudonym', referenceStatements(issuer, { pseudonym: proof.subarray(0, 48) })],
    [
      'a set of the same key and other elements',
      withEach('member', (of) => [
        { ...of, set: { ...keyOf(of.set), elementsHash: new Uint8Array(32) } },
      ]),
    ],
  ])('%s', async (_, changed) => {
    expect(await verifies({ statements: changed })).toBe(false)
  })

  test.each<[name: string, inputs: Partial<Parameters<typeof verifyCompositeProof>[0]>]>([
    ['another presentation header', { presentationHeader: text('another nonce') }],
    ['no presentation header', { presentationHeader: new Uint8Array() }],
    [
      'an octet more in the header',
      { presentationHeader: Uint8Array.of(...presentationHeader, 0) },
    ],
    ['another suite', { suite: bls12381Shake256 }],
  ])('%s', async (_, inputs) => {
    expect(await verifies(inputs)).toBe(false)
  })
})

describe('who claims to prove what is asked, and proves something else, is refused:', () => {
  const composition = compileStatements(bls12381Sha256, statements)
  const own = (change: Parameters<typeof forge>[0]) => forge({ ...change, composition })

  test.each<[name: string, proven: Statement[], held?: HeldSignature[]]>([
    ['lower bounds', referenceStatements(issuer, { pseudonym, from: 0 })],
    ['an old epoch', referenceStatements(issuer, { pseudonym, epoch: EPOCH - 1 })],
    [
      'the pseudonym of another context',
      referenceStatements(issuer, { pseudonym, context: text('x') }),
    ],
    ['another header', withCredential(() => ({ header: text('x') }))],
    [
      'a date of another slot',
      withCredential(({ values }) => {
        const moved = new Map([...values, [SLOT.id, 'date'], [SLOT.date, 'id']])
        return { values: moved }
      }),
    ],
    ['a list of her own', withEach('member', (of) => [{ ...of, set: another.products }])],
  ])('%s', async (_, proven) => {
    const made = own({ statements: proven, sets: [...sets, another.openProducts] })
    expect(await verifies({ proof: made })).toBe(false)
  })
})

/** The octets with those at an offset replaced. */
const spliced = (at: number, octets: Uint8Array) => {
  const changed = Uint8Array.from(proof)
  changed.set(octets, at)
  return changed
}

const apart = takeApart(statements, proof)
const pointCount = apart.points.flat().length
const scalarsFrom = 48 * pointCount
const scalarCount = (proof.length - scalarsFrom) / 32

describe('octets', () => {
  test('are as many as the statements need, and the example below 3,000', () => {
    expect(pointCount).toBe(2 * 3 + 11 * 2)
    expect(proof.length).toBe(2816)
  })

  test.each([
    ['none', new Uint8Array()],
    ['one less', proof.subarray(0, -1)],
    ['the first cut off', proof.subarray(1)],
    ['one more', Uint8Array.of(...proof, 0)],
    ['a scalar more', Uint8Array.of(...proof, ...proof.subarray(-32))],
    ['a scalar less', Uint8Array.of(...proof.subarray(0, -64), ...proof.subarray(-32))],
    ['a point less', proof.subarray(48)],
    ['the proof twice', Uint8Array.of(...proof, ...proof)],
  ])('%s do not verify', async (_, octets) => {
    expect(await verifies({ proof: octets })).toBe(false)
  })

  test('with any one bit changed do not verify', async () => {
    const positions = { bit: fc.integer({ min: 0, max: 8 * proof.length - 1 }) }
    await fc.assert(
      fc.asyncProperty(fc.record(positions), async ({ bit }) => {
        const octet = proof[bit >> 3] ?? 0
        const changed = spliced(bit >> 3, Uint8Array.of(octet ^ (1 << (bit & 7))))
        expect(await verifies({ proof: changed })).toBe(false)
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  test('of a scalar plus r, of 0 or of r do not verify, wherever they stand', async () => {
    for (let i = 0; i < scalarCount; i++) {
      const at = scalarsFrom + 32 * i
      const scalar = integer(proof.subarray(at, at + 32))
      for (const other of i < 8 ? [scalar + r, 0n, r] : [scalar + r]) {
        expect(await verifies({ proof: spliced(at, scalarOctets(other)) })).toBe(false)
      }
    }
  })

  test.each(badG1)('of $name in place of any point do not verify', async ({ octets }) => {
    // All three of a signature, both of a digit, and the last.
    for (const i of [0, 1, 2, 3, 4, pointCount - 1]) {
      expect(await verifies({ proof: spliced(48 * i, octets) })).toBe(false)
    }
  })

  test('of a point plus one of order 3 do not verify, though no pairing would notice', async () => {
    for (let i = 0; i < pointCount; i++) {
      const octets = plusOrder3(proof.subarray(48 * i, 48 * i + 48))
      expect(await verifies({ proof: spliced(48 * i, octets) })).toBe(false)
    }
    const nym = plusOrder3(pseudonym)
    const changed = referenceStatements(issuer, { pseudonym: nym })
    expect(await verifies({ proof: forge({ statements: changed }), statements: changed })).toBe(
      false,
    )
  })

  // What is no point, the curve's own tests try; here it is what follows.
  test.each(badG2.slice(0, 2))(
    'of $name are no key, be it of credentials or of a set',
    async ({ octets }) => {
      const foreign = withCredential(() => ({ publicKey: octets }))
      const made = forge({ statements: foreign })
      expect(await verifies({ statements: foreign, proof: made })).toBe(false)
      const listed = withEach('member', (of) => [{ ...of, set: { ...of.set, publicKey: octets } }])
      expect(await verifies({ statements: listed })).toBe(false)
    },
  )

  test.each([...badG1, { name: 'of another length', octets: pseudonym.subarray(1) }])(
    'of $name are no pseudonym, and one that is none is refused without stopping others',
    async ({ octets }) => {
      const changed = referenceStatements(issuer, { pseudonym: octets })
      const wrong = { ...shown, statements: changed }
      expect(await verifyProofs({ proofs: [wrong, shown], curve })).toEqual([false, true])
    },
  )
})

describe('a value out of its bounds is not proven to be within,', () => {
  const { from, until } = { from: 45_800, until: 46_200 }
  const dates = [
    ...[from, from + 1, until - 1, until].map((date) => ({ date, isWithin: true })),
    ...[from - 1, until + 1, 0, 65_535, 65_536].map((date) => ({ date, isWithin: false })),
  ]
  test.each(dates)('$date: $isWithin', async ({ date, isWithin }) => {
    const dated = await issueTo(issuer, { ...claims, date }, holder.secret)
    const made = forge({ signatures: [dated.held, gapOf(claims.id)] })
    expect(await verifies({ proof: made })).toBe(isWithin)
  })

  test.each([
    ['absent, which is 2^64', 2n ** 64n],
    ['−1', r - 1n],
    ['−2^64', r - 2n ** 64n],
    ['half of r', (r - 1n) / 2n],
  ])('not one that is %s', async (_, date) => {
    const dated = await issueTo(issuer, claims, holder.secret)
    // Signed by an issuer that signs whatever it is given.
    const scalars = dated.held.scalars.with(SLOT.date, date)
    const signature = await signScalars({
      ...issuer.credentials,
      role: 'credential',
      header: credentialOf(statements).header,
      scalars: new Map(scalars.entries()),
      count: scalars.length,
      curve,
    })
    const made = forge({ signatures: [{ signature, scalars }, gapOf(claims.id)] })
    expect(await verifies({ proof: made })).toBe(false)
  })

  test('nor where the digits that are proven are those of a value within', async () => {
    const dated = await issueTo(issuer, { ...claims, date: 40_000 }, holder.secret)
    const held = [dated.held, gapOf(claims.id)]
    const made = forge({
      signatures: held,
      values: (composition) => {
        const values = honestValues(composition, held)
        const within = honestValues(composition, signatures)
        for (const column of composition.ranges.flatMap(({ digits }) => digits)) {
          values[column] = within[column] ?? 0n
        }
        return values
      },
    })
    expect(await verifies({ proof: made })).toBe(false)
  })
})

describe('a number that is revoked is not proven to be in a gap,', () => {
  const gaps = issuer.gaps.map((gap) => ({ signature: gap.signature, scalars: gapScalars(gap) }))

  test('those of the reference are 1 to 499, 502, 504 to 59,999 and from 60,001 on', () => {
    expect(gaps.map(({ scalars }) => scalars)).toEqual([
      [3n, 0n, 500n],
      [3n, 501n, 503n],
      [3n, 503n, 60_000n],
      [3n, 60_000n, 65_535n],
    ])
  })

  test.each([0, 500, 501, 503, 60_000, 65_535])('whichever is taken: %i', async (id) => {
    const one = await issueTo(issuer, { ...claims, id }, holder.secret)
    for (const gap of gaps) {
      expect(await verifies({ proof: forge({ signatures: [one.held, gap] }) })).toBe(false)
    }
  })

  test.each([1, 499, 502, 504, 59_999, 60_001, 65_534])('but one that is not: %i', async (id) => {
    const valid = await issueTo(issuer, { ...claims, id }, holder.secret)
    const proofs = gaps.map((gap) => forge({ signatures: [valid.held, gap] }))
    const verdicts = await Promise.all(proofs.map((made) => verifies({ proof: made })))
    expect(verdicts.filter((verdict) => verdict)).toEqual([true])
  })

  const wide = { list: LIST, after: 0, before: 65_535 }
  const gapSigned = async (change: object, key = issuer.revocation, epoch = EPOCH) => {
    const [gap] = await signGaps({ ...key, epoch, gaps: [{ ...wide, ...change }], curve })
    if (gap === undefined) throw new Error('nothing was signed')
    return { signature: gap.signature, scalars: gapScalars(gap) }
  }

  test('which a gap around it would show', async () => {
    const held = [revoked.held, await gapSigned({})]
    expect(await verifies({ proof: forge({ signatures: held }) })).toBe(true)
  })

  test.each([
    ['of another epoch', () => gapSigned({}, issuer.revocation, EPOCH - 1)],
    ['of another list', () => gapSigned({ list: LIST + 1 })],
    ['of another key', () => gapSigned({}, another.revocation)],
    ['of the key of credentials', () => gapSigned({}, issuer.credentials)],
    ['whose bounds are exchanged', () => gapSigned({ after: 65_535, before: 0 })],
  ])('not by one %s', async (_, sign) => {
    const held = [revoked.held, await sign()]
    expect(await verifies({ proof: forge({ signatures: held }) })).toBe(false)
  })

  test('nor by a gap whose list is said to be another than it is', async () => {
    const foreign = await gapSigned({ list: LIST + 1 })
    const made = forge({
      signatures: [revoked.held, foreign],
      values: (composition) => honestValues(composition, [revoked.held, gapOf(1)]),
    })
    expect(await verifies({ proof: made })).toBe(false)
  })
})

describe('a membership is proven by an element of that set alone:', () => {
  const column = (kind: 'member' | 'digit') => {
    const { parts, ranges: compiled } = compileStatements(bls12381Sha256, statements)
    const digits = compiled.flatMap((range) => range.digits)
    return parts.findIndex(
      (part) =>
        part.kind === 'membership' && digits.includes(part.of.column) === (kind === 'digit'),
    )
  }

  test.each([
    ['a product that is in no list', 55n],
    ['0', 0n],
    ['r − 1', r - 1n],
  ])('not %s', async (_, product) => {
    const other = await issueTo(issuer, { ...claims, product }, holder.secret)
    const made = forge({ signatures: [other.held, gapOf(claims.id)] })
    expect(await verifies({ proof: made })).toBe(false)
  })

  test('not by the point of another set, were it for the same value', async () => {
    const { product } = claims
    const mine = await createSignedSet({ elements: [product], random: seededRandom(9), curve })
    const opened = await openSignedSet(mine, { random: seededRandom(10), curve })
    const A = opened?.points.get(product)
    const known = readSetKey(curve, bls12381Sha256, issuer.products)
    if (A === undefined || known === undefined) throw new Error('the set is malformed')
    const at = column('member')
    const made = forge({
      replace: (part, honest, index) => {
        if (index !== at || part.kind !== 'membership') return honest
        const [s, sBlind] = randomScalars(2, issuer.random) as [bigint, bigint]
        // The blind of its value is no secret of the attacker's: it is the one the others use.
        return { ...honest, points: [curve.multiply(A, s), curve.multiply(known.base, sBlind)] }
      },
    })
    expect(await verifies({ proof: made })).toBe(false)
  })

  test('not by any points that are no signature, though all equations but the pairing hold', async () => {
    const known = readSetKey(curve, bls12381Sha256, issuer.products)
    if (known === undefined) throw new Error('the set is malformed')
    const other = await issueTo(issuer, { ...claims, product: 55n }, holder.secret)
    const held = [other.held, gapOf(claims.id)]
    const { statements: asked } = shown
    const composition = compileStatements(bls12381Sha256, asked)
    const blinds = blindsFor(composition)
    const at = column('member')
    const made = forge({
      signatures: held,
      blinds: () => blinds,
      replace: (part, honest, index) => {
        if (index !== at || part.kind !== 'membership') return honest
        const [s, sBlind] = randomScalars(2, issuer.random) as [bigint, bigint]
        const vBlind = blinds[part.of.column] ?? 0n
        return showMembership(curve, {
          ...{ base: known.base, Abar: curve.BP1, s, sBlind, v: 55n, vBlind },
        })
      },
    })
    expect(checkComposition(curve, { ...shown, proof: made })).toBeDefined()
    expect(await verifies({ proof: made })).toBe(false)
    // Octets that are no point at all stand for none, not even for that one.
    const from = made.subarray(0, scalarsFrom)
    const BP1 = curve.g1Octets(curve.BP1).join()
    const where = Array.from({ length: pointCount }, (_, i) => 48 * i).filter(
      (offset) => from.subarray(offset, offset + 48).join() === BP1,
    )
    expect(where).toHaveLength(1)
    for (const { octets } of badG1.slice(0, 2)) {
      const changed = Uint8Array.from(made)
      for (const offset of where) changed.set(octets, offset)
      expect(checkComposition(curve, { ...shown, proof: changed })).toBeUndefined()
    }
  })
})

/** Blinds of an attacker who related them as is asked. */
function blindsFor({ relations, columns }: ReturnType<typeof compileStatements>): bigint[] {
  const free = randomScalars(relations.free.length, issuer.random)
  const blinds = Array.from({ length: columns }, () => 0n)
  for (const [i, at] of relations.free.entries()) blinds[at] = free[i] ?? 0n
  for (const { column, terms } of relations.pivots) {
    blinds[column] = mod(-terms.reduce((sum, [at, c]) => sum + c * (blinds[at] ?? 0n), 0n))
  }
  return blinds
}

describe('errors in two equations of one key that cancel,', () => {
  // Of the points f·A and g·A, for an A whose secret multiple is G: v and w need not be elements, as long as f·v + g·w = 0.
  const [v, w] = [1000n, 2000n]
  const small: Statement[] = [
    withCredential(() => ({
      values: new Map([
        [SLOT.date, 'v'],
        [SLOT.dose, 'w'],
      ]),
    }))[0] as Statement,
    { kind: 'member', value: 'v', set: issuer.digits },
    { kind: 'member', value: 'w', set: issuer.digits },
  ]
  const A0 = issuer.openDigits.points.get(0n)
  const known = readSetKey(curve, bls12381Sha256, issuer.digits)
  if (A0 === undefined || known === undefined) throw new Error('the set is malformed')
  const { base } = known
  const composition = compileStatements(bls12381Sha256, small)

  const cancelling = async () => {
    const dated = await issueTo(issuer, { ...claims, date: Number(v), dose: Number(w) })
    const blinds = blindsFor(composition)
    const [u, t1, sBlind] = randomScalars(3, issuer.random) as [bigint, bigint, bigint]
    const [f, g] = [mod(w * u), mod(-v * u)]
    const made = forgeProof({
      ...{ curve, statements: small, signatures: [dated.held], sets, presentationHeader },
      random: issuer.random,
      values: (compiled) => honestValues(compiled, [dated.held]),
      blinds: () => blinds,
      replace: (part, honest, index) => {
        if (part.kind !== 'membership') return honest
        const isFirst = index === 1
        const vBlind = blinds[part.of.column] ?? 0n
        return showMembership(curve, {
          ...{ base, Abar: curve.multiply(A0, isFirst ? f : g) },
          ...{ s: isFirst ? t1 : mod(f + g - t1), sBlind, v: isFirst ? v : w, vBlind },
        })
      },
    })
    return { statements: small, proof: made, presentationHeader }
  }

  test('pass where all weights are 1', async () => {
    const equations = checkComposition(curve, await cancelling())
    expect(equations).toHaveLength(3)
    expect(
      allHold(
        curve,
        (equations ?? []).map((one) => ({ ...one, weight: 1n })),
      ),
    ).toBe(true)
  })

  test('and are refused by themselves and among others', async () => {
    const forged = await cancelling()
    expect(await verifyCompositeProof({ ...forged, curve })).toBe(false)
    const verdicts = await verifyProofs({ proofs: [shown, forged, shown], curve })
    expect(verdicts).toEqual([true, false, true])
  })
})

describe('a batch', () => {
  const small = [withCredential(() => ({ values: new Map() }))[0] as Statement]
  const one = (header: Uint8Array) => ({
    statements: small,
    presentationHeader: header,
    proof: forgeProof({
      ...{ curve, statements: small, signatures: [holder.held], sets, random: issuer.random },
      presentationHeader: header,
      values: (compiled) => honestValues(compiled, [holder.held]),
    }),
  })

  test('of 50 with a bad one gives it away, and no other', async () => {
    const proofs = Array.from({ length: 50 }, (_, i) => one(Uint8Array.of(i)))
    const { points } = takeApart(small, proofs[17]?.proof ?? proof)
    // A and e of another: the equations of the challenge hold, the pairing does not.
    const wrong = forgeProof({
      ...{ curve, statements: small, sets, random: issuer.random },
      presentationHeader: Uint8Array.of(17),
      signatures: [
        {
          ...holder.held,
          signature: Uint8Array.of(...(points[0]?.[0] ?? []), ...scalarOctets(7n)),
        },
      ],
      values: (compiled) => honestValues(compiled, [holder.held]),
    })
    expect(checkComposition(curve, { ...(proofs[17] ?? shown), proof: wrong })).toBeDefined()
    const mixed = proofs.map((each, i) => (i === 17 ? { ...each, proof: wrong } : each))
    expect(await verifyProofs({ proofs: mixed, curve })).toEqual(mixed.map((_, i) => i !== 17))
  })

  test.each(badRandomSources(32))('has no weights where the source $name', async ({ random }) => {
    await expect(verifyCompositeProof({ ...shown, curve, random })).rejects.toThrow()
    await expect(verifyProofs({ proofs: [shown], curve, random })).rejects.toThrow()
  })
})

describe('two credentials', () => {
  const both = [holder.held, second.held] as const

  test('of one person prove what relates them', async () => {
    const made = await presentTwo(issuer, { held: both, secret: holder.secret })
    expect(await verifyCompositeProof({ ...made, curve })).toBe(true)
  })

  const asked = twoDoses(issuer, pseudonym)
  const forged = (held: readonly HeldSignature[], change: object = {}) =>
    forgeProof({
      ...{ curve, statements: asked, signatures: held, sets, presentationHeader },
      random: issuer.random,
      values: (compiled) => honestValues(compiled, held),
      ...change,
    })
  const accepted = (made: Uint8Array) =>
    verifyCompositeProof({ statements: asked, proof: made, presentationHeader, curve })

  test.each([
    ['of one person, made by hand', () => both, true],
    [
      'of two persons',
      async () => [
        holder.held,
        (await issueTo(issuer, { ...claims, date: 46_100, dose: 3 }, generateNym(issuer.random)))
          .held,
      ],
      false,
    ],
    ['that are one, named twice', () => [holder.held, holder.held], false],
    ['in the wrong order', () => [second.held, holder.held], false],
    [
      'that skip a dose',
      async () => [
        holder.held,
        (await issueTo(issuer, { ...claims, date: 46_100, dose: 4 }, holder.secret)).held,
      ],
      false,
    ],
    [
      'too soon after one another',
      async () => [
        holder.held,
        (await issueTo(issuer, { ...claims, date: 46_013, dose: 3 }, holder.secret)).held,
      ],
      false,
    ],
  ])('%s: %#', async (_, hold, expected) => {
    expect(await accepted(forged(await hold()))).toBe(expected)
  })

  test('do not prove a relation that the prover left out', async () => {
    const skipped = await issueTo(issuer, { ...claims, date: 46_100, dose: 4 }, holder.secret)
    const held = [holder.held, skipped.held]
    const less = asked.filter(({ kind }) => kind !== 'relation')
    const composition = compileStatements(bls12381Sha256, asked)
    const made = forged(held, { statements: less, composition })
    expect(await accepted(made)).toBe(false)
    // There is a response too many: that of the value which should have followed from others.
    expect(made.length).toBe(forged(both).length + 32)
    for (let i = 1; i <= 20; i++) {
      const cut = Uint8Array.of(...made.subarray(0, -32 * (i + 1)), ...made.subarray(-32 * i))
      expect(await accepted(cut)).toBe(false)
    }
  })

  test('do not prove a pseudonym of another secret', async () => {
    const nym = await createSecretPseudonym({
      secret: generateNym(issuer.random),
      context: CONTEXT,
      curve,
    })
    const changed = twoDoses(issuer, nym)
    const made = forged(both, { statements: changed })
    const inputs = { statements: changed, proof: made, presentationHeader, curve }
    expect(await verifyCompositeProof(inputs)).toBe(false)
  })
})

describe('a proof tells nothing that could not be made up:', () => {
  // What another holder showed to somebody else is all that a simulator needs of the keys.
  const seen = takeApart(statements, proof)
  const simulate = (c: bigint, seed: number) =>
    simulateProof({
      ...{ curve, statements, c, random: seededRandom(seed) },
      pairOf: (part) => {
        const like = seen.parts.findIndex(
          ({ kind, of }) => kind === part.kind && keyOctets(of) === keyOctets(part.of),
        )
        return (seen.points[like] ?? []).slice(0, 2).flatMap((octets) => {
          const point = curve.readG1(octets)
          return point ? [point] : []
        }) as [never, never]
      },
    })
  const keyOctets = (of: object) =>
    JSON.stringify(
      'set' in of ? Reflect.get(of.set as object, 'publicKey') : Reflect.get(of, 'publicKey'),
    )

  test('a simulated one verifies, if the challenge was known beforehand', async () => {
    const [c] = randomScalars(1, seededRandom(40)) as [bigint]
    const simulated = simulate(c, 41)
    expect(simulated.length).toBe(proof.length)
    const suite = withChallenge(bls12381Sha256, c)
    const nobody = await generateKeyPair({ random: seededRandom(42), curve })
    expect(await verifies({ proof: simulated, suite })).toBe(true)
    expect(await verifies({ proof: simulated })).toBe(false)
    const other = withCredential(() => ({ publicKey: nobody.publicKey }))
    expect(await verifies({ proof: simulated, suite, statements: other })).toBe(false)
  })

  test('whoever has it answered for two challenges knows what is hidden', async () => {
    const answer = (c: bigint) =>
      forgeWith({ ...issuer, random: seededRandom(43) }, withChallenge(bls12381Sha256, c))
    const [one, two] = [answer(5n), answer(8n)].map((made) => takeApart(statements, made))
    const { parts, relations } = compileStatements(bls12381Sha256, statements)
    const values = honestValues(compileStatements(bls12381Sha256, statements), signatures)
    expect(parts).toHaveLength(14)
    for (const [i, at] of relations.free.entries()) {
      const difference = mod((two?.free[i] ?? 0n) - (one?.free[i] ?? 0n))
      expect(mod(difference * curve.invert(3n))).toBe(values[at])
    }
  })

  function forgeWith({ random }: { random: typeof issuer.random }, suite = bls12381Sha256) {
    return forge({ random, suite })
  }
})
