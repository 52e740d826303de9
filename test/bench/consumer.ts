import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

const PACKAGES = join(import.meta.dirname, '../../packages')

/**
 * Makes a folder in which the packages are installed as they are published, `dist` and all that it stands on. Other
 * modules are found as from the folder's parent.
 */
export function createConsumer(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  for (const name of readdirSync(PACKAGES)) {
    installPackage(join(PACKAGES, name), join(folder, 'node_modules/@unscored', name))
  }
}

function installPackage(from: string, to: string): void {
  cpSync(join(from, 'dist'), join(to, 'dist'), { recursive: true })
  const { publishConfig, ...manifest } = JSON.parse(
    readFileSync(join(from, 'package.json'), 'utf8'),
  )
  writeFileSync(join(to, 'package.json'), JSON.stringify({ ...manifest, ...publishConfig }))
  const modules = join(from, 'node_modules')
  if (!existsSync(modules)) return
  mkdirSync(join(to, 'node_modules'))
  for (const module of readdirSync(modules)) {
    // Siblings are those beside it.
    if (module === '@unscored' || module.startsWith('.')) continue
    symlinkSync(join(modules, module), join(to, 'node_modules', module))
  }
}
