export { ReplayRoutes } from './ReplayRoutes';
