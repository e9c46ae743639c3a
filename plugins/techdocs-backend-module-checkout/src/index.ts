/**
 * Builds the documentation of a checkout on disk from a copy of its docs folder.
 *
 * @packageDocumentation
 */
export { techdocsModuleCheckout as default } from './module';
