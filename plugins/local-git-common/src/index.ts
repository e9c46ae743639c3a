/**
 * The contract of the local Git host: schemas, typed client, permissions, and the shape of its URLs.
 *
 * @packageDocumentation
 */
export * from './client';
export * from './permissions';
export * from './pushVerdict';
export * from './schema';
export * from './urls';
