import { readFileSync } from 'node:fs'
import type { JsonObject } from '@unscored/core'
import type { DidDocument } from '@unscored/did'
import type { PresentationRequest } from '@unscored/vc'
import type { LoadedDocument, Loader } from './stacks/stack.ts'

/** What our verifier is given. */
export interface UnscoredInputs {
  presentation: unknown
  request: PresentationRequest
  /** The issuer's. */
  document: DidDocument
  issuer: string
}

/** What a peer's verifier is given. */
export interface PeerInputs {
  derived: JsonObject
  presentationHeader: number[]
  /** All that it will load. */
  documents: Record<string, LoadedDocument>
}

/** Reads the inputs of a process from the file that is its argument. */
export function readInputs<Inputs extends UnscoredInputs | PeerInputs>(): Inputs {
  const [file = ''] = process.argv.slice(2)
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** Answers with what is known. */
export function createKnownLoader({ documents }: PeerInputs): Loader {
  return async (url) => {
    const document = documents[url]
    if (document === undefined) throw new Error(`${url} is not known`)
    return document
  }
}
