export * from './createTarball';
