export * from './extractContent';
export { PLAIN_NAME, type IndexedComponent } from './readCycloneDx';
