import { VerificationError } from '@sigstore/verify';
import { Refusal, type Check, type VerdictCode } from './verdict';

type Meaning = [
  code: Exclude<VerdictCode, 'EVIDENCE_VERIFIED'>,
  what: Check['what'],
];

const meanings: Record<VerificationError['code'], Meaning> = {
  CERTIFICATE_ERROR: ['EVIDENCE_CERTIFICATE_UNTRUSTED', 'certificate'],
  NOT_IMPLEMENTED_ERROR: ['EVIDENCE_MALFORMED', 'bundle'],
  PUBLIC_KEY_ERROR: ['EVIDENCE_KEY_NOT_VALID', 'key validity'],
  SIGNATURE_ERROR: ['EVIDENCE_SIGNATURE_INVALID', 'signature'],
  TIMESTAMP_ERROR: ['EVIDENCE_TIMESTAMP_INVALID', 'transparency log'],
  TLOG_BODY_ERROR: ['EVIDENCE_LOG_INVALID', 'transparency log'],
  TLOG_ERROR: ['EVIDENCE_LOG_INVALID', 'transparency log'],
  TLOG_INCLUSION_PROMISE_ERROR: ['EVIDENCE_LOG_INVALID', 'transparency log'],
  TLOG_INCLUSION_PROOF_ERROR: ['EVIDENCE_LOG_INVALID', 'transparency log'],
  TLOG_MISSING_INCLUSION_ERROR: ['EVIDENCE_LOG_INVALID', 'transparency log'],
};

/** What an error of the verifying library means here. Whatever it did not foresee came from the bundle's own bytes. */
export function refusalOf(error: unknown, against: string): Refusal {
  const { message, cause } = error as Error;
  const reason =
    cause instanceof Error ? `${message}: ${cause.message}` : message;
  const [code, what]: Meaning =
    error instanceof VerificationError
      ? meanings[error.code]
      : ['EVIDENCE_MALFORMED', 'bundle'];
  return new Refusal(code, { what, against }, `Not accepted: ${reason}`);
}
