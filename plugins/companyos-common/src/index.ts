/**
 * What all CompanyOS plugins share on both sides of the wire.
 *
 * @packageDocumentation
 */
export * from './allPages';
export * from './client';
export * from './entity';
export * from './paging';
export * from './verdict';
export * from './words';
