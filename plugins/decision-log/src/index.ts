/**
 * What policies decided, and how complete that record is, in the portal.
 *
 * @packageDocumentation
 */
export { decisionLogPlugin as default } from './plugin';
export { decisionLogApiRef, type DecisionLogApi } from './api';
