import { readFileSync } from 'node:fs'
import { isJsonObject, type JsonObject } from '@unscored/core'
import { auditDisclosure, parsePopulationTable, readDisclosure } from '@unscored/linkability'
import { verifyDerivedCredential } from '@unscored/vc'
import { createManifest, show } from '../../linkability/samples.ts'
import { resolve } from '../../vc/bbs-2023/issuing.ts'
import { measure } from '../measure.ts'
import { createRows, OURS, type Row } from '../row.ts'
import type { Scale } from '../scale.ts'

const PEER = 'verifying it'
const SHOWN = ['product', 'doseNumber', 'doseDate'] as const
const tables = new URL('../../../packages/linkability/tables/', import.meta.url)

/** What a presentation gives away, read and measured by a table of 44,358 combinations, beside verifying it: milliseconds. */
export async function measureLinkability({
  operations,
}: Pick<Scale, 'operations'>): Promise<Row[]> {
  const text = readFileSync(new URL('italy-doses.txt', tables), 'utf8')
  const population = parsePopulationTable(text)
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
  return createRows({ group: 'linkability', operation, messages: 0, unit: 'ms' }, medians)
}

function onDay({ credentialSubject, ...others }: JsonObject, doseDate: string): JsonObject {
  const subject = isJsonObject(credentialSubject) ? credentialSubject : {}
  return { ...others, credentialSubject: { ...subject, doseDate } }
}
