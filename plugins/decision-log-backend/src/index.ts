/**
 * The decision log: the plugin.
 *
 * @packageDocumentation
 */
export { decisionLogPlugin as default } from './plugin';
