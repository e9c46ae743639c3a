export { DevelopmentChip } from './DevelopmentChip';
export { Environments } from './Environments';
export { Findings } from './Findings';
export { ProofChip } from './ProofChip';
export { ReleaseChip } from './ReleaseChip';
export { SeverityBar } from './SeverityBar';
