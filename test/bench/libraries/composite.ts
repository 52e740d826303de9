/** A composite proof of a library, of the same for all of them. */
export interface Composite {
  prove(): Promise<Uint8Array>
  verify(proof: Uint8Array): Promise<boolean>
}
