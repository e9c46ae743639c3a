export { EntityDecisions } from './EntityDecisions';
