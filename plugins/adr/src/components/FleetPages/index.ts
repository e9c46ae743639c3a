export { DocumentRoutes } from './DocumentRoutes';
export { RecordsPage } from './RecordsPage';
