export * from './digest';
export * from './findings';
export * from './predicateTypes';
export * from './statement';
