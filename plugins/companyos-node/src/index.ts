/**
 * What the backends of all CompanyOS plugins share.
 *
 * @packageDocumentation
 */
export * from './authorize';
export * from './validate';
export * from './withSpan';
