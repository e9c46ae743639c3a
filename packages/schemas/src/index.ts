/**
 * The JSON Schemas of the platform, and their validator.
 *
 * @packageDocumentation
 */
export * from './validate';
