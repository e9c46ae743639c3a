export * from './Digest';
export * from './EmptyState';
export * from './RelativeTime';
export * from './RequestState';
export * from './TextBlock';
export * from './VerdictChip';
