export * from './fileNames';
export * from './keys';
export * from './signBundle';
export * from './signer';
