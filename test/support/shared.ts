import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describeWithFile } from './needs.ts'

/** Where the published test vectors and data of others lie; they are read in place and never copied. */
const folders = {
  vectors: folder(process.env.UNSCORED_VECTORS, '../../../shared/vectors'),
  data: folder(process.env.UNSCORED_DATA, '../../../shared/data'),
}

function folder(given: string | undefined, usual: string): URL {
  const path = given ?? fileURLToPath(new URL(usual, import.meta.url))
  return pathToFileURL(`${resolve(path)}/`)
}

type Kind = keyof typeof folders

/** The text of a file among the vectors or the data, by its path there. */
export function readShared(kind: Kind, path: string): string {
  return readFileSync(new URL(path, folders[kind]), 'utf8')
}

/** The octets of a file among the vectors or the data. */
export function readSharedOctets(kind: Kind, path: string): Uint8Array {
  return readFileSync(new URL(path, folders[kind]))
}

/** A JSON file among the vectors or the data. */
export function readSharedJson<T>(kind: Kind, path: string): T {
  return JSON.parse(readShared(kind, path))
}

/** A vector with the name of its file, for titles of tests. */
export type Named<T> = T & { file: string }

/** All JSON files of a folder among the vectors, ascending by name. */
export function vectors<T>(folder: string): Named<T>[] {
  return readdirSync(new URL(`${folder}/`, folders.vectors))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ ...readSharedJson<T>('vectors', `${folder}/${file}`), file }))
}

/**
 * A `describe` that needs a folder of vectors or data. Where it is missing, the block shows up as skipped under a
 * name that says so, and the build fails on that.
 */
export function describeWith(kind: Kind, source: string, title: string, body: () => void): void {
  describeWithFile({ file: new URL(source, folders[kind]), name: `${kind}/${source}` }, title, body)
}
