export * from './EmptyState';
export * from './RelativeTime';
export * from './RequestState';
export * from './VerdictChip';
