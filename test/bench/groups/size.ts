import { builtinModules } from 'node:module'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Metafile } from 'esbuild'
import { createRows, OURS, type Row } from '../row.ts'

/** Octets of what a browser downloads, minified and compressed, WebAssembly included. */
export async function measureSizes(): Promise<Row[]> {
  const rows: Row[] = []
  for (const [operation, sources] of Object.entries(programs)) {
    const sizes = new Map<string, number>()
    for (const [peer, source] of Object.entries(sources)) sizes.set(peer, await sizeOf(source))
    rows.push(...createRows({ group: 'size', operation, messages: 0, unit: 'octets' }, sizes))
  }
  return rows
}

const programs = {
  'sign, verify, derive, check-proof': {
    [OURS]: "export { createProof, sign, verify, verifyProof } from '@unscored/bbs'",
    '@digitalbazaar/bbs-signatures':
      "export { deriveProof, sign, verifyProof, verifySignature } from '@digitalbazaar/bbs-signatures'",
    // The file for browsers that its manifest names is another.
    '@mattrglobal/bbs-signatures':
      "export { blsCreateProof, blsSign, blsVerify, blsVerifyProof } from '@mattrglobal/bbs-signatures/lib/wasm_module.js'",
    '@docknetwork/crypto-wasm-ts':
      "export { BBSPoKSigProof, BBSPoKSignatureProtocol, BBSSignature, initializeWasm } from '@docknetwork/crypto-wasm-ts'",
  },
  'verify a credential': {
    [OURS]: "export { verifyPresentation } from '@unscored/verifier'",
    '@digitalbazaar/bbs-2023-cryptosuite': `
      export { verifyCredential } from '@digitalbazaar/vc'
      export { DataIntegrityProof } from '@digitalbazaar/data-integrity'
      export { createVerifyCryptosuite } from '@digitalbazaar/bbs-2023-cryptosuite'`,
    '@mattrglobal/jsonld-signatures-bbs': `
      export { default } from 'jsonld-signatures-7'
      export { BbsBlsSignatureProof2020 } from '@mattrglobal/jsonld-signatures-bbs'`,
  },
}

async function sizeOf(contents: string): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    // Some peers have branches for Node that name its modules.
    external: [...builtinModules],
    outdir: import.meta.dirname,
    write: false,
    metafile: true,
    logLevel: 'warning',
  })
  const loaded = new Set([...loadedOutputs(metafile)].map((path) => resolve(path)))
  return outputFiles
    .filter(({ path }) => loaded.has(path))
    .reduce((sum, file) => sum + gzipSync(file.contents, { level: 9 }).length, 0)
}

/** The outputs that are loaded where WebAssembly runs and nothing of the suite of 2020 is met. */
function loadedOutputs({ outputs }: Metafile): Set<string> {
  const [entry = ''] = Object.keys(outputs).filter(
    (path) => outputs[path]?.entryPoint === '<stdin>',
  )
  const loaded = new Set([entry])
  // Grows while it is walked.
  for (const path of loaded) {
    for (const { path: imported, external } of outputs[path]?.imports ?? []) {
      if (!external && !SPARE.test(outputs[imported]?.entryPoint ?? '')) loaded.add(imported)
    }
  }
  return loaded
}

/** What we load lazily, and only elsewhere. */
const SPARE = /curve-noble|bbs-plus|@mattrglobal.bbs-signatures/
