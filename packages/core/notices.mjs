// Writes beside what esbuild made the licences of the packages whose code went into it: they ask for that.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const METAFILE = 'dist/meta.json'
const { inputs } = JSON.parse(readFileSync(METAFILE, 'utf8'))
rmSync(METAFILE)

const folders = new Set()
for (const input of Object.keys(inputs)) {
  const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []
  if (folder !== undefined) folders.add(folder)
}
const notices = [...folders].map((folder) => {
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  const { name, version, license, author, repository } = manifest
  if (license === undefined) throw new Error(`${name} says of no licence`)
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file))
  const texts = files.toSorted().map((file) => readFileSync(`${folder}/${file}`, 'utf8').trim())
  // Some say of their licence no more than its name.
  const origin = `${author?.name ?? author}, ${repository?.url ?? repository}`
  return [`${name} ${version} (${license})`, ...(texts.length > 0 ? texts : [origin])].join('\n\n')
})
const file = `${dirname(METAFILE)}/THIRD-PARTY-LICENSES.txt`
writeFileSync(file, `${notices.toSorted().join(`\n\n${'-'.repeat(78)}\n\n`)}\n`)
