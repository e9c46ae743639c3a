export { DocumentPage } from './DocumentPage';
