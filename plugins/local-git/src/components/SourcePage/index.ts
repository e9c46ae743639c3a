export * from './Folder';
export * from './SourcePage';
