/**
 * The contract of the golden path's backend: schemas, typed client and permissions.
 *
 * @packageDocumentation
 */
export * from './client';
export * from './permissions';
export * from './schema';
