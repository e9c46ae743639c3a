/**
 * Screens of the local Git host.
 *
 * @packageDocumentation
 */
export { localGitPlugin as default } from './plugin';
