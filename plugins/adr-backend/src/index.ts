/**
 * Decision records and documents with required sign-offs: the plugin, and the module that makes them searchable.
 *
 * @packageDocumentation
 */
export { adrPlugin as default } from './plugin';
export * from './searchModule';
