export { ResultChip } from './ResultChip';
