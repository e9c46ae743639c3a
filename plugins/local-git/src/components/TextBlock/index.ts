export * from './TextBlock';
