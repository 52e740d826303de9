import { assertJson, type JsonValue, type RandomSource } from '@unscored/core'
import { LinkabilityError } from './error.ts'
import { createDraw } from './simulation/draw.ts'
import { tellingMembers } from './unlinkability/permutation-test.ts'
import { type Traces, tracesOf } from './unlinkability/traces.ts'

/** What a presentation is to be made of. */
export interface PresentationToMake {
  /** Whose: numbers from 0 on. All of one holder are made of the same credential. */
  readonly holder: number
  /** The how manieth of hers, from 0 on. */
  readonly visit: number
  /** Octets for this presentation alone, which follow from the seed: for its nonce, its context, its proof. */
  readonly random: RandomSource
}

/** What {@link expectUnlinkable} takes beside what makes presentations. */
export interface ExpectUnlinkableOptions {
  /** How many holders there are: 10 by default. */
  readonly holders?: number
  /** How many presentations each makes: 4 by default. */
  readonly visits?: number
  /** How often it fails though nothing is wrong, at most, over seeds: 0.001 by default. */
  readonly falseAlarms?: number
  readonly seed?: string
  /** JSON pointers to what may tell holders apart, with all below: values that are shown on purpose, which the auditor counts. */
  readonly except?: readonly string[]
}

/**
 * Makes many presentations of several holders, and fails where they tell whose they are.
 *
 * Compared are values by their JSON pointers, lengths, the order and the number of members, segments of JWTs, and the parts of BBS proofs
 * by the names of their cryptosuites: whether they are the same more often within one holder than by chance, and, of numbers, times and
 * lengths, whether holders have others on average. It is a permutation test, exact for all members together, and the same for a
 * seed. Holders take turns, so that what the clock says is nobody's own. What each holder counts alike, such as the number of
 * the visit, is not found; nor what can be told by the keys of an issuer alone.
 *
 * @param makePresentation Gives JSON, or the text of a JWT. Holders must differ in what the profile is to hide.
 * @throws {LinkabilityError} `linkable`, whose message names every member that tells holders apart, the most telling first.
 * @throws {RangeError} where there are too few holders or presentations to tell anything, or the rate is no rate.
 * @throws {FormatError} where a presentation is no JSON; and whatever `makePresentation` throws.
 */
export async function expectUnlinkable(
  makePresentation: (options: PresentationToMake) => unknown,
  {
    holders = 10,
    visits = 4,
    falseAlarms = 0.001,
    seed = 'unlinkable',
    except = [],
  }: ExpectUnlinkableOptions = {},
): Promise<void> {
  assertCount('holders', holders, 4)
  assertCount('visits', visits, 3)
  if (!(falseAlarms >= 0.00001 && falseAlarms <= 0.1)) {
    throw new RangeError('falseAlarms is not between 0.00001 and 0.1')
  }
  const seen: { holder: number; traces: Traces }[] = []
  for (let visit = 0; visit < visits; visit++) {
    for (let holder = 0; holder < holders; holder++) {
      const random = createDraw(seed, 'presentation', holder, visit).octets
      const presentation = await makePresentation({ holder, visit, random })
      seen.push({ holder, traces: tracesOf(jsonOf(presentation)) })
    }
  }
  const names = [...new Set(seen.flatMap(({ traces }) => [...traces.keys()]))]
  const observed = names
    .filter((name) => !except.some((pointer) => isWithin(name, pointer)))
    .map((name) => ({ name, values: seen.map(({ traces }) => traces.get(name) ?? ABSENT) }))
  const telling = tellingMembers(observed, {
    holders: seen.map(({ holder }) => holder),
    draw: createDraw(seed, 'permutations'),
    falseAlarms,
  })
  if (telling.length === 0) return
  throw new LinkabilityError('linkable', `holders are told apart by ${telling.join(', ')}`)
}

/** No text that is a member of JSON is the same. */
const ABSENT = '\u0000absent'

/** Whether a name is of a pointer, or of something below. */
function isWithin(name: string, pointer: string): boolean {
  return name === pointer || name.startsWith(`${pointer}/`) || name.startsWith(`${pointer} (`)
}

/** As it goes over the wire. */
function jsonOf(presentation: unknown): JsonValue {
  assertJson(presentation)
  return presentation
}

function assertCount(name: string, count: number, least: number): void {
  if (!Number.isSafeInteger(count) || count < least) {
    throw new RangeError(`${name} is less than ${least}, or no integer`)
  }
}
