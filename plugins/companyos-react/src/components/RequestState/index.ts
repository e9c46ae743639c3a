export * from './RequestState';
