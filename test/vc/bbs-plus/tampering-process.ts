/**
 * Changes the octets of signatures, proofs and keys in many ways and verifies each; started as a process of its own,
 * since what it guards against ends the process. Prints how often each code refused.
 */

import { publicKeyOf } from '@unscored/bbs'
import { loadEngine } from '../../../packages/vc/src/bbs-plus/engine.ts'
import {
  createDisclosure,
  sign,
  verifyDisclosure,
  verifySignature,
} from '../../../packages/vc/src/bbs-plus/mattr.ts'

const secretKey = new Uint8Array(32).fill(7)
const publicKey = await publicKeyOf(secretKey)
const nonce = Uint8Array.of(1, 2, 3)
const statements = ['a', 'b', 'c', 'd']
const revealed = [0, 2]
const shown = ['a', 'c']

/** Where the points of the proof start, behind the count and the bitmap. */
const POINTS = [3, 51, 99, 151, 267]
/** The responses of the two sub-proofs. */
const PROOF_SCALARS = [
  [203, 267],
  [319, 447],
] as const
/** One bit in so many of those of scalars is flipped: the engine has to tell that they are wrong. */
const SCALAR_STRIDE = 29

let state = 0x2545f491

const signature = await sign({ statements, secretKey })
const proof = await createDisclosure({ statements, signature, publicKey, revealed, nonce })

await verifyDisclosure({ statements: shown, proof, nonce, publicKey })

if (process.argv[2] === 'unchecked') {
  // A count of responses that does not fit into memory.
  const at = 2 + 1 + 3 * 48 + 4 + 48
  const changed = proof.map((octet, i) => (i === at ? octet ^ 0x80 : octet))
  const messages = shown.map((statement) => new TextEncoder().encode(statement))
  const engine = await loadEngine()
  await engine.blsVerifyProof({ proof: changed, messages, nonce, publicKey })
} else {
  process.stdout.write(JSON.stringify(await tally()))
}

async function tally(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const changed of variants(proof, PROOF_SCALARS)) {
    await count(verifyDisclosure({ statements: shown, proof: changed, nonce, publicKey }))
  }
  for (const changed of variants(signature, [[48, 112]])) {
    await count(verifySignature({ statements, signature: changed, publicKey }))
    await count(createDisclosure({ statements, signature: changed, publicKey, revealed, nonce }))
  }
  const others = await publicKeyOf(new Uint8Array(32).fill(9))
  await count(createDisclosure({ statements, signature, publicKey: others, revealed, nonce }))
  for (const changed of variants(publicKey, [])) {
    await count(verifySignature({ statements, signature, publicKey: changed }))
  }
  return counts

  async function count(verifying: Promise<unknown>): Promise<void> {
    const code = await verifying.then(
      () => 'accepted',
      (error) => error.code ?? String(error),
    )
    counts[code] = (counts[code] ?? 0) + 1
  }
}

/** Octets changed in every way that is cheap to refuse, and in some that get as far as the engine. */
function* variants(octets: Uint8Array, scalars: readonly (readonly [number, number])[]) {
  for (let bit = 0; bit < 8 * octets.length; bit++) {
    const at = bit >> 3
    const isScalar = scalars.some(([from, to]) => from <= at && at < to)
    if (!isScalar || bit % SCALAR_STRIDE === 0)
      yield withOctet(octets, at, (o) => o ^ (1 << (bit & 7)))
  }
  for (let length = 0; length < octets.length; length += 3) yield octets.slice(0, length)
  for (let more = 1; more < 100; more++) yield Uint8Array.of(...octets, ...new Uint8Array(more))
  for (let i = 0; i < 200; i++) {
    yield octets.map(() => random() & 0xff)
    const [from, to, length] = [
      random() % octets.length,
      random() % octets.length,
      1 + (random() % 48),
    ]
    const spliced = Uint8Array.from(octets)
    spliced.set(octets.subarray(from, Math.min(from + length, octets.length - to + from)), to)
    if (spliced.some((octet, at) => octet !== octets[at])) yield spliced
  }
  for (const from of POINTS.filter((at) => at + 48 <= octets.length)) {
    for (const to of POINTS.filter((at) => at !== from && at + 48 <= octets.length)) {
      const exchanged = Uint8Array.from(octets)
      exchanged.set(octets.subarray(from, from + 48), to)
      yield exchanged
    }
  }
}

function withOctet(octets: Uint8Array, at: number, change: (octet: number) => number): Uint8Array {
  return octets.map((octet, i) => (i === at ? change(octet) : octet))
}

/** The same numbers each time (xorshift32). */
function random(): number {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return state >>> 0
}
