export * from './digest';
export * from './predicateTypes';
export * from './statement';
