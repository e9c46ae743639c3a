/**
 * The contract of decision records and sign-offs: schemas, typed client, permissions, and what follows from the data
 * alone.
 *
 * @packageDocumentation
 */
export * from './client';
export * from './links';
export * from './permissions';
export * from './schema';
export * from './signOffs';
export * from './supersession';
export * from './verdicts';
