import { type FormatId, formatIds } from '@unscored/linkability'
import { describe, expect, test } from 'vitest'
import type {
  Deployment,
  DeploymentOptions,
  Exchange,
} from '../../../../packages/linkability/src/simulation/formats/format.ts'
import { loadFormat } from '../../../../packages/linkability/src/simulation/formats/formats.ts'
import { drawHolders } from '../../../../packages/linkability/src/simulation/holders.ts'
import { plantedLeaks } from '../../../../packages/linkability/src/simulation/leaks.ts'
import { drawVisits, type Visit } from '../../../../packages/linkability/src/simulation/visits.ts'
import { peopleTable, smallSettings } from '../people.ts'

const holders = drawHolders(peopleTable(), smallSettings)
const issuing = smallSettings

async function openFormat(id: FormatId, options: DeploymentOptions): Promise<Deployment> {
  return (await loadFormat(id)).open(options)
}

/** What a holder of each half shows at her first two visits. */
async function exchangesOf(deployment: Deployment) {
  const exchanges: { exchange: Exchange; visit: Visit }[] = []
  for (const holder of holders.slice(0, 2)) {
    const { wallet } = await deployment.issue(holder)
    for (const visit of drawVisits(holder.index, smallSettings).slice(0, 2)) {
      exchanges.push({ exchange: await wallet.present(visit), visit })
    }
  }
  return exchanges
}

describe.each(formatIds)('%s', (id) => {
  test('is verified as it is shown, and not where an octet of it was changed', async () => {
    const deployment = await openFormat(id, issuing)
    const exchanges = await exchangesOf(deployment)
    for (const { exchange, visit } of exchanges) await deployment.verify(exchange, visit)
    const [first] = exchanges
    if (first === undefined) throw new Error('nothing was shown')
    const { exchange, visit } = first
    const presentation = new TextDecoder().decode(exchange.presentation)
    // In the middle of what is signed, or of the proof, whichever is there; another character of the same alphabet.
    const place = Math.floor(presentation.length / 2)
    const changed = presentation[place] === '1' ? '2' : '1'
    const altered = presentation.slice(0, place) + changed + presentation.slice(place + 1)
    const forged = { ...exchange, presentation: new TextEncoder().encode(altered) }
    await expect(deployment.verify(forged, visit)).rejects.toThrow()
  })

  test('comes from one issuer, however often it is set up', async () => {
    const [one, two] = [await openFormat(id, issuing), await openFormat(id, issuing)]
    for (const { exchange, visit } of await exchangesOf(one)) await two.verify(exchange, visit)
    const other = await openFormat(id, { ...issuing, seed: 'another seed' })
    for (const { exchange, visit } of await exchangesOf(one)) {
      await expect(other.verify(exchange, visit)).rejects.toThrow()
    }
  })
})

describe.each(plantedLeaks)('$format with $id', ({ id, format }) => {
  test('is still verified', async () => {
    const deployment = await openFormat(format, { ...issuing, leak: id })
    for (const { exchange, visit } of await exchangesOf(deployment)) {
      await deployment.verify(exchange, visit)
    }
  })
})
