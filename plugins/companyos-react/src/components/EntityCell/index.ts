export * from './EntityCell';
