export * from './fixtures';
export * from './mockSigstore';
