/**
 * Decision records and sign-offs in the portal.
 *
 * @packageDocumentation
 */
export { adrPlugin as default } from './plugin';
export { adrApiRef, type AdrApi } from './api';
export { AwaitingSignOffs } from './components/AwaitingSignOffs';
