/**
 * Screens of the access tokens: a tab of the settings.
 *
 * @packageDocumentation
 */
export { accessTokensPlugin as default } from './plugin';
