export { CountFilter } from './CountFilter';
