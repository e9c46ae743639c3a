export { ReleaseChanges } from './ReleaseChanges';
