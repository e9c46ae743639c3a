export { FindRoutes } from './FindRoutes';
