export * from './PushPage';
