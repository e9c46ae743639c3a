export { MAX_BUNDLE_BYTES } from './readBundle';
export { VERDICT_CODES } from './verdict';
export type {
  CertificateSource,
  Check,
  Outcome,
  Verdict,
  VerdictCode,
  VerifiedSigner,
} from './verdict';
export * from './verifyBundle';
