export * from './EntitySourceReader';
export type { SelectionOptions, SourceFile } from './Selection';
export { SourceError, type SourceErrorCode } from './SourceError';
