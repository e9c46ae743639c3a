/**
 * Releases, what is in them, and the evidence for both, in the portal.
 *
 * @packageDocumentation
 */
export { supplyChainPlugin as default } from './plugin';
export { supplyChainApiRef, type SupplyChainApi } from './api';
