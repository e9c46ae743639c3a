/**
 * What the browser, the backend and the CLI share about access tokens.
 *
 * @packageDocumentation
 */
export * from './client';
export * from './permissions';
export * from './schema';
export * from './subject';
