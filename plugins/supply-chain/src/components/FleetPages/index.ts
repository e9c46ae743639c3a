export { ExceptionsPage } from './ExceptionsPage';
export { ReleasesPage } from './ReleasesPage';
export { RunningPage } from './RunningPage';
export { SearchPage } from './SearchPage';
