export {
  BBS_ALGORITHM,
  type BbsSigner,
  type CreateBbsSignerOptions,
  createBbsSigner,
} from './bbs-2023/base-proof.ts'
export {
  BBS_2023,
  type Cryptosuite,
  type CryptosuiteInputs,
  type CryptosuiteVerifier,
  createDiscloseCryptosuite,
  createReceiveCryptosuite,
  createSignCryptosuite,
  createVerifyCryptosuite,
  type DiscloseCryptosuiteOptions,
  type ReceiveCryptosuiteOptions,
  type SignCryptosuiteOptions,
  type VerifyCryptosuiteOptions,
} from './bbs-2023/cryptosuite.ts'
export {
  type BaseProofValue,
  type DerivedProofValue,
  parseBaseProofValue,
  parseDerivedProofValue,
  serializeBaseProofValue,
  serializeDerivedProofValue,
} from './bbs-2023/proof-value.ts'
export {
  bundledDocumentLoader,
  type CreateDocumentLoaderOptions,
  createDocumentLoader,
  type DocumentLoader,
} from './document-loader.ts'
export { CredentialError, type CredentialErrorCode } from './error.ts'
