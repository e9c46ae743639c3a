export { AwaitingSignOffs } from './AwaitingSignOffs';
