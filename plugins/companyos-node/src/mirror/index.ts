export * from './EntityMirror';
export type { Visibility } from './visibility';
