/**
 * What the screens of all CompanyOS plugins share.
 *
 * @packageDocumentation
 */
export * from './components';
export * from './useAddress';
export * from './useRequest';
