// What the cross-check uses of packages that come without types.
declare module '@digitalbazaar/bbs-2023-cryptosuite' {
  export function createSignCryptosuite(options?: { mandatoryPointers?: readonly string[] }): object
  export function createDiscloseCryptosuite(options: {
    selectivePointers: readonly string[]
    presentationHeader?: Uint8Array
  }): object
  export function createVerifyCryptosuite(options?: {
    expectedPresentationHeader?: Uint8Array
  }): object
}

declare module '@digitalbazaar/bls12-381-multikey' {
  interface Signer {
    readonly id: string
    readonly algorithm: string
  }

  export function from(multikey: object): Promise<{ signer(): Signer }>
}
