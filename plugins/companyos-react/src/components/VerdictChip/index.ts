export * from './VerdictChip';
