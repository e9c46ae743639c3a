export * from './RepositoryCard';
