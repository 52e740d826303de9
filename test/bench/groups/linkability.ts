import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isJsonObject, type JsonObject } from '@unscored/core'
import {
  auditDisclosure,
  defaultSettings,
  formatIds,
  type PopulationTable,
  parsePopulationTable,
  readDisclosure,
} from '@unscored/linkability'
import { verifyDerivedCredential } from '@unscored/vc'
import { createManifest, show } from '../../linkability/samples.ts'
import { resolve } from '../../vc/bbs-2023/issuing.ts'
import { inTurns, measure, mediansOf } from '../measure.ts'
import { runProcess } from '../process.ts'
import { createRows, OURS, type Row } from '../row.ts'
import type { Scale } from '../scale.ts'

const PEER = 'verifying it'
const SHOWN = ['product', 'doseNumber', 'doseDate'] as const
const table = new URL('../../../packages/linkability/tables/italy-doses.txt', import.meta.url)

/**
 * What a presentation gives away, read and measured by a table of 44,358 combinations: beside verifying it, and the first of a
 * process beside later ones. Then a person of a simulation, of whom nothing is shown, beside one of each other format: milliseconds.
 */
export async function measureLinkability(
  scale: Pick<Scale, 'operations' | 'processes' | 'holders'>,
): Promise<Row[]> {
  const population = parsePopulationTable(readFileSync(table, 'utf8'))
  return [...(await measureAudits(population, scale)), ...(await measureSimulation(scale))]
}

async function measureAudits(
  population: PopulationTable,
  { operations, processes }: Pick<Scale, 'operations' | 'processes'>,
): Promise<Row[]> {
  const manifest = await createManifest()
  const shown = await show({ shown: SHOWN })
  const days = population.dimensions.find(({ name }) => name === 'doseDate')?.values ?? []
  let turn = 0
  const audit = async () => {
    // Another day each time: what was asked of the table before is kept.
    const disclosure = await readDisclosure(onDay(shown, days[turn++ % days.length] ?? ''))
    const { findings } = auditDisclosure({ disclosure, manifest, population })
    if (findings.length === 0) throw new Error('nothing was found')
    return undefined
  }
  const verify = async () => {
    await verifyDerivedCredential(shown, { dereference: resolve, now: new Date('2021-05-04') })
    return undefined
  }
  const medians = await measure(
    [
      { peer: OURS, run: audit },
      { peer: PEER, run: verify },
    ],
    operations,
  )
  const operation = `audit a presentation of ${SHOWN.length} claims`
  const input = JSON.stringify({ table: fileURLToPath(table), presentation: shown, manifest })
  const inProcesses = { peer: OURS, run: () => runProcess('first-audit', input) }
  const first = mediansOf(await inTurns([inProcesses], { ...processes, warmup: 0 }), Number)
  const besideLater = new Map([...first, ['a later one', medians.get(OURS) ?? Number.NaN]])
  return [
    ...createRows({ group: 'linkability', operation, messages: 0, unit: 'ms' }, medians),
    ...createRows(
      { group: 'linkability', operation: `${operation}, the first`, messages: 0, unit: 'ms' },
      besideLater,
    ),
  ]
}

/** Issuing to a person, her visits, one verification, and what those who collude read of it; ours is the default profile of rules. */
async function measureSimulation({ holders }: Pick<Scale, 'holders'>): Promise<Row[]> {
  const times = new Map<string, number>()
  for (const format of formatIds) {
    const input = JSON.stringify({ table: fileURLToPath(table), format, holders })
    const peer = format === 'bbs-predicates-2026' ? OURS : format
    times.set(peer, Number(await runProcess('simulate-holders', input)))
  }
  const operation = `simulate a person of ${defaultSettings.visits} visits`
  return createRows({ group: 'linkability', operation, messages: 0, unit: 'ms' }, times)
}

function onDay({ credentialSubject, ...others }: JsonObject, doseDate: string): JsonObject {
  const subject = isJsonObject(credentialSubject) ? credentialSubject : {}
  return { ...others, credentialSubject: { ...subject, doseDate } }
}
