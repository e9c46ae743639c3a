/**
 * Renders a golden-path template and keeps its receipt. Portal, CLI and preview all come through here.
 *
 * @packageDocumentation
 */
export * from './config';
export * from './errors';
export * from './openTemplate';
export * from './platform';
export * from './receipt';
export * from './renderTemplate';
export * from './serviceInput';
export * from './template';
export { vendorSchema, type VendoredFolder } from './vendor';
