/**
 * The contract of the decision log: schemas, typed client and permissions.
 *
 * @packageDocumentation
 */
export * from './client';
export * from './fleet';
export * from './links';
export * from './permissions';
export * from './policy';
export * from './schema';
