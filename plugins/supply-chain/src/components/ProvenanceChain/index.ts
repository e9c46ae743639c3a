export { ProvenanceChain } from './ProvenanceChain';
