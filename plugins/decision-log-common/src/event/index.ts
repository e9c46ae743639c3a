/**
 * How events of OPA are read: by everybody in the same way.
 *
 * @packageDocumentation
 */
export * from './paths';
export * from './pointer';
export * from './resultOf';
export * from './revisions';
export * from './splitArray';
export * from './time';
export * from './walkJson';
