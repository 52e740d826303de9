import { OURS } from '../row.ts'
import { loadDigitalBazaar } from './digital-bazaar.ts'
import { loadDock } from './dock.ts'
import type { LoadLibrary } from './library.ts'
import { loadMattr } from './mattr.ts'
import { loadUnscored } from './unscored.ts'

/** Ours and its peers. Each loads its package when it is called, and not before. */
export const libraries: Readonly<Record<string, LoadLibrary>> = {
  [OURS]: loadUnscored,
  '@mattrglobal/bbs-signatures': loadMattr,
  '@digitalbazaar/bbs-signatures': loadDigitalBazaar,
  '@docknetwork/crypto-wasm-ts': loadDock,
}
