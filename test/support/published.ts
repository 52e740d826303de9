import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Manifest {
  name: string
  files: string[]
  dependencies?: Record<string, string>
  publishConfig: Record<string, unknown>
}

/**
 * Builds the packages and lays them out as they are published: the files that go there, under the manifest that the
 * registry gets, beside the dependencies that it declares and no others.
 *
 * @param folder Where `node_modules` is made.
 */
export async function layOutPublished(folder: string): Promise<void> {
  const names = await readdir(join(root, 'packages'))
  const sources = names.map((name) => join(root, 'packages', name))
  const { UNSCORED_BUILDER: builder } = process.env
  await (builder === undefined ? buildPackages() : askForBuild(builder))
  // Each in a folder of its own, so that it finds no dependency of another's.
  for (const source of sources) await layOut(source, join(folder, 'published'))
  await mkdir(join(folder, 'node_modules'))
  await symlink(join(folder, 'published/@unscored'), join(folder, 'node_modules/@unscored'))
}

/** Builds the packages, each into its `dist`. */
export async function buildPackages(): Promise<void> {
  await promisify(execFile)('npm', ['run', 'build'], { cwd: root })
}

/** Waits until the run that this is a part of has built the packages. */
async function askForBuild(builder: string): Promise<void> {
  const response = await fetch(builder)
  if (!response.ok) throw new Error(await response.text())
}

async function layOut(source: string, published: string): Promise<void> {
  const text = await readFile(join(source, 'package.json'), 'utf8')
  const { publishConfig, ...manifest }: Manifest = JSON.parse(text)
  const target = join(published, manifest.name)
  for (const file of manifest.files) {
    await cp(join(source, file), join(target, file), { recursive: true })
  }
  const packed = JSON.stringify({ ...manifest, ...publishConfig })
  await writeFile(join(target, 'package.json'), packed)
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    const link = join(target, 'node_modules', dependency)
    await mkdir(dirname(link), { recursive: true })
    const own = dependency.startsWith('@unscored/')
    const place = own ? published : join(source, 'node_modules')
    await symlink(own ? join(place, dependency) : await realpath(join(place, dependency)), link)
  }
}
