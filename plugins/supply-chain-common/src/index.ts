/**
 * The contract of the supply chain: schemas, typed client and permissions.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './changeSchema';
export * from './client';
export * from './findingSchema';
export * from './fleetSchema';
export * from './gateSchema';
export * from './links';
export * from './permissions';
export * from './schema';
export * from './verdicts';
