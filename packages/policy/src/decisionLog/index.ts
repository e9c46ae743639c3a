export { DecisionLog, type DecisionSink } from './DecisionLog';
export type { Decider, MadeDecision } from './decisionEvent';
