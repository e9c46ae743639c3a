/**
 * What the backends of all CompanyOS plugins share.
 *
 * @packageDocumentation
 */
export * from './answerUnavailable';
export * from './authorize';
export * from './git';
export * from './mirror';
export * from './openApi';
export * from './openDatabase';
export * from './prometheus';
export * from './readBody';
export * from './source';
export * from './storable';
export * from './validate';
export * from './withSpan';
