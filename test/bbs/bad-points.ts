import { bls12_381 } from '@noble/curves/bls12-381.js'

// All that is wrong with points is made here from the definition of the curve: y² = x³ + 4 over Fp, y² = x³ + 4(1 + i)
// over Fp2, compressed as x, most significant octet first, with three flags.

const { G1, G2, fields } = bls12_381
const p = fields.Fp.ORDER
const r = fields.Fr.ORDER

/** The flags of the first octet of a compressed point. */
export const flags = { compressed: 0x80, infinity: 0x40, larger: 0x20 }

/** A kind of octets that a reader of points must refuse, by what is wrong with them. */
export interface BadPoint {
  name: string
  octets: Uint8Array
}

interface Point<P> {
  add(other: P): P
  double(): P
  is0(): boolean
}

/** point·factor for any factor and any point of the curve: noble's own multiplications take the subgroup for granted. */
function times<P extends Point<P>>(point: P, factor: bigint, zero: P): P {
  let product = zero
  for (const bit of factor.toString(2)) {
    product = product.double()
    if (bit === '1') product = product.add(point)
  }
  return product
}

const g1Octets = (x: bigint, first = flags.compressed) => withFlags(bigEndian(x), first)
const g2Octets = (x: { c0: bigint; c1: bigint }, first = flags.compressed) =>
  withFlags(Uint8Array.of(...bigEndian(x.c1), ...bigEndian(x.c0)), first)

function bigEndian(value: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(96, '0'), 'hex'))
}

function withFlags(octets: Uint8Array, first: number): Uint8Array {
  octets[0] = (octets[0] ?? 0) | first
  return octets
}

/** The same octets with another first one. */
export function flagged(octets: Uint8Array, change: (first: number) => number): Uint8Array {
  return Uint8Array.from(octets, (octet, i) => (i === 0 ? change(octet) : octet))
}

/** Points on the curve with x from 1 on. */
function* onG1() {
  for (let x = 1n; ; x++) {
    const y = squareRoot(() => fields.Fp.sqrt(fields.Fp.create(x ** 3n + 4n)))
    if (y !== undefined) yield G1.Point.fromAffine({ x, y })
  }
}

function* onG2() {
  const { Fp2 } = fields
  for (let c0 = 1n; ; c0++) {
    const x = Fp2.create({ c0, c1: 1n })
    const right = Fp2.add(Fp2.mul(Fp2.sqr(x), x), Fp2.create({ c0: 4n, c1: 4n }))
    const y = squareRoot(() => Fp2.sqrt(right))
    if (y !== undefined) yield G2.Point.fromAffine({ x, y })
  }
}

function squareRoot<T>(compute: () => T): T | undefined {
  try {
    return compute()
  } catch {
    return undefined
  }
}

/** A point of a small order, which divides the cofactor. */
function ofOrder<P extends Point<P>>(
  order: bigint,
  { points, cofactor, zero }: { points: Iterable<P>; cofactor: bigint; zero: P },
): P {
  let rest = cofactor * r
  while (rest % order === 0n) rest /= order
  for (const point of points) {
    let small = times(point, rest, zero)
    if (small.is0()) continue
    for (let next = small; !next.is0(); next = times(next, order, zero)) small = next
    return small
  }
  throw new Error('the curve has points without end')
}

const h1 = 0x396c8c005555e1568c00aaab0000aaabn
const h2 =
  0x5d543a95414e7f1091d50792876a202cd91de4547085abaa68a205b2e5a7ddfa628f1cb4d9e82ef21537e293a6691ae1616ec6e786f0c70cf1c38e31c7238e5n

const inG1 = () => ({ points: onG1(), cofactor: h1, zero: G1.Point.ZERO })
const inG2 = () => ({ points: onG2(), cofactor: h2, zero: G2.Point.ZERO })

/** The prime factors of the cofactors, but for the last of G2, which is as large as a subgroup. */
const g1Orders = [3n, 11n, 10_177n, 859_267n, 52_437_899n]
const g2Orders = [13n, 23n, 2713n, 11_953n, 262_069n]

const first = <T>(points: Iterable<T>) => {
  for (const point of points) return point
  throw new Error('the curve has points without end')
}

const x1 = (point: InstanceType<typeof G1.Point>) => point.toAffine().x
const x2 = (point: InstanceType<typeof G2.Point>) => point.toAffine().x

/** An x that is so small that x + p still fits the octets, with which G1 is read. */
const smallX1 = (() => {
  for (let point = G1.Point.BASE; ; point = point.double()) {
    if (x1(point) + p < 1n << 381n) return x1(point)
  }
})()

const smallX2 = (() => {
  for (let point = G2.Point.BASE; ; point = point.double()) {
    const { c0, c1 } = x2(point)
    if (c1 + p < 1n << 381n) return { c0, c1 }
  }
})()

/** 48 octets of a point of G1 with a small x, and of one of G2: what the non-canonical ones below stand for. */
export const canonical = { g1: g1Octets(smallX1), g2: g2Octets(smallX2) }

const infinity = (length: number) => [
  { name: 'the identity', octets: firstOctet(length, 0xc0) },
  { name: 'the identity with the sign flag', octets: firstOctet(length, 0xe0) },
  { name: 'the identity and garbage', octets: firstOctet(length, 0xc0).fill(0x5a, length - 1) },
  { name: 'the identity and a garbled first octet', octets: firstOctet(length, 0xc1) },
  { name: 'the identity, not compressed', octets: firstOctet(length, 0x40) },
  { name: 'zeros', octets: new Uint8Array(length) },
  { name: 'ones', octets: new Uint8Array(length).fill(0xff) },
]

function firstOctet(length: number, octet: number): Uint8Array {
  return Uint8Array.of(octet, ...new Uint8Array(length - 1))
}

function lengths(octets: Uint8Array): BadPoint[] {
  return [
    { name: 'nothing', octets: new Uint8Array(0) },
    { name: 'an octet less', octets: octets.subarray(1) },
    { name: 'the last octet cut off', octets: octets.subarray(0, -1) },
    { name: 'an octet more', octets: Uint8Array.of(...octets, 0) },
    { name: 'the point twice', octets: Uint8Array.of(...octets, ...octets) },
  ]
}

function badFlags(octets: Uint8Array): BadPoint[] {
  return [
    { name: 'a point not flagged as compressed', octets: flagged(octets, (o) => o & 0x7f) },
    { name: 'a point flagged as the identity', octets: flagged(octets, (o) => o | 0x40) },
    { name: 'a point with no flag', octets: flagged(octets, (o) => o & 0x1f) },
  ]
}

const offG1 = (() => {
  for (let x = 1n; ; x++) {
    if (squareRoot(() => fields.Fp.sqrt(fields.Fp.create(x ** 3n + 4n))) === undefined) return x
  }
})()

const offG2 = (() => {
  const { Fp2 } = fields
  for (let c0 = 1n; ; c0++) {
    const x = Fp2.create({ c0, c1: 1n })
    const right = Fp2.add(Fp2.mul(Fp2.sqr(x), x), Fp2.create({ c0: 4n, c1: 4n }))
    if (squareRoot(() => Fp2.sqrt(right)) === undefined) return { c0, c1: 1n }
  }
})()

/** Both points with this x. */
function bothSigns(name: string, octets: Uint8Array): BadPoint[] {
  return [
    { name, octets },
    { name: `${name}, the other sign`, octets: flagged(octets, (o) => o ^ flags.larger) },
  ]
}

/** What must not be read as a point of G1, sparing lengths. */
export const badG1: readonly BadPoint[] = [
  ...infinity(48),
  ...badFlags(G1.Point.BASE.toBytes(true)),
  ...bothSigns('x off the curve', g1Octets(offG1)),
  ...bothSigns('the point (0, 2) of order 3', g1Octets(0n)),
  ...g1Orders.flatMap((order) =>
    bothSigns(`a point of order ${order}`, g1Octets(x1(ofOrder(order, inG1())))),
  ),
  ...g1Orders.flatMap((order) =>
    bothSigns(
      `a point of G1 plus one of order ${order}`,
      g1Octets(x1(G1.Point.BASE.add(ofOrder(order, inG1())))),
    ),
  ),
  ...bothSigns('a point of the whole curve', g1Octets(x1(first(onG1())))),
  ...bothSigns(
    'a point of the cofactor alone',
    g1Octets(x1(times(first(onG1()), r, G1.Point.ZERO))),
  ),
  ...bothSigns('x + p', g1Octets(smallX1 + p)),
  ...bothSigns('x = p', g1Octets(p)),
  ...bothSigns('x = p − 1, off the curve or the subgroup', g1Octets(p - 1n)),
]

/** What must not be read as a point of G2, sparing lengths. */
export const badG2: readonly BadPoint[] = [
  ...infinity(96),
  ...badFlags(G2.Point.BASE.toBytes(true)),
  ...bothSigns('x off the curve', g2Octets(offG2)),
  ...g2Orders.flatMap((order) =>
    bothSigns(`a point of order ${order}`, g2Octets(x2(ofOrder(order, inG2())))),
  ),
  ...g2Orders.flatMap((order) =>
    bothSigns(
      `a point of G2 plus one of order ${order}`,
      g2Octets(x2(G2.Point.BASE.add(ofOrder(order, inG2())))),
    ),
  ),
  ...bothSigns('a point of the whole curve', g2Octets(x2(first(onG2())))),
  ...bothSigns(
    'a point of the cofactor alone',
    g2Octets(x2(times(first(onG2()), r, G2.Point.ZERO))),
  ),
  ...bothSigns('x + p·i', g2Octets({ ...smallX2, c1: smallX2.c1 + p })),
  { name: 'flags in the second half', octets: flaggedHalf(G2.Point.BASE.toBytes(true)) },
]

/** Octets of other lengths. */
export const badLengths = {
  g1: lengths(G1.Point.BASE.toBytes(true)),
  g2: lengths(G2.Point.BASE.toBytes(true)),
}

function flaggedHalf(octets: Uint8Array): Uint8Array {
  return Uint8Array.from(octets, (octet, i) => (i === 48 ? octet | 0x80 : octet))
}

/** A point of G1 plus one of order 3, which a pairing takes for the point itself wherever its power of 3 is 1. */
export function plusOrder3(octets: Uint8Array): Uint8Array {
  const sum = G1.Point.fromBytes(Uint8Array.from(octets)).add(G1.Point.fromAffine({ x: 0n, y: 2n }))
  const { x, y } = sum.toAffine()
  const sign = y > (p - 1n) / 2n ? flags.larger : 0
  return g1Octets(x, flags.compressed | sign)
}
