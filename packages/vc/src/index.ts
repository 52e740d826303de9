export {
  BBS_ALGORITHM,
  type BbsSigner,
  type CreateBbsSignerOptions,
  createBbsSigner,
} from './bbs-2023/base-proof.ts'
export {
  type Binding,
  type CreateBindingOptions,
  createBinding,
  type HolderSecrets,
} from './bbs-2023/binding.ts'
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
  type BbsFeature,
  type CommittedFeature,
  type FeatureLayout,
  features as bbsFeatures,
} from './bbs-2023/features.ts'
export {
  type BaseProofValue,
  type DerivedProofValue,
  type ParsedBaseProofValue,
  type ParsedDerivedProofValue,
  parseBaseProofValue,
  parseDerivedProofValue,
  serializeBaseProofValue,
  serializeDerivedProofValue,
} from './bbs-2023/proof-value.ts'
export { signedNodeOrder } from './bbs-2023/statements.ts'
export {
  createBbsPlusDiscloseSuite,
  createBbsPlusReceiveSuite,
  createBbsPlusSignSuite,
  createBbsPlusVerifySuite,
} from './bbs-plus/suites.ts'
export {
  type Attribute,
  type AttributeEncoding,
  type AttributeTable,
  codeScalar,
} from './bbs-predicates/attribute-table.ts'
export {
  type BindingTerms,
  type HeldPredicates,
  type OpenPredicatesOptions,
  openPredicates,
  type PredicateSecrets,
  type RequestPredicatesBindingOptions,
  registrationOf,
  requestPredicatesBinding,
  type SignPredicatesOptions,
  signPredicates,
} from './bbs-predicates/base-proof.ts'
export {
  type CompactPresentationOptions,
  decodeCompactPresentation,
  encodeCompactPresentation,
} from './bbs-predicates/compact.ts'
export { BBS_PREDICATES_2026 } from './bbs-predicates/header.ts'
export {
  type PredicateAnswer,
  type PresentPredicatesOptions,
  type ProvenCredential,
  type ProvenPresentation,
  presentPredicates,
  type VerifyPredicatesOptions,
  verifyPredicates,
} from './bbs-predicates/presentation.ts'
export {
  type AskedMember,
  type HiddenPredicate,
  type PredicateQuery,
  type PredicateRequest,
  parsePredicateRequest,
} from './bbs-predicates/request.ts'
export {
  type CompilePredicatesOptions,
  compilePredicates,
  type PredicateProfile,
} from './bbs-predicates/statements.ts'
export {
  createVaccinationPredicateProfile,
  vaccinationAttributes,
} from './bbs-predicates/vaccination.ts'
export {
  type CommitmentRequest,
  formatCommitmentRequest,
  generateHolderSecret,
  isCommittedFeature,
  parseCommitmentRequest,
} from './commitment-request.ts'
export { type AssertContextsOptions, assertContexts } from './context-policy.ts'
export {
  assertInForce,
  type CredentialOptions,
  type Dereference,
  type DeriveCredentialOptions,
  deriveCredential,
  mandatoryPointersOf,
  parseSecuredCredential,
  presentationHeaderOf,
  type SecuredCredential,
  type ShownCredential,
  type SignCredentialOptions,
  signCredential,
  type VerifyBaseCredentialOptions,
  type VerifyCredentialOptions,
  type VerifyDerivedCredentialOptions,
  type VerifyShownCredentialOptions,
  verifyBaseCredential,
  verifyDerivedCredential,
  verifyShownCredential,
} from './credential.ts'
export { dateOf, dayOf } from './day.ts'
export {
  bundledDocumentLoader,
  type CreateDocumentLoaderOptions,
  createDocumentLoader,
  type DocumentLoader,
} from './document-loader.ts'
export {
  type DocumentKey,
  type DocumentKeyPair,
  documentPublicKeyOf,
  EDDSA_RDFC_2022,
  generateDocumentKeyPair,
  type SignDocumentOptions,
  signDocument,
  type VerifyDocumentOptions,
  verifyDocument,
} from './eddsa-rdfc-2022.ts'
export { CredentialError, type CredentialErrorCode } from './error.ts'
export { type EventDay, eventContextOf, eventDayOf } from './event-context.ts'
export {
  type AnnouncedKey,
  type AnnouncedProfile,
  type AnnouncedRevocation,
  type PredicateProfilesOptions,
  predicateProfilesOf,
} from './parameters/announced-profile.ts'
export { ParameterError, type ParameterErrorCode } from './parameters/error.ts'
export {
  type CreateGapsFileOptions,
  createGapsFile,
  epochOf,
  type GapsOfList,
  type GapsReference,
  gapsFileUrl,
  MAX_GAPS_FILE_BYTES,
  MAX_REVOCATION_LISTS,
  type OpenedGapsFile,
  openGapsFile,
  ownGap,
  type RevokedNumbers,
} from './parameters/gaps-file.ts'
export {
  type AnnouncedIssuer,
  fetchParameters,
  listNameOf,
  type OpenedParameters,
  type OpenedRevocation,
  openParameters,
  type ParametersOptions,
} from './parameters/opened-parameters.ts'
export {
  type CreateParameterFilesOptions,
  createParameterFiles,
  type FilesAtHand,
  type ParameterFiles,
  type ParameterStore,
} from './parameters/parameter-files.ts'
export {
  type CreateSetFileOptions,
  createSetFile,
  MAX_SET_FILE_BYTES,
  type OpenedSetFile,
  openSetFile,
  type SetFile,
  type SetReference,
} from './parameters/set-file.ts'
export { findPointer, parsePointer, pointerTo, resolvePointer } from './pointer.ts'
export {
  formatPredicateBindingRequest,
  formatPredicateOffer,
  isPredicateIssuance,
  type PredicateBindingRequest,
  type PredicateOffer,
  parsePredicateBindingRequest,
  parsePredicateOffer,
} from './predicate-issuance.ts'
export {
  type HeaderDifference,
  headerDifference,
  type PresentationRequest,
  type PseudonymRequest,
  parsePresentationRequest,
  presentationHeaderFor,
  pseudonymContextFor,
} from './presentation-request.ts'
export { joinProofs, selectProof } from './proof-set.ts'
export {
  type ClaimQuery,
  type CredentialQuery,
  type MatchCredentialOptions,
  matchCredential,
  parseQuery,
  type Query,
  queryFor,
} from './query.ts'
export {
  type AskedRules,
  askedRulesOf,
  type IsAskedByRulesOptions,
  isAskedByRules,
  type RuleReference,
} from './rules/asked.ts'
export { type CompiledRules, type CompileRulesOptions, compileRules } from './rules/compile.ts'
export {
  type ExplainRulesOptions,
  explainRules,
  type StatementOfOptions,
  statementOf,
} from './rules/explain.ts'
export type {
  CodeList,
  CodePredicate,
  DatePredicate,
  DifferencePredicate,
  IntegerPredicate,
  Plan,
  Predicate,
  ShownPredicate,
} from './rules/predicate.ts'
export {
  type AcceptanceRule,
  parseRules,
  parseValueSet,
  type RulesInForceOptions,
  rulesInForce,
  type ValueSet,
} from './rules/rule.ts'
export { type SatisfiesOptions, satisfiablePlans, satisfies } from './rules/satisfies.ts'
export { type IssuerKey, type ShownBinding, type SuiteId, suiteNames, suiteOf } from './suites.ts'
export {
  type TraitsBefore,
  type TraitsBeforeOptions,
  type TraitsOfOptions,
  traitsBefore,
  traitsOf,
} from './traits.ts'
export {
  VACCINATION_CONTEXT,
  VACCINATION_CREDENTIAL_IRI,
  vaccinationNodeIds,
} from './vaccination/context.ts'
export {
  type CreateVaccinationCredentialOptions,
  createVaccinationCredential,
  isVaccinationCredential,
} from './vaccination/credential.ts'
export {
  type Dose,
  floorToMonth,
  type SelectableMember,
  type VaccinationCredential,
  vaccinationContexts,
  vaccinationMandatoryPointers,
  vaccinationPointers,
} from './vaccination/profile.ts'
export {
  assertShownVaccinationCredential,
  assertVaccinationCredential,
  vaccinationSchemas,
} from './vaccination/schema.ts'
