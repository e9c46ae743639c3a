export * from './RepositoryPage';
