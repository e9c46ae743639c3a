/**
 * The contract of the supply chain: schemas, typed client and permissions.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './client';
export * from './links';
export * from './permissions';
export * from './schema';
export * from './verdicts';
