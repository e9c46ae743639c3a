export * from './schema';
export * from './trustPolicy';
