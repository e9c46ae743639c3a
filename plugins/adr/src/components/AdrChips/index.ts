export { SignOffChip } from './SignOffChip';
export { StatusChip } from './StatusChip';
