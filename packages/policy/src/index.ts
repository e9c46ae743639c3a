/**
 * Evaluates Rego, compiled to WebAssembly, in process, and logs what was decided as OPA does.
 *
 * @packageDocumentation
 */
export * from './decisionLog';
export * from './loadPolicy';
export * from './releaseGate';
