import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import {
  createDocumentLoader,
  parseDerivedProofValue,
  type SecuredCredential,
  serializeDerivedProofValue,
} from '@unscored/vc'
import {
  nameBlankNodes,
  relabel,
  statementsOf,
} from '../../../packages/vc/src/bbs-2023/statements.ts'
import { canonicalize } from '../../../packages/vc/src/jsonld.ts'
import { contexts, withProof } from './issuing.ts'

const options = { documentLoader: createDocumentLoader({ contexts }) }

/** Where statements that were not signed are said to have been. */
export type Hiding = 'selective' | 'mandatory'

/**
 * What an attacker makes of a credential that was shown and of a document of hers: nodes that stand where they stood
 * keep their labels, new ones get free ones, and both lists of indexes are ascending, without gaps in what they must
 * cover. Only the BBS proof is out of her reach.
 */
export async function forge(
  shown: SecuredCredential,
  document: JsonObject,
  hiding: Hiding = 'selective',
): Promise<unknown> {
  const { proof, ...original } = shown
  const value = parseDerivedProofValue(proof.proofValue)
  const before = await read(original)
  const signedLabels = new Map(
    before.nodes.map(({ path, number }) => [path, value.labelMap.get(number) ?? 0]),
  )
  const { quads, nodes } = await read(document)
  const labels = nodes.map(({ own, path, number }, i) => {
    return { own, number, label: signedLabels.get(path) ?? 1000 + i }
  })
  const signed = relabel(
    before.quads,
    new Map(before.nodes.map(({ own, path }) => [own, `b${signedLabels.get(path)}`])),
  )
  const stated = relabel(quads, new Map(labels.map(({ own, label }) => [own, `b${label}`])))
  const wasMandatory = new Set(value.mandatoryIndexes.map((index) => signed[index]))
  const selective = signed.filter((nquad) => !wasMandatory.has(nquad))
  const signedIndexes = new Map(
    selective.map((nquad, i) => [nquad, value.selectiveIndexes[i] ?? 0]),
  )
  const isMandatory = (nquad: string) =>
    wasMandatory.has(nquad) || (hiding === 'mandatory' && !signedIndexes.has(nquad))
  const selectiveIndexes: number[] = []
  for (const nquad of stated.filter((statement) => !isMandatory(statement))) {
    const least = (selectiveIndexes.at(-1) ?? -1) + 1
    selectiveIndexes.push(Math.max(least, signedIndexes.get(nquad) ?? least))
  }
  const proofValue = serializeDerivedProofValue({
    ...value,
    labelMap: new Map(labels.map(({ number, label }) => [number, label])),
    mandatoryIndexes: stated.flatMap((nquad, i) => (isMandatory(nquad) ? [i] : [])),
    selectiveIndexes,
  })
  return { ...document, proof: (withProof(shown, { proofValue }) as SecuredCredential).proof }
}

/** The statements of a document, and its blank nodes with the place of each and the number of its canonical label. */
async function read(document: JsonObject) {
  const quads = await statementsOf(await nameBlankNodes(document, options), options)
  const { labels } = await canonicalize(quads)
  const paths = blankPaths(document)
  const nodes = [...labels].map(([own, canonical]) => ({
    own,
    path: paths[Number(own.slice(1))] ?? own,
    number: Number(canonical.slice('c14n'.length)),
  }))
  return { quads, nodes }
}

/** Where the nodes without an id stand, in the order in which they are named. */
function blankPaths(value: JsonValue, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => blankPaths(item, `${path}/${i}`))
  if (!isJsonObject(value)) return []
  const within = Object.keys(value)
    .filter((name) => name !== '@context')
    .sort()
    .flatMap((name) => blankPaths(value[name] ?? null, `${path}/${name}`))
  return 'id' in value ? within : [path, ...within]
}
