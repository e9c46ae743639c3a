/**
 * Makes logged decisions again with another policy, in the real OPA, and says what would change.
 *
 * @packageDocumentation
 */
export { Candidate, type PolicyFile } from './Candidate';
export { replay, type ReplayOptions } from './replay';
export { USUAL_RULES, type ReadingRules } from './ReplayEvent';
export { ReplayError, type ReplayErrorCode } from './ReplayError';
export { DEFAULT_LIMITS, type OpaLimits, type OpaRuntime } from './runOpa';
