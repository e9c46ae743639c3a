/**
 * What benchmarks share: work in turns, and a line for each figure.
 *
 * @packageDocumentation
 */
export { hasFailed, print, tell, type Goal } from './report';
export { alternate, median, medians, percentile, time } from './time';
