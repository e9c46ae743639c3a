export { EntityAdrs } from './EntityAdrs';
