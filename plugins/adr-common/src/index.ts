/**
 * The contract of decision records and sign-offs: schemas, typed client, permissions, and what follows from the data
 * alone.
 *
 * @packageDocumentation
 */
export * from './AdrError';
export * from './adrFolder';
export * from './client';
export * from './draftRecord';
export * from './links';
export * from './newRecord';
export * from './permissions';
export * from './planRecord';
export * from './recordIndex';
export * from './recordName';
export * from './schema';
export * from './signOffs';
export * from './supersession';
export * from './verdicts';
