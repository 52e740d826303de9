import { sha256, utf8 } from '@unscored/core'

/** SHA-256, as the libraries of SD-JWT ask for a hash. */
export function hashOfDisclosure(data: string | ArrayBuffer | Uint8Array): Uint8Array {
  return sha256(typeof data === 'string' ? utf8(data) : new Uint8Array(data))
}
