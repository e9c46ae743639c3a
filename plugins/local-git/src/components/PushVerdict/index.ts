export * from './PushVerdict';
