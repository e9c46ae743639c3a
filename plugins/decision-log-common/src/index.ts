/**
 * The contract of the decision log: schemas, typed client and permissions.
 *
 * @packageDocumentation
 */
export * from './client';
export * from './links';
export * from './permissions';
export * from './schema';
