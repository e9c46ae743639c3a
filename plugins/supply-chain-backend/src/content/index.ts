export { PLAIN_NAME, type IndexedComponent } from './collectComponents';
export * from './extractContent';
