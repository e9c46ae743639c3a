/**
 * Evaluates Rego, compiled to WebAssembly, in process.
 *
 * @packageDocumentation
 */
export * from './loadPolicy';
export * from './releaseGate';
