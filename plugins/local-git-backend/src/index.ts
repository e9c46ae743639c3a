/**
 * A small Git host for laptops and tests.
 *
 * @packageDocumentation
 */
export { localGitPlugin as default } from './plugin';
export { localGitUrlReaderServiceFactory } from './urlReaderServiceFactory';
