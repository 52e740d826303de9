export { type ImportDccOptions, type ImportedDcc, importDcc } from './dcc.ts'
export { IssuerError, type IssuerErrorCode } from './error.ts'
export { type IssueCredentialOptions, issueCredential } from './issue.ts'
export {
  type CreatePredicatesProfileOptions,
  type CreateVaccinationProfileOptions,
  createPredicatesProfile,
  createVaccinationProfile,
} from './manifest-profile.ts'
export { type CodedMember, type CodeMeaning, describeDose } from './value-sets.ts'
