/**
 * Access tokens for CI and Git.
 *
 * @packageDocumentation
 */
export { accessTokensPlugin as default } from './plugin';
export { accessTokenHandlerServiceFactory } from './accessTokenHandler';
