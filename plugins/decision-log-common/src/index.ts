/**
 * The contract of the decision log: schemas, typed client and permissions.
 *
 * @packageDocumentation
 */
export * from './client';
export * from './event';
export * from './fleet';
export * from './links';
export * from './permissions';
export * from './policy';
export * from './replay';
export * from './replayApi';
export * from './schema';
