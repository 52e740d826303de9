import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/**
 * Bundles a program with all that it imports, and gives its path: as one it starts much sooner than file by file, and
 * threads run no TypeScript.
 */
export async function bundleProgram(file: URL, folder: string): Promise<string> {
  const source = fileURLToPath(file)
  await build({
    entryPoints: [source],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
  })
  return join(folder, `${basename(source, '.ts')}.mjs`)
}
