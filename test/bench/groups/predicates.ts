import {
  type BbsPool,
  type CompositeProofToVerify,
  createPool,
  createProof,
  gapsBetween,
  generateKeyPair,
  sign,
  signGaps,
  verifyCompositeProof,
  verifyProof,
  verifyProofs,
} from '@unscored/bbs'
import {
  decodeCbor,
  encodeMultikey,
  isJsonObject,
  type JsonObject,
  parseMultibase,
  withCodec,
} from '@unscored/core'
import {
  compilePredicates,
  createGapsFile,
  encodeCompactPresentation,
  openGapsFile,
  ownGap,
  type PredicateRequest,
  presentationHeaderFor,
  pseudonymContextFor,
} from '@unscored/vc'
import {
  createIssuer,
  EPOCH,
  type Holder,
  type Issuer,
  issue,
  LIST,
  present,
  request,
  verify,
} from '../../vc/bbs-predicates/issuing.ts'
import type { Composite } from '../libraries/composite.ts'
import { loadDockComposite, type RangeProtocol } from '../libraries/dock-composite.ts'
import { assertTrue, createTask } from '../libraries/library.ts'
import { createUnscoredComposite } from '../libraries/unscored-composite.ts'
import { type Check, measure, type Operation, type Turns } from '../measure.ts'
import { createRows, OURS, type Row, type Subject } from '../row.ts'
import type { Scale } from '../scale.ts'

const MESSAGES = 20
const DOCK = '@docknetwork/crypto-wasm-ts'
const PLAIN = `${OURS}, a plain proof`
const TWO = `${OURS}, two credentials`
const protocols: readonly RangeProtocol[] = ['set membership', 'Bulletproofs++']

/**
 * The reference rule: the second dose or a later one of an approved product, in a time, not revoked, first entry. Ours is
 * the whole presentation of a credential of 18 messages; beside it are a plain proof of 20 messages, 5 of them shown, and
 * its check, on the same machine, and a peer's proof of something else: that of two credentials. That one is then set
 * beside our proof of the same two, without a presentation around it: equal work. Then the rule of many holders, and what an
 * issuer publishes.
 */
export async function measurePredicates({
  operations,
  rules,
  revocations,
}: Pick<Scale, 'operations' | 'rules' | 'revocations'>): Promise<Row[]> {
  const issuer = await createIssuer()
  const holder = await issue(issuer)
  return [
    ...(await measureRule(issuer, holder, operations)),
    ...(await measureBatch(issuer, rules, operations)),
    ...(await measureEpoch(revocations)),
  ]
}

function about(operation: string, unit: Subject['unit'], messages = MESSAGES): Subject {
  return { group: 'predicates', operation, messages, unit }
}

/** A way to make a proof, and to check one. */
interface Way<Proof> {
  peer: string
  prove: () => Promise<Proof>
  /** Throws where it is not right. */
  verify: (proof: Proof) => Promise<void>
  octetsOf: (proof: Proof) => number
}

/** What is measured of a way. */
interface Measurable {
  peer: string
  proving: Operation<Check>
  verifying: Operation<undefined>
  octets: number
}

async function measureRule(issuer: Issuer, holder: Holder, turns: Turns): Promise<Row[]> {
  let entries = 0
  const ours: Way<{ asked: PredicateRequest; presentation: JsonObject }> = {
    peer: OURS,
    // Nobody enters twice: what is kept for one context is of no use to a wallet.
    prove: async () => {
      const asked = { ...request, pseudonym: { context: `entry:${entries++}` } }
      return { asked, presentation: await present(issuer, holder, asked) }
    },
    verify: async ({ asked, presentation }) => {
      const { credentials, pseudonym } = await verify(issuer, presentation, asked)
      assertTrue(credentials.dose?.notRevokedIn === EPOCH && pseudonym?.length === 48)
    },
    octetsOf: ({ presentation }) => provenOf(presentation).proof.length,
  }
  const ways = [
    await measurable(ours),
    await measurable(await createPlain()),
    await measurable(createTwo(await createUnscoredComposite())),
  ]
  for (const protocol of protocols) ways.push(await measurable(await createDock(protocol)))

  // A proof of a rule takes as long as ten others, and the compiler needs as many of them to have seen enough.
  const longer = { ...turns, warmup: 4 * turns.warmup }
  const proving = await measure(
    ways.map((way) => way.proving),
    longer,
  )
  const verifying = await measure(
    ways.map((way) => way.verifying),
    longer,
  )
  const proofs = new Map(ways.map(({ peer, octets }) => [peer, octets]))
  const presentation = await present(issuer, holder)
  const profiles = [issuer.profile]
  const presentations = new Map([
    [OURS, encodeCompactPresentation(presentation, { request, profiles }).length],
    [`${OURS}, as JSON`, new TextEncoder().encode(JSON.stringify(presentation)).length],
    [`${OURS}, the proof alone`, provenOf(presentation).proof.length],
  ])
  const checked = new Map([...verifying].filter(([peer]) => peer === PLAIN))
  const proveBesideCheck = new Map([
    [OURS, proving.get(OURS) ?? Number.NaN],
    ...[...checked].map(([peer, figure]) => [`${peer}, its check`, figure] as const),
  ])
  return [
    ...createRows(about('prove the rule', 'ms'), ofRule(proving)),
    ...createRows(about('prove the rule', 'ms'), proveBesideCheck),
    ...createRows(about('verify the rule', 'ms'), ofRule(verifying)),
    ...createRows(about('proof of the rule', 'octets'), ofRule(proofs)),
    ...createRows(about('prove two credentials', 'ms'), ofTwo(proving)),
    ...createRows(about('verify two credentials', 'ms'), ofTwo(verifying)),
    ...createRows(about('proof of two credentials', 'octets'), ofTwo(proofs)),
    ...createRows(about('presentation, as CBOR', 'octets'), presentations),
  ]
}

/** What is set beside the rule. */
function ofRule(figures: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...figures].filter(([peer]) => peer !== TWO))
}

/** What proves the same of two credentials. */
function ofTwo(figures: ReadonlyMap<string, number>): Map<string, number> {
  const alike = [...figures].filter(([peer]) => peer !== OURS && peer !== PLAIN)
  return new Map(alike.map(([peer, figure]) => [peer === TWO ? OURS : peer, figure]))
}

async function measurable<Proof>(way: Way<Proof>): Promise<Measurable> {
  const { peer, prove, verify: check, octetsOf } = way
  const made = await prove()
  return {
    peer,
    octets: octetsOf(made),
    proving: {
      peer,
      run: async () => {
        const proof = await prove()
        return () => check(proof)
      },
    },
    verifying: {
      peer,
      run: async () => {
        await check(made)
        return undefined
      },
    },
  }
}

/** A proof of a signature that shows 5 of its messages. */
async function createPlain(): Promise<Way<Uint8Array>> {
  const { messages, disclosed } = createTask(MESSAGES)
  const { secretKey, publicKey } = await generateKeyPair()
  const signature = await sign({ secretKey, publicKey, messages })
  const presentationHeader = new Uint8Array(32).fill(1)
  const shown = { publicKey, presentationHeader }
  return {
    peer: PLAIN,
    prove: () => createProof({ ...shown, signature, messages, disclosed: disclosed.keys() }),
    verify: async (proof) => assertTrue(await verifyProof({ ...shown, disclosed, proof })),
    octetsOf: ({ length }) => length,
  }
}

async function createDock(protocol: RangeProtocol): Promise<Way<Uint8Array>> {
  const peer = `${DOCK}, two credentials, range by ${protocol}`
  return createTwo(await loadDockComposite(protocol), peer)
}

/** Two credentials of one secret, a range, and a number that is not revoked. */
function createTwo({ prove, verify: check }: Composite, peer = TWO): Way<Uint8Array> {
  return {
    peer,
    prove,
    verify: async (proof) => assertTrue(await check(proof)),
    octetsOf: ({ length }) => length,
  }
}

/** The rule of so many holders, checked at once. */
async function measureBatch(issuer: Issuer, count: number, operations: Turns): Promise<Row[]> {
  const proofs = await Promise.all(
    Array.from({ length: count }, async () => toVerify(issuer, await issue(issuer))),
  )
  const oneByOne = async () => {
    const verdicts: boolean[] = []
    for (const proof of proofs) verdicts.push(await verifyCompositeProof(proof))
    return verdicts
  }
  const ways = new Map([
    [OURS, () => verifyProofs({ proofs })],
    [`${OURS}, one by one`, oneByOne],
  ])
  const checking = [...ways].map(([peer, check]) => ({
    peer,
    run: async () => {
      const verdicts = await check()
      assertTrue(verdicts.length === count && verdicts.every((verdict) => verdict))
      return undefined
    },
  }))
  // Fifty take a second.
  const turns = { ...operations, rounds: Math.ceil(operations.rounds / 3) }
  return createRows(about(`check ${count} rules`, 'ms'), await measure(checking, turns))
}

/** What a verifier of a presentation hands to the mathematics. */
async function toVerify(issuer: Issuer, holder: Holder): Promise<CompositeProofToVerify> {
  const { profile, lists } = issuer
  const { proof, pseudonym } = provenOf(await present(issuer, holder))
  const context = pseudonymContextFor(request)
  if (context === undefined) throw new Error('a pseudonym is asked for')
  return {
    statements: await compilePredicates({
      ...{ request, profiles: [profile], lists, shown: [] },
      pseudonym: { context, pseudonym },
    }),
    proof,
    presentationHeader: presentationHeaderFor(request),
  }
}

/** The octets of a presentation's proof, and of its pseudonym. */
function provenOf({ proof }: JsonObject): { proof: Uint8Array; pseudonym: Uint8Array } {
  const text = isJsonObject(proof) ? String(proof.proofValue) : ''
  // Three octets say which suite it is.
  const [octets, pseudonym] = decodeCbor(parseMultibase(text, ['u']).subarray(3)) as Uint8Array[]
  if (octets === undefined || pseudonym === undefined) throw new Error('there is no pseudonym')
  return { proof: octets, pseudonym }
}

/** The file of an epoch, signed by two workers and by none; and its octets, beside those of a status list. */
async function measureEpoch(revocations: number): Promise<Row[]> {
  const keys = await generateKeyPair()
  const publicKey = encodeMultikey(withCodec('Bls12381G2-public', keys.publicKey))
  const reference = { url: 'https://issuer.example/gaps', epoch: EPOCH, publicKey }
  // Every third number: there is no gap between two that follow each other.
  const revoked = Array.from({ length: revocations }, (_, i) => 3 * i + 1)
  const id = 3 * revocations - 1
  const sizes = new Map<string, number>()
  const pool = createPool({ size: 2 })
  const publish = async (bbs?: BbsPool) => {
    const lists = [{ list: LIST, revoked }]
    const file = await createGapsFile({ ...keys, epoch: EPOCH, lists, ...(bbs && { bbs }) })
    return async () => {
      const opened = await openGapsFile(file, { reference })
      const gap = await ownGap(opened, { list: LIST, id, publicKey: keys.publicKey })
      assertTrue(gap !== undefined)
      sizes.set(OURS, file.length)
    }
  }
  // Workers start with their first job.
  await signGaps({ ...keys, epoch: EPOCH, gaps: gapsBetween(LIST, [1, 3, 5, 7]), bbs: pool })
  const times = await measure(
    [
      { peer: OURS, run: () => publish(pool) },
      { peer: `${OURS}, no pool`, run: () => publish() },
    ],
    { rounds: 1, warmup: 0 },
  )
  await pool.close()
  sizes.set('a bit for each, uncompressed', BITSTRING_BYTES)
  return [
    ...createRows(about(`publish ${revocations} revocations`, 'ms', 0), times),
    ...createRows(about(`file of ${revocations} revocations`, 'octets', 0), sizes),
  ]
}

/** The least that a status list may have, by Bitstring Status List §6.1. */
const BITSTRING_BYTES = 16_384
