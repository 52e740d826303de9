/** Messages of which a part is shown. */
export interface Task {
  messages: Uint8Array[]
  /** What is shown, by index, ascending. */
  disclosed: ReadonlyMap<number, Uint8Array>
  /** What a proof is bound to. */
  nonce: Uint8Array
}

/** What a library does with a task, with a key of its own. */
export interface Library {
  sign(): Promise<Uint8Array>
  verify(signature: Uint8Array): Promise<boolean>
  derive(signature: Uint8Array): Promise<Uint8Array>
  check(proof: Uint8Array): Promise<boolean>
}

/** Prepares what its user prepares once: the library, a key, parameters for so many messages. */
export type LoadLibrary = (task: Task) => Promise<Library>

/** So many messages, a quarter of which are shown. */
export function createTask(count: number): Task {
  const messages = Array.from({ length: count }, (_, i) =>
    new TextEncoder().encode(`claim ${i} of somebody who does not exist`),
  )
  const shown = [...messages.entries()].slice(0, Math.max(1, Math.floor(count / 4)))
  return { messages, disclosed: new Map(shown), nonce: new Uint8Array(32).fill(1) }
}

/** @throws {Error} for an answer other than yes. */
export function assertTrue(answer: boolean): void {
  if (!answer) throw new Error('a library does not verify what it made')
}
