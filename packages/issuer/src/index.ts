export { type ImportDccOptions, type ImportedDcc, importDcc } from './dcc.ts'
export { IssuerError, type IssuerErrorCode } from './error.ts'
export { type IssueCredentialOptions, issueCredential } from './issue.ts'
export {
  type Admit,
  type CreateOfferStoreOptions,
  createOfferStore,
  type IssuePredicateCredentialOptions,
  issuePredicateCredential,
  type OfferPredicateCredentialOptions,
  type OfferStore,
  type OpenOffer,
  offerPredicateCredential,
} from './issue-predicates.ts'
export {
  createMemoryIssuerStore,
  type HeadRecord,
  type IssuerRecords,
  type IssuerState,
  type IssuerStateEntry,
  type IssuerStore,
  type IssuerTransaction,
  type ListRecord,
  type MemoryIssuerStore,
  type PersonRecord,
  type RevocationPlace,
} from './issuer-store.ts'
export {
  type CreatePredicatesProfileOptions,
  type CreateVaccinationProfileOptions,
  createPredicatesProfile,
  createVaccinationProfile,
} from './manifest-profile.ts'
export {
  type CreatedParameters,
  type CreateParametersOptions,
  createParameters,
  type ParameterList,
} from './parameters.ts'
export { type AdmitCredentialOptions, admitCredential } from './registrations.ts'
export {
  type PlacesOfOptions,
  type PublishEpochOptions,
  type PublishedFile,
  placesOf,
  publishEpoch,
  type RevokeOptions,
  revoke,
} from './revocation.ts'
export { type CodedMember, type CodeMeaning, describeDose } from './value-sets.ts'
