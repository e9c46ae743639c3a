/**
 * Screens of the golden path.
 *
 * @packageDocumentation
 */
export { goldenPathPlugin as default } from './plugin';
