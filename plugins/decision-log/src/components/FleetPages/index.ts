export { CompletenessPage } from './CompletenessPage';
export { DenialsPage } from './DenialsPage';
export { FailuresPage } from './FailuresPage';
export { RevisionsPage } from './RevisionsPage';
