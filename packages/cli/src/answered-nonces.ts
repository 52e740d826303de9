import { encodeMultibase, randomOctets } from '@unscored/core'
import type { NonceStore } from '@unscored/verifier'
import { readFileOctets, textOf } from './documents.ts'
import type { FileSystem } from './environment.ts'
import { CliError } from './error.ts'

/**
 * Remembers in a file which nonces were answered, one line for each: the nonce, an entry's own name, and the time after
 * which the line may be deleted. Several processes may share it.
 *
 * Who appends a line and then finds another's for the same nonce further up came too late. Lines are appended whole, by
 * local file systems, so that two processes see them in the same order; nothing is locked, and nothing stays locked
 * after a crash.
 *
 * @throws {CliError} from its function: `fileNotWritten`, and what `readFileOctets` and `textOf` throw.
 */
export function createAnsweredNonces(path: string, files: FileSystem): NonceStore {
  return {
    spend: async (nonce, expires) => {
      const entry = encodeMultibase(randomOctets(16), 'u')
      // Begins a line of its own: a crash may have left half of one.
      await append(`\n${nonce} ${entry} ${expires.toISOString()}\n`, { path, files })
      const lines = textOf(await readFileOctets(path, { files }), path).split('\n')
      const first = lines.find((line) => line.startsWith(`${nonce} `))
      return first?.split(' ')[1] === entry
    },
  }
}

async function append(
  text: string,
  { path, files }: { path: string; files: FileSystem },
): Promise<void> {
  const failed = (cause: unknown): never => {
    throw new CliError('fileNotWritten', `${path} cannot be written`, { cause })
  }
  const file = await files.open(path, 'a', 0o600).catch(failed)
  try {
    await file.appendFile(text).catch(failed)
    await file.sync().catch(failed)
  } finally {
    await file.close()
  }
}
