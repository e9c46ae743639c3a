export { TokenTable } from './TokenTable';
