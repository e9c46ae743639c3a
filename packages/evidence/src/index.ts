/**
 * Makes signed statements about artifacts, and verifies them against a trust policy.
 *
 * @packageDocumentation
 */
export * from './artifact';
export * from './bundle';
export { EVIDENCE_ERRORS, EvidenceError } from './errors';
export type { EvidenceErrorCode } from './errors';
export * from './release';
export * from './statement';
export * from './trust';
export * from './verify';
