export { NewRecord } from './NewRecord';
