/**
 * Makes logged decisions again with another policy, in the real OPA, and says what would change.
 *
 * @packageDocumentation
 */
export { Candidate, type PolicyFile } from './Candidate';
export { isPolicyFile, readPolicyFolder } from './policyFiles';
export { readDecisions, type Decisions } from './readDecisions';
export { replay, type ReplayOptions } from './replay';
export { ReplayError, type ReplayErrorCode } from './ReplayError';
export { DEFAULT_LIMITS, type OpaLimits, type OpaRuntime } from './runOpa';
export {
  isAccepted,
  judge,
  parseReviews,
  unproven,
  type Judgement,
  type Review,
} from './reviews';
