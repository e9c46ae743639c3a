export * from './TreeView';
