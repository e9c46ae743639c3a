/**
 * The supply chain: the plugin.
 *
 * @packageDocumentation
 */
export { supplyChainPlugin as default } from './plugin';
